/** 日本語。Same keys as `en.ts`; the compiler holds them together. */
import type { en } from './en.ts'

export const ja: Readonly<Record<keyof typeof en, string>> = {
  'severity.P1': 'P1・最重要（多くの利用者が使えない）',
  'severity.P2': 'P2・高（業務に大きな支障）',
  'severity.P3': 'P3・中（一部に支障）',
  'severity.P4': 'P4・低（質問・依頼）',
  'status.new': '新規',
  'status.in-progress': '対応中',
  'status.action-required': '要対応（返信待ち）',
  'status.solution-provided': '解決策を提示済み',
  'status.closed': 'クローズ',
  'audience.internal': '社内メモ',
  'audience.customer': 'お客様あて',
  'audience.desk': 'サポート窓口あて',
  'audience.everyone': 'お客様とサポート窓口あて',
  'audience.internal.detail': '{{domain}} の人だけが読めます',
  'audience.internal.desk': 'サポート窓口の人だけが読めます',
  'audience.customer.detail': 'お客様と担当パートナーが読めます',
  'audience.desk.detail': 'サポート窓口と担当パートナーが読めます',
  'audience.everyone.detail': 'お客様、サポート窓口、担当パートナーが読めます',
  'tier.standard': 'スタンダード サポート',
  'tier.enhanced': 'エンハンスト サポート',
  'tier.premium': 'プレミアム サポート',
  'grant.granted': 'アクセス許可あり',
  'grant.revoked': 'アクセス許可は取り消し済み',
  'grant.unknown': 'アクセス未許可',
  'grant.recent':
    '{{state}}（{{hours}} 時間前に変更。Google 側への反映には最大 24 時間かかることがあります）',
  'relationship.reseller': '販売パートナー',
  'relationship.support-partner': 'サポート パートナー',
  'language.en': '英語',
  'language.ja': '日本語',
  'party.desk': 'サポート窓口',
  'party.customer': 'お客様',

  'label.customer': 'お客様',
  'label.status': 'ステータス',
  'label.severity': '重大度',
  'label.category': 'カテゴリ',
  'label.opened': '作成',
  'label.updated': '更新',
  'label.closed': 'クローズ',
  'label.opened-by': '作成者',
  'label.contact': '担当者',
  'label.address': '住所',
  'label.access': 'アクセス許可',
  'label.support': 'サポート契約',
  'label.escalated': 'エスカレーション',
  'label.shared-with': '共有先',
  'label.follow-up-of': '元のケース',
  'label.followed-by': '続きのケース',

  'button.new': 'ケースを作成',
  'button.list': '自分のケース',
  'button.list-customer': 'このお客様のケース',
  'button.show': '履歴を見る',
  'button.open': '表示',
  'button.reply': '返信',
  'button.severity': '重大度を変更',
  'button.escalate': 'エスカレーション',
  'button.close': 'クローズ',
  'button.reopen': '再開',
  'button.share': '共有',
  'button.follow-up': '続きのケースを作成',
  'button.customers': 'お客様一覧',
  'button.help': 'ヘルプ',
  'button.more': '次のページ',
  'button.older': '以前の履歴',
  'button.act-for': '{{domain}} として',
  'button.act-desk': 'サポート窓口として',

  'command.new': 'お客様に代わってケースを作成します',
  'command.list': '見られるケースを更新の新しい順に表示します（ステータス、重大度、語句で絞り込み）',
  'command.show': 'ケース 1 件と履歴を表示します',
  'command.reply': 'ケースにメッセージやメモを追加します',
  'command.severity': 'ケースの重大度を変更します',
  'command.escalate': 'プレミアム サポートのお客様の、クローズされていないケースをエスカレーションします',
  'command.close': '問題が起きなくなったケースをクローズします',
  'command.reopen': 'クローズから 30 日以内のケースを再開します',
  'command.share': 'ケースをユーザーやグループのメールアドレスと共有します',
  'command.customers': '販売ドメインのお客様と、アクセス許可の状態を表示します',
  'command.help': 'ここでできることを表示します',
  'usage.new': '/case new [タイトル]',
  'usage.list': '/case list [open|closed|P1…P4|語句]',
  'usage.show': '/case show <番号>',
  'usage.reply': '/case reply <番号> [本文]',
  'usage.severity': '/case severity <番号> [P1|P2|P3|P4]',
  'usage.escalate': '/case escalate <番号> [理由の説明]',
  'usage.close': '/case close <番号> [メモ]',
  'usage.reopen': '/case reopen <番号> [理由]',
  'usage.share': '/case share <番号> [アドレス、外すときは -アドレス]',
  'usage.customers': '/case customers [語句]',
  'usage.help': '/case help',

  'audience.customer.own': '担当パートナーのみ',
  'button.ask': '{{contact}} 様に依頼',
  'button.grant': '許可する',
  'button.decline': '許可しない',
  'button.withdraw': '許可を取り消す',
  'command.grant':
    'お客様にサポートケースへのアクセス許可を依頼します。お客様の管理者は、パートナーのドメインを指定して許可・取り消しができます',
  'usage.grant': '/case grant <お客様> [granted|revoked <根拠>]',
  'command.grant.customer': 'パートナーにサポートケースへのアクセスを許可する、または許可を取り消す',
  'usage.grant.customer': '/case grant <パートナーのドメイン> [granted|revoked]',
  'grant.question': '{{partner}}（{{domain}}）が {{customer}} のサポートケースへのアクセス許可を求めています',
  'grant.question.detail':
    '{{asker}} さんが、{{customer}} に代わってサポートケースを作成・対応することを希望しています。管理者として決めてください。「/case grant {{domain}}」でいつでも取り消せます。',
  'grant.standing': '{{customer}} のサポートケースに対する {{partner}}（{{domain}}）のアクセス許可',
  'grant.no-relationship': 'まだパートナーではありません。許可するとすぐにサポート パートナーになります',
  'grant.which-customer': 'どのお客様ですか。',
  'grant.asked':
    '{{customer}} の {{names}} 様にダイレクト メッセージで依頼しました。回答があればここでお知らせします。入力した内容はそのあと送信できます。',
  'grant.asked-already':
    '{{customer}} には 1 時間以内に依頼済みで、まだ許可されていません。担当者あてに次の文面を送ることもできます。',
  'grant.no-admin-here':
    '{{customer}} の管理者はこのチャットにいません。担当者あてに次の文面をメールで送ってください。',
  'grant.mail':
    '{{contact}} 様\n\n{{customer}} のサポートケースを代理で作成・対応したく、{{partner}}（{{domain}}）にサポートケースへのアクセスを許可していただけますでしょうか。許可されましたらお知らせください。\n\n{{partner}} {{asker}}',
  'grant.already': '{{customer}} はすでにアクセスを許可しています。',
  'grant.answered':
    '{{customer}} が {{domain}} によるサポートケースへのアクセスを許可しました。フォームをもう一度送信するか、ケースを作成してください。',
  'grant.declined': '{{customer}} は {{domain}} によるサポートケースへのアクセスを許可しませんでした。',
  'grant.done': '{{partner}}（{{domain}}）が {{customer}} のサポートケースを扱えるようになりました。',
  'grant.done.partner':
    '{{partner}}（{{domain}}）が {{customer}} のサポート パートナーになり、サポートケースを扱えるようになりました。',
  'grant.done.revoked': '{{partner}}（{{domain}}）は {{customer}} のサポートケースを扱えません。',
  'grant.recorded':
    '記録しました：{{customer}} は {{domain}} によるアクセスを許可しています。今から有効です。',
  'grant.recorded.revoked':
    '記録しました：{{customer}} は {{domain}} によるアクセス許可を取り消しています。今から有効です。',
  'refusal.customer-has-no-customers':
    'これはパートナー向けの操作です。お客様は「/case list」でケースを見て、「/case reply」で返信できます。',
  'refusal.portal-access-missing':
    '{{account}} にはポータルへのアクセス権がないため、{{customer}} のケースを表示できません。{{customer}} の管理者に依頼してください。',
  'refusal.customer-only-replies':
    'この操作はパートナーまたはサポート窓口が行います。「/case reply」で依頼してください。両方に届きます。',
  'refusal.grant-not-yours':
    'アクセスを許可できるのはお客様の管理者だけです。お客様の管理者に依頼してください。パートナーの方は「/case grant <お客様>」で依頼できます。',
  'refusal.grant-not-recorded-by-you':
    'ほかの手段で伝えられた許可を記録できるのは、このアプリの運用担当者だけです。お客様に依頼するには「granted」「revoked」を付けずに入力してください。または運用担当者に連絡してください。',
  'refusal.grant-without-evidence':
    '{{customer}} の意思を示す根拠を続けて書いてください。例：granted 3月2日付の管理者からのメール',
  'refusal.grant-which-partner':
    '{{customer}} のどのパートナーですか。ドメインを先に書いてください：{{domains}}',
  'refusal.domain-unknown':
    '販売ドメイン {{domain}} は登録されていません。reseller.example.com のようなドメイン名をパートナーに確認してください。',
  'command.domain': 'どのアカウントとして操作するかの確認・切り替え、チャンネルとドメインの結び付け',
  'command.link': 'Google でログインして本人確認をします（販売ドメイン、お客様、サポートデスクのアカウント）',
  'command.unlink': '結び付けたアカウントを外します',
  'usage.domain': '/case domain [名前 | none | here 名前 [own | desk | customer <顧客>] | here none]',
  'usage.link': '/case link',
  'usage.unlink': '/case unlink [アカウント]',
  'button.domain': '自分のアカウント',
  'button.link': 'アカウントを結び付ける',
  'button.unlink': '外す',
  'button.sign-in': 'Google でログイン',
  'button.switch': 'これで操作する',
  'button.bind': 'ここを {{domain}} に結び付ける',
  'button.unbind': 'チャンネルの結び付けを外す',
  'domain.title': '自分のアカウント',
  'domain.none': 'まだアカウントが結び付いていません。',
  'acts.channel': 'ここでは {{domain}} として操作します（このチャンネルが結び付いています）。',
  'acts.current': 'ここでは {{domain}} として操作します（現在のアカウントです）。',
  'acts.only': 'ここでは {{domain}} として操作します（お持ちのアカウントはこれだけです）。',
  'acts.ask': 'ここでは、どのアカウントとして操作するかを毎回お尋ねします。',
  'acts.bound':
    'このチャンネルは {{domain}} に結び付いていますが、そのアカウントをお持ちでないため、毎回お尋ねします。',
  'domain.proved': 'Google でのログインで確認済み',
  'domain.vouched': '運用担当者による登録',
  'domain.suspended': '停止中',
  'domain.is-current': '現在のアカウント',
  'domain.binding': 'チャンネルの結び付け：{{domain}}（{{by}} が設定）',
  'domain.order':
    '優先順位：コマンド（in:ドメイン）やカードでの指定 → チャンネルの結び付け → 現在のアカウント → 唯一のアカウント',
  'domain.switched': '今後は、コマンド、カード、チャンネルの指定がない限り {{domain}} として操作します。',
  'domain.released': '現在のアカウントを解除しました。複数ある場合は、そのつどお尋ねします。',
  'domain.bound':
    'このチャンネルを {{domain}} に結び付けました。そのアカウントを持つ人は、ここでは {{domain}} として操作します。権限が増えることはありません。',
  'domain.audience.own':
    'ここのスレッドには {{domain}} が閲覧できる内容を表示します。ほかの方もこのチャンネルを見る場合は「/case domain here {{domain}} customer <顧客名>」または「desk」で設定してください。',
  'domain.audience.customer':
    'このチャンネルは {{customer}} も見ているため、スレッドには {{customer}} も閲覧できる内容だけを表示します。',
  'domain.audience.desk':
    'このチャンネルはサポートデスクも見ているため、スレッドにはサポートデスクも閲覧できる内容だけを表示します。',
  'domain.audience.ended':
    'ここのスレッドには、次の記録から、それぞれの閲覧者が見られる内容をすべて表示するように戻ります。止めていたスレッドは、およそ 10 分以内に再開します。',
  'domain.audience-which':
    'このチャンネルをほかに誰が見ていますか。ドメインのあとに「own」（自社のみ）、「desk」、または「customer 顧客名」と入力してください。',
  'button.audience.desk': 'デスクも見ています',
  'button.audience.own': '自社のみが見ています',
  'refusal.customer-several':
    'これに当てはまる顧客が複数あります（{{customers}}）。ドメイン全体を入力してください。',
  'domain.unbound': 'このチャンネルの結び付け（{{domain}}）を外しました。',
  'domain.not-bound': 'このチャンネルはどのドメインにも結び付いていません。',
  'domain.bind-which': 'どのドメインに結び付けますか。「/case domain here <名前>」と入力してください。',
  'link.invite':
    '結び付けたい Google アカウントでログインしてください。このリンクはあなた専用で、1 回だけ、10 分間有効です。ほかの人に渡さないでください。',
  'link.not-set-up':
    'まだアカウントを結び付けられません。運用担当者が {{settings}} を設定する必要があります（docs/linking.md を参照）。',
  'unlink.title': '結び付けたアカウント',
  'unlink.none': '結び付けたアカウントはありません。「/case link」で始められます。',
  'unlink.confirm': '{{account}} は、もう一度結び付けるまで使えなくなります。',
  'unlink.keep': 'そのままにする',
  'unlink.done': '{{account}} の結び付けを外しました。このアカウントの権限は使えなくなりました。',
  'unlink.unknown': '「{{account}}」というアカウントは結び付けていません。',
  'unlink.vouched':
    '{{account}} は、ご自身ではなく運用担当者が登録したものです。外すには運用担当者に依頼してください。',
  'unlink.which': '該当するアカウントが複数あります。どれを外しますか。',

  'page.account': 'Google アカウント',
  'page.person': 'チャットの利用者',
  'page.confirm.title': 'このアカウントを結び付けますか',
  'page.confirm.text':
    '結び付けると、チャットのこの利用者が、このアカウントの権限で操作できるようになります。',
  'page.confirm.warning':
    '{{person}} さんご本人が自分で始めた場合だけ続けてください。ほかの人からリンクを受け取った場合は、このページを閉じてください。',
  'page.confirm.button': '結び付ける',
  'page.linked.title': 'アカウントを結び付けました',
  'page.linked.text': 'このページを閉じて、チャットに戻ってください。例：「/case list」',
  'page.dead.title': 'このリンクは使えません',
  'page.dead.text': '使用済みか、10 分を過ぎたか、始めたときと別のブラウザで開かれました。',
  'page.again': 'チャットで「/case link」と入力すると、新しいリンクが届きます。',
  'page.cancelled.title': '何も結び付けていません',
  'page.cancelled.text': 'ログインが完了しませんでした。',
  'page.unproved.title': '何も結び付けていません',
  'page.unproved.text': 'Google の回答では、ログインした人を確認できませんでした。',
  'page.unreachable.title': 'Google が応答しません',
  'page.unreachable.text':
    '何も結び付けていません。数分後にもう一度お試しください。新しいリンクは「/case link」で届きます。',
  'page.failed.title': 'こちらの不具合で処理できませんでした',
  'page.refused.title': 'このアカウントは結び付けられません',
  'proof.email-unverified':
    'アドレス {{email}} は Google で確認されていません。Google で確認してから、もう一度お試しください。',
  'proof.not-in-directory':
    '{{email}} は、ここに登録されていません。業務で使うアカウントでログインするか、販売ドメインの特権管理者に発行を依頼してください。お客様の場合は、契約しているパートナーにお問い合わせください。',
  'proof.wrong-organisation':
    '{{email}} は、{{domain}} の Google Workspace のメンバーとしてログインしていません。そのアカウントでログインし直すか、特権管理者に確認してください。',
  'proof.suspended': 'アカウント {{email}} は停止中です。特権管理者（{{admin}}）に再開を依頼してください。',

  'thread.uninvited':
    'ケース {{number}} は作成済みですが、作成したチャンネルにこのアプリが参加していないため、スレッドを開けませんでした。チャンネルにアプリを招待してから（Slack では /invite と入力してアプリを選択）、下のボタンを押すか、そのチャンネルで「/case show {{number}}」と入力してください。',
  'button.open-thread': 'スレッドを開く',

  'help.title': 'Casethread：チャットで進めるサポートケース',
  'help.intro': '次のいずれかを入力するか、ケースのボタンを押してください。',
  'help.domains':
    '複数の販売ドメインにアカウントをお持ちです。コマンドのあとに in:<ドメイン> と書くと選べます。例：「/case list in:{{domain}}」',
  'help.threads':
    'スレッドではケースのボタンを使ってください（Slack のスレッド内ではスラッシュ コマンドを使えません）。スレッドでの会話は会話のままで、ケースの履歴に入るのは「返信」したものだけです。',
  'help.unknown': '「{{word}}」というコマンドはありません。「/case {{nearest}}」ではありませんか。',
  'help.unknown-far': '「{{word}}」というコマンドはありません。',

  'args.number': '「{{input}}」はケース番号ではありません。1001 のような数字で入力してください：{{usage}}',
  'args.number-missing': 'どのケースですか。番号を付けてください：{{usage}}',
  'args.severity':
    '「{{input}}」は重大度ではありません。P1（最重要）、P2、P3、P4 から選んでください：{{usage}}',
  'args.other': '読み取れませんでした。次のように入力してください：{{usage}}',

  'new.title': 'ケースの作成',
  'new.submit': '作成する',
  'form.cancel': 'キャンセル',
  'form.acting': '{{domain}} として操作します',
  'new.customer': 'お客様',
  'new.customer.hint': '名前の一部を入力してください。{{domain}} のお客様だけが表示されます。',
  'new.customer.placeholder': 'お客様の名前またはドメイン',
  'new.choose-customer':
    'まずお客様を選んでください。アクセス許可を確かめてから、サービスとカテゴリを選べるようになります。',
  'new.refused': 'サービスとカテゴリはまだ入力できません。',
  'new.readonly': '住所と担当者は販売コンソールの情報です。変更は販売コンソールで行ってください。',
  'new.product': 'サービス',
  'new.case-title': 'タイトル',
  'new.case-title.placeholder': '問題を 1 行で',
  'new.category': 'カテゴリ',
  'new.category.placeholder': 'キーワードを入力：メール、同期、ログイン、請求…',
  'new.category.hint': '内容を日本語または英語で入力してください。一覧から順に選ぶこともできます。',
  'new.area': '{{service}} の分野',
  'new.guidance': '送信前にご確認ください',
  'new.description': '説明',
  'new.description.placeholder': '何が、いつから、誰に起きているか。試したこと',
  'new.severity': '重大度',
  'new.language': 'ケースの言語',
  'new.time-zone': 'タイムゾーン',
  'new.personal-data':
    '個人情報や秘密情報（カード番号、電話番号、マイナンバー、パスワード、秘密鍵など）はケースに記載しないでください。',
  'new.confirm': '個人情報',
  'new.confirm.option': '個人情報が含まれていてもこのまま送信する',
  'new.confirm.detail': '見つかったときだけ必要です。確認したことは履歴に残ります',
  'new.done': 'ケース {{number}} を作成しました：{{title}}。スレッドはここに表示されます。',
  'new.done.direct':
    'ケース {{number}} を作成しました：{{title}}。スレッドは Casethread とのダイレクト メッセージに表示されます。',
  'new.thread': 'スレッド',
  'new.thread.channel':
    'このチャンネル（{{domain}} に結び付けられています）に表示します。チャンネルの全員が閲覧できます。',
  'new.thread.shared':
    'このチャンネル（{{domain}} に結び付けられ、{{guest}} と共有されています）に表示します。チャンネルの全員が閲覧できます。{{guest}} が閲覧できる内容だけを表示します。',
  'new.thread.direct':
    'Casethread とのダイレクト メッセージに表示します。閲覧できるのはあなただけです。チャンネルにスレッドを表示するには、チャンネルを結び付けてください：/case domain here {{domain}}',

  'new.follow-up':
    'ケース {{number}} の続きです。内容を引き継いでいます。送った内容は、現在このお客様を担当する全員が読めます。リンクは {{number}} を読める人にだけ表示されます。',
  'new.follow-up.others': 'すでに続きのケースがあります：{{numbers}}',
  'refusal.follow-up-too-early':
    'ケース {{number}} はまだ再開できます。再開してください。続きのケースは、再開できなくなってから作成します。',
  'refusal.follow-up-other-customer':
    'ケース {{number}} は {{customer}} のケースです。そのお客様を選ぶか、別のお客様なら「/case new」から作成してください。',

  'reply.title': 'ケース {{number}} に返信',
  'reply.submit': '追加する',
  'reply.text': 'メッセージ',
  'reply.text.placeholder': 'ケースの履歴に入ります',
  'reply.audience': '公開範囲',
  'reply.status': '送信後のステータス',
  'reply.status.keep': 'そのまま',
  'reply.next': '続けて行うこと',
  'reply.next.nothing': 'なし',
  'reply.next.close': 'クローズする（問題が起きなくなった）',
  'reply.next.escalate': 'エスカレーションする：{{reason}}',
  'reply.next.reason': '理由の説明が入力されています。エスカレーションの理由を選ぶか、説明を消してください。',
  'reply.done.internal': '社内メモをケース {{number}} に追加しました。',
  'reply.done': 'メッセージをケース {{number}} に追加しました。',
  'severity.title': '{{number}} の重大度',
  'severity.submit': '変更する',
  'severity.now': '現在：{{severity}}',
  'severity.done': 'ケース {{number}} の重大度を {{severity}} にしました。',

  'escalation.resolution-time': '解決までの時間',
  'escalation.technical-expertise': '技術的な専門性',
  'escalation.business-impact': '業務への影響',
  'escalate.title': '{{number}} をエスカレーション',
  'escalate.submit': 'エスカレーションする',
  'escalate.explain': 'エスカレーションの理由は、サポート窓口、お客様、担当パートナーが読みます。',
  'escalate.reason': '理由',
  'escalate.justification': '理由の説明',
  'escalate.justification.placeholder': 'お客様への影響と、いつまでに何が必要か',
  'escalate.done': 'ケース {{number}} をエスカレーションしました。',
  'entry.escalated': '{{author}} さんがエスカレーションしました：{{reason}}',
  'refusal.escalation-not-premium':
    '{{customer}} はプレミアム サポートではありません。エスカレーションできるのはプレミアム サポートのお客様のケースだけです。重大度を上げるか、返信でサポート窓口に伝えてください。',
  'refusal.escalation-not-yours':
    'エスカレーションは、パートナーがサポート窓口に対して行うものです。重大度を変更するか、わかったことを返信で書いてください。',
  'refusal.already-escalated':
    'ケース {{number}} はすでにエスカレーションされています。新しい情報は、サポート窓口あての返信で伝えてください。',

  'close.title': 'ケース {{number}} をクローズ',
  'close.submit': 'クローズする',
  'close.note': '解決方法',
  'close.explain': '問題が起きなくなったらクローズします。30 日以内なら再開できます。',
  'close.done': 'ケース {{number}} をクローズしました。30 日以内なら再開できます。',
  'reopen.title': 'ケース {{number}} を再開',
  'reopen.submit': '再開する',
  'reopen.reason': '再開の理由',
  'reopen.done': 'ケース {{number}} を再開しました。',

  'new.share': '共有先',
  'share.title': '{{number}} を共有',
  'share.submit': '保存する',
  'share.add': '追加する',
  'share.hint':
    'ユーザーまたはグループのメールアドレス（1 ケースにつき 20 件まで）。メールで届くのは、お客様とサポート窓口の両方が読める内容だけです。',
  'share.remove': '外す',
  'share.done': 'ケース {{number}} の共有先：{{addresses}}',
  'share.done.nobody': 'ケース {{number}} はだれとも共有していません。',
  'share.no-mail':
    'メールの設定がされていないため、メールは送信されません。このアプリの運用担当者が {{settings}} を設定する必要があります（手順は docs/mail.md）。',
  'share.undeliverable':
    '{{address}} にメールが届かないため、送信を停止しました（{{reason}}）。正しいアドレスと共有するか、いったん外してから追加し直してください。',
  'mail.subject': '[#{{number}}] {{title}}',
  'mail.first':
    '{{partner}} がサポートケースを共有しました。今後、お客様とサポート窓口の両方に向けて追加された内容をメールでお知らせします。',
  'mail.files': '添付ファイルはケースに保存されており、メールには添付されません。',
  'mail.why': 'このメールは、{{partner}} がケース {{number}} を {{address}} と共有したためお送りしています。',
  'mail.stop': '配信を停止するには、共有先からアドレスを外すよう {{partner}} にご依頼ください。',
  'mail.reply-unread':
    'このメールは送信専用です。返信いただいてもお読みできず、ケースにも追加されませんのでご了承ください。',
  'mail.reply-to': 'このメールへの返信は {{address}} に届きます。ケースには追加されません。',
  'card.shared-more': '{{addresses}}、ほか {{more}} 件',
  'entry.shared': '{{author}} さんが {{addresses}} と共有しました',
  'entry.unshared': '{{author}} さんが {{addresses}} との共有をやめました',
  'refusal.address-invalid':
    '「{{address}}」はメールアドレスではありません。name@example.com のように、複数ならカンマで区切って書いてください。',
  'refusal.share-too-many':
    '共有できるのは 1 ケースにつき {{max}} 件までです。減らすか、グループのアドレスを使ってください。',
  'refusal.share-unchanged':
    'ケース {{number}} の共有先は変わりません。追加するアドレスか、外すアドレスを指定してください。',
  'refusal.share-not-yours': '共有先を決めるのはパートナーです。返信で依頼してください。',

  'form.meanwhile':
    'フォームを開いている間に次の変更がありました。内容を確認のうえ、もう一度操作してください。',

  'list.title': '{{domain}} のケース',
  'list.title-desk': 'サポート窓口のケース',
  'list.filtered': '絞り込み：{{filter}}',
  'list.empty': 'ケースはまだありません。「/case new」で作成できます。',
  'list.empty-desk': 'ケースはまだありません。',
  'list.empty-filtered':
    '「{{filter}}」に一致するケースはありません。語句を減らすか、「/case list」ですべて表示してください。',
  'customers.title': '{{domain}} のお客様',
  'customers.count': '{{total}} 件中 {{shown}} 件',
  'customers.empty': '{{domain}} に割り当てられたお客様はいません。',
  'customers.empty-filtered':
    '「{{filter}}」に一致するお客様は {{domain}} にいません。別の販売ドメインのお客様かもしれません。',
  'show.history': '履歴',
  'show.older': 'これより前の履歴は省略しています。',
  'home.title': 'あなたのケース',
  'home.nobody': 'ご利用いただけるアカウントがまだありません。{{reason}}',
  'home.none': '進行中のケースはありません。',

  'card.summary': 'ケース {{number}}（{{severity}}、{{status}}）：{{title}}',
  'card.title': '{{number}}・{{title}}',
  'card.acting': '{{domain}} として表示しています',
  'entry.created': '{{author}} さんがケースを作成しました',
  'entry.message': '{{author}}・{{audience}}',
  'entry.severity-changed': '{{author}} さんが重大度を {{from}} から {{to}} に変更しました',
  'entry.status-changed': 'ステータス：{{from}} → {{to}}',
  'entry.closed': '{{author}} さんがケースをクローズしました',
  'entry.reopened': '{{author}} さんがケースを再開しました',
  'entry.personal-data-confirmed': '{{author}} さんが個人情報らしき記載（{{found}}）を確認のうえ送信しました',

  'choose.account':
    '複数の販売ドメインにアカウントをお持ちです。どちらとして操作しますか。「自分のアカウント」で現在のアカウントを選ぶと、次からは尋ねません。',
  'choose.account.long':
    '複数の販売ドメインにアカウントをお持ちです。どのドメインとして操作しますか。本文が長いため引き継げません。選んだあとフォームに入力するか、本文の前に「in:{{domain}}」と書いてもう一度送信してください。',
  'choose.bound':
    'このチャンネルは {{domain}} に結び付いていますが、そのアカウントをお持ちではありません。ここでの操作はここにいる人に見えることがあります。どのドメインとして操作しますか。',

  'personal-data.card-number': 'カード番号',
  'personal-data.phone-number': '電話番号',
  'personal-data.my-number': 'マイナンバー',
  'personal-data.password': 'パスワード',
  'personal-data.secret-key': '鍵またはトークン',
  'personal-data.not-searched': '確認できなかったファイル',

  'refusal.account-unknown':
    '{{who}} さんは {{domain}} のアカウントと結び付いていません。「/case link」で結び付けるか、販売ドメインの特権管理者（{{admin}}）にアカウントの発行を依頼してください。',
  'refusal.account-unknown-anywhere':
    '{{who}} さんは、どの販売ドメインのアカウントとも結び付いていません。「/case link」で結び付けるか、販売ドメインの特権管理者にアカウントの発行を依頼してください。',
  'refusal.account-suspended':
    'アカウント {{account}} は停止されています。特権管理者（{{admin}}）に再開を依頼してください。',
  'refusal.account-without-privilege':
    "{{account}} にはケースを扱う権限がありません。特権管理者（{{admin}}）に「Reseller Admin」の役割、または「Support」「View customers」「Access customers' support cases」の 3 つの権限を依頼してください。",
  'refusal.customers-without-privilege':
    '{{account}} にはお客様を表示する権限がありません。特権管理者（{{admin}}）に「View customers」の権限を依頼してください。',
  'refusal.desk-has-no-customers':
    'サポート窓口はケースに回答する側です。ケースの作成とお客様の一覧は使えません。窓口のケースは「/case list」で見られます。',
  'refusal.customer-unknown':
    'そのお客様は {{domain}} の担当ではありません。別の販売ドメインのお客様かもしれません。該当するドメインを選ぶか、どのドメインの担当かを特権管理者に確認してください。',
  'refusal.grant-revoked':
    '{{customer}} は、{{domain}} によるサポートケースへのアクセス許可を取り消しています。{{contact}} 様（{{email}}）に再度の許可を依頼してから、もう一度お試しください。何も保存していません。',
  'refusal.grant-unknown':
    '{{customer}} は、{{domain}} によるサポートケースへのアクセスをまだ許可していません。{{contact}} 様（{{email}}）に許可を依頼してから、もう一度お試しください。何も保存していません。',
  'refusal.relationship-ended':
    '{{domain}} は現在 {{customer}} の担当ではありません。担当していた頃のケースは読めますが、変更はできません。現在のパートナーに連絡してください。',
  'refusal.case-not-found':
    '表示できるケース {{number}} はありません。番号を確かめるか、「/case list」で探してください。別の販売ドメインのケースかもしれません。',
  'refusal.case-closed':
    'ケース {{number}} はクローズされています。先に再開してください（クローズから 30 日以内に限ります）。期限を過ぎた場合は、続きのケースを作成してください。',
  'refusal.case-closed-ask-partner':
    'ケース {{number}} はクローズされています。問題が再発した場合は、再開または新しいケースの作成をパートナーに依頼してください。',
  'refusal.case-not-closed':
    'ケース {{number}} はクローズされていません。書き込むには「/case reply {{number}}」を使ってください。',
  'refusal.reopen-too-late':
    'ケース {{number}} はクローズから 30 日を過ぎたため再開できません。続きのケースを作成してください。内容が引き継がれ、互いにリンクされます。',
  'refusal.severity-unchanged':
    'ケース {{number}} の重大度はすでに {{severity}} です。別の重大度を選んでください。',
  'refusal.changed-meanwhile':
    'ほかの人がケース {{number}} を変更しました。変更内容を確認のうえ、もう一度操作してください。',
  'refusal.field-missing': '入力してください。',
  'refusal.field-too-long':
    '{{max}} 文字までです（現在 {{length}} 文字）。短くするか、残りを返信として送ってください。',
  'refusal.field-invalid': '表示された選択肢から選んでください。',
  'refusal.personal-data-found':
    '{{line}} 行目に{{found}}らしき記載（{{shown}}）があります。取り除くか、「個人情報が含まれていてもこのまま送信する」にチェックを入れてください。',
  'refusal.audience-not-yours': 'その公開範囲では送信できません。別の公開範囲を選んでください。',
  'refusal.status-not-yours':
    'ステータスを設定できるのはサポート窓口だけです。ステータスなしで送ってください。',
  'refusal.channel-not-yours':
    'このチャンネルは {{domain}} に結び付いています。変更できるのは、そのドメインでケースを扱えるアカウントを持つ人です。{{admin}} に依頼してください。',
  'refusal.channel-of-desk':
    'このチャンネルはサポートデスクのものなので、ドメインに結び付けられません。「/case domain here」はご自身のチャンネルで入力してください。',
  'refusal.busy':
    'ケース {{number}} を多くの人が同時に変更しています。何も変更していません。少し待ってからもう一度お試しください。',

  'files.label': 'ファイル',
  'files.hint':
    '1 件 {{most}} MB まで、{{files}} 件まで：テキスト、画像、PDF、Office、zip。テキスト ファイルは個人情報がないか調べます。画像などは調べないので、ご自身で確かめてください。送ったファイルを消せるのはサポート窓口だけです。',
  'files.text.hint': 'ファイルだけを追加するときは空のままにしてください。',
  'files.none-to-take-back':
    '送ったファイルをパートナーが消すことはできません。消す必要があるときは「/case reply {{number}}」でサポート窓口にご依頼ください。',
  'files.line': 'ファイル：{{name}}（{{size}}）',
  'help.files':
    'ファイルはケースの作成や返信のフォームの「ファイル」欄で追加できます。送ったファイルをパートナーが消すことはできません。「返信」でサポート窓口にご依頼ください。',
  'refusal.file-not-searched':
    '{{file}} に個人情報が含まれていないか、自動では確認できませんでした。内容をご確認のうえ、「個人情報が含まれていてもこのまま送信する」を選択してください。',
  'refusal.personal-data-in-file':
    '{{file}} の {{line}} 行目に{{found}}と思われるもの（{{shown}}）があります。ファイルから消して追加し直すか、「個人情報が含まれていてもこのまま送信する」にチェックを入れてください。',
  'refusal.file-unreachable':
    '{{file}} をチャットから取得できませんでした。いったん外して追加し直し、もう一度送ってください。',
  'refusal.file-empty': '{{file}} は空です。外すか、正しいファイルを追加してください。',
  'refusal.file-too-large':
    '{{file}} は {{most}} MB を超えています。必要な部分だけを送るか、zip に圧縮してください。',
  'refusal.file-too-many': 'ファイルは一度に {{most}} 件までです。残りは返信で送ってください。',
  'refusal.file-is-program':
    '{{file}} はプログラム、スクリプト、またはスクリプトを含むページ（{{type}}）なので受け付けられません。画面の画像か、内容を .txt にしたものを送ってください。',
  'refusal.file-type-refused':
    '{{file}} の種類（{{type}}）は受け付けられません。テキスト、画像、PDF、Office ファイルにするか、zip に圧縮して送ってください。',
  'refusal.file-mislabelled':
    '{{file}} の中身は名前と違い、{{type}} です。中身に合う名前に変えて追加し直してください。',
  'command.files': 'ケースのファイルを取得する',
  'usage.files': '/case files <番号>',
  'button.files': 'ファイルを取得',
  'files.along': 'メッセージに添付された {{count}} 件のファイルを一緒に送信します。',
  'files.along.some':
    'メッセージの添付 {{all}} 件のうち {{count}} 件だけを一緒に送信します。残りは返信で送ってください。',
  'files.none': 'ケース {{number}} に、閲覧できるファイルはありません。',
  'files.link':
    'ケース {{number}} のファイル {{count}} 件を取得できます。このリンクはご本人専用で、{{minutes}} 分間有効です。ほかの人に渡さないでください。',
  'files.not-set-up':
    'ここではファイルを取得できません。運用担当者が PUBLIC_URL と、Google または Slack の認証情報を設定する必要があります。',
  'page.files.title': 'ケース {{number}} のファイル',
  'page.files.text': 'このページはご本人専用で、数分で閉じられます。ファイルは開く前に確認してください。',
  'page.files.dead.title': 'このリンクは使用できなくなりました',
  'page.files.dead.text': 'チャットで「/case files」とケース番号を入力すると、新しいリンクを取得できます。',
  'refusal.file-in-drive':
    '{{file}} は Google ドライブ上のファイルのため取り込めません。ダウンロードして、ファイルそのものを添付してください。',

  failed:
    'システムの不具合により処理できませんでした。保存済みの内容は失われていません。もう一度お試しください。繰り返し発生する場合は、次の番号を運用担当者にお知らせください：{{id}}',
  'failed.form-gone': 'このフォームは古くなりました。「/case {{command}}」で開き直してください。',
}
