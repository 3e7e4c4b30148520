import type { Translated } from '../message-parameters.ts'
import type { refusals as english } from './refusals.en.ts'

export const refusals = {
  'refusal.account-unknown':
    '{who} さんは {domain} のアカウントに結び付けられていません。「/case link」で結び付けるか、この販売ドメインの特権管理者（{admin}）にアカウントの作成を依頼してください。',
  'refusal.account-unknown-anywhere':
    '{who} さんはどの販売ドメインのアカウントにも結び付けられていません。「/case link」で結び付けるか、販売ドメインの特権管理者にアカウントの作成を依頼してください。',
  'refusal.account-unknown.no-linking':
    '{who} さんは {domain} のアカウントに結び付けられていません。この販売ドメインの特権管理者（{admin}）にアカウントの作成を、このアプリの管理者に登録を依頼してください。',
  'refusal.account-unknown-anywhere.no-linking':
    '{who} さんはどの販売ドメインのアカウントにも結び付けられていません。このアプリの管理者に登録を依頼してください。',
  'refusal.account-hidden':
    '{chat} のプロフィールが Casethread に公開されていないため、どなたか確認できません。「/case link」でアカウントを結び付けるか、プロフィールの公開を管理者に依頼してください。',
  'refusal.account-suspended':
    'アカウント {account} は停止されています。特権管理者（{admin}）に停止の解除を依頼してください。',
  'refusal.account-without-privilege':
    '{account} にはケースを扱う権限がありません。特権管理者（{admin}）に「販売パートナー管理者」ロール、または「サポート」「顧客を表示」「お客様のサポートケースにアクセスする」の権限を依頼してください。',
  'refusal.customers-without-privilege':
    '{account} にはお客様を表示する権限がありません。特権管理者（{admin}）に「顧客を表示」の権限を依頼してください。',
  'refusal.desk-has-no-customers':
    'サポート窓口では、ケースの作成とお客様の一覧表示はできません。窓口のケースを表示するには「/case list」を使用してください。',
  'refusal.customer-has-no-customers':
    'この操作はパートナーのみ行えます。お客様は「/case new」で自社のケースを作成し、「/case list」で表示し、「/case reply」で返信できます。',
  'refusal.portal-access-missing':
    '{account} にはポータルへのアクセス権がないため、{customer} のケースを表示できません。{customer} の管理者にアクセス権を依頼してください。',
  'refusal.customer-only-replies':
    'この操作はパートナーまたはサポート窓口のみ行えます。「/case reply」で依頼してください。',
  'refusal.setup-code-wrong':
    'このコードは無効です。ログに表示された最新のコードを確認するか、「casethread setup code」で新しいコードを取得してください。',
  'refusal.setup-code-late':
    'このコードの有効期限が切れています。「casethread setup code」で新しいコードを取得するか、Casethread を再起動してログを確認してください。',
  'refusal.setup-code-tries': '誤ったコードが続けて入力されました。{minutes} 分後にもう一度お試しください。',
  'refusal.setup-not-yours':
    '初期設定を行えるのは、このアプリの管理者のみです。管理者の方は「casethread setup code」で取得したコードを入力してください：/case setup <コード>',
  'refusal.setup-fixed':
    '{setting} で設定されているため、ここでは変更できません。{setting} を変更して再起動してください。',
  'refusal.setup-not-here':
    'サポート窓口には専用の{place}が必要です。その{place}にこのアプリを追加し、そこで「/case setup desk here」と入力してください。',
  'refusal.setup-channel-bound':
    'この{place}は {domain} に結び付けられています。サポート窓口には別の{place}を選択するか、先に「/case domain here none」で結び付けを解除してください。',
  'refusal.grant-not-yours':
    'アクセス権を付与または取り消しできるのは、お客様の管理者のみです。お客様の管理者に依頼してください。パートナーは「/case grant <お客様>」でリクエストできます。',
  'refusal.grant-not-recorded-by-you':
    'チャット以外で確認されたアクセス権を記録できるのは、このアプリの管理者のみです。お客様に依頼するには「granted」または「revoked」を付けずに入力してください。それ以外の場合は管理者にお問い合わせください。',
  'refusal.grant-without-evidence':
    '{customer} の意思をどのように確認したかを入力してください。例：granted 3 月 2 日の管理者からのメール',
  'refusal.grant-which-partner':
    '{customer} のどのパートナーですか。最初にドメインを入力してください：{domains}',
  'refusal.grants-settled-meanwhile':
    '表示した後に販売パートナーのアクセス権が変更されたため、何も変更していません。「/case grant all」でもう一度確認してください。',
  'refusal.grant-settled-meanwhile':
    '変更はありません。このリクエストにはすでに回答済みか、新しいリクエストがあります。{partner}（{domain}）の現在のアクセス権を確認してください。',
  'refusal.channel-settled-meanwhile':
    '変更はありません。このボタンの表示後に、この{place}の結び付けが変更されました。現在の状態は「/case domain」で確認してください。',
  'refusal.account-linked-anew':
    '変更はありません。このボタンの表示後に {account} がもう一度リンクされました。リンクを解除するには「/case unlink {account}」を使用してください。',
  'refusal.domain-unknown':
    '販売ドメイン {domain} は登録されていません。reseller.example.com のようなドメイン名をパートナーに確認してください。',
  'refusal.customer-unknown':
    '{domain} にそのお客様は見つかりません。別の販売ドメインのお客様かもしれません。該当するドメインを選択するか、お客様が属するドメインを特権管理者に確認してください。',
  'refusal.customer-several':
    '該当するお客様が複数あります（{customers}）。ドメイン名を省略せずに入力してください。',
  'refusal.grant-revoked':
    '{customer} が {domain} のサポートケースへのアクセス権を取り消しています。{contact} 様（{email}）に再度アクセス権の付与を依頼してから、もう一度お試しください。何も保存されていません。',
  'refusal.grant-unknown':
    '{customer} は {domain} にサポートケースへのアクセス権を付与していません。{contact} 様（{email}）にアクセス権の付与を依頼してから、もう一度お試しください。何も保存されていません。',
  'refusal.relationship-ended':
    '{domain} は現在 {customer} を担当していません。担当していた期間のケースは引き続き閲覧できますが、変更はできません。未解決のケースは、サポート窓口がクローズするか、お客様の許可を得て現在のパートナーに引き継ぎます。',
  'refusal.case-not-found':
    '閲覧できるケース {number} は見つかりません。番号を確認するか、「/case list」で検索してください。別の販売ドメインのケースかもしれません。',
  'refusal.case-closed':
    'ケース {number} はクローズ済みです。先にリオープンしてください。クローズから 30 日を過ぎている場合は、続きのケースを作成してください。',
  'refusal.case-closed-ask-partner':
    'ケース {number} はクローズ済みです。問題が再発した場合は、リオープンをパートナーに依頼するか、「/case new」で新しいケースを作成してください。',
  'refusal.case-not-closed':
    'ケース {number} はクローズされていません。メッセージを追加するには「/case reply {number}」を使用してください。',
  'refusal.reopen-too-late':
    'ケース {number} はクローズから 30 日を過ぎているため、リオープンできません。続きのケースを作成してください。内容が引き継がれ、このケースにリンクされます。',
  'refusal.follow-up-too-early':
    'ケース {number} はまだリオープンできます。続きのケースは、リオープンできなくなってから作成してください。',
  'refusal.follow-up-other-customer':
    'ケース {number} は {customer} のケースです。このお客様を選択してください。別のお客様の場合は「/case new」で作成してください。',
  'refusal.status-unchanged':
    'ケース {number} はすでにこのステータスです。別のステータスを選択してください。',
  'refusal.severity-unchanged':
    'ケース {number} の重大度はすでに {severity} です。別の重大度を選択してください。',
  'refusal.changed-meanwhile':
    'ほかの人がケース {number} を変更しました。変更内容を確認して、もう一度お試しください。',
  'refusal.escalation-not-premium':
    '{customer} はプレミアム サポートをご契約ではありません。エスカレーションできるのは、プレミアム サポートのお客様のケースのみです。重大度を上げるか、サポート窓口あてに返信してください。',
  'refusal.escalation-not-yours':
    'サポート窓口へのエスカレーションはパートナーのみ行えます。重大度を変更するか、判明した内容を返信してください。',
  'refusal.already-escalated':
    'ケース {number} はすでにエスカレーションされています。新しい情報はサポート窓口あてに返信してください。',
  'refusal.field-missing': '入力してください。',
  'refusal.choice-missing': '選択してください。',
  'refusal.field-too-long':
    '入力できるのは {max} 文字までです（現在 {length} 文字）。短くするか、残りを返信で送信してください。',
  'refusal.field-invalid': '表示された選択肢から選択してください。',
  'refusal.personal-data-found':
    '{line} 行目に{found}が含まれている可能性があります（{shown}）。削除するか、「個人情報が含まれていてもこのまま送信する」を選択してください。',
  'refusal.personal-data-in-file':
    '{file} の {line} 行目に{found}が含まれている可能性があります（{shown}）。ファイルから削除して追加し直すか、「個人情報が含まれていてもこのまま送信する」を選択してください。',
  'refusal.audience-not-yours': 'この公開範囲には送信できません。別の公開範囲を選択してください。',
  'refusal.status-not-yours':
    'ステータスを設定できるのはサポート窓口のみです。ステータスを指定せずに送信してください。',
  'refusal.channel-not-yours':
    'この{place}は {domain} に結び付けられています。変更できるのは、{domain} でケースを扱えるアカウントを持つ人のみです。{admin} に依頼してください。',
  'refusal.removal-of-desk':
    '内容を削除できるのはサポート窓口のみです。「/case reply {number}」で、送信した日時を添えて依頼してください。',
  'refusal.nothing-to-remove':
    'ケース {number} にはすでにないため、削除できません。削除できるものは「/case remove {number}」で確認してください。',
  'refusal.evidence-of-desk':
    'アクセス権の根拠を削除できるのはサポート窓口のみです。このお客様のケースで「/case reply」を使用して依頼してください。',
  'refusal.evidence-without-reason':
    '「forget」に続けて、根拠を削除する理由を入力してください。理由はアクセス権の履歴に残ります。',
  'refusal.evidence-not-there':
    '{customer} での {domain} のアクセス権には、記録された根拠がないため、削除するものはありません。ドメインを確認してください。',
  'refusal.channel-of-desk':
    'この{place}はサポート窓口のものであるため、ドメインに結び付けることができません。「/case domain here」は自社の{place}で使用してください。',
  'refusal.channel-not-desks':
    'サポート窓口の{place}は管理者が設定します。ここでサポート窓口ができるのは、販売パートナーによる共有への同意のみです。',
  'refusal.channel-not-customers': '{place}の設定は販売パートナーが行います。パートナーに依頼してください。',
  'refusal.channel-without-grant':
    '{customer} がアクセスを許可していないため、この{place}を共有できません。先にアクセスの許可を依頼してください。',
  'refusal.channel-not-declared':
    'この{place}の設定は解除されています。そこで「/case domain here」と入力してください。',
  'refusal.channel-people-changed':
    'その後、参加者が変わりました。そこで「/case domain here」と入力して、もう一度確認してください。',
  'refusal.channel-is-direct':
    'これはダイレクト メッセージです。「/case domain here」は非公開の{place}で使用してください。',
  'refusal.channel-is-open':
    'この{place}は参加していない人も閲覧できるため、ケースを表示できません。非公開にしてから、もう一度お試しください。',
  'refusal.channel-too-large': '参加者が {max} 人を超えています。もっと小さな{place}を使用してください。',
  'refusal.channel-not-in-it':
    'Casethread がこの{place}に参加していないため、誰がいるかを確認できません。追加してから、もう一度お試しください。',
  'refusal.channel-not-permitted':
    'Casethread には、ここに誰がいるかを確認する権限がありません（{scope}）。管理者にアプリの再インストールを依頼してください。',
  'refusal.channel-incomplete':
    '{chat} がここにいる全員を通知しないため（グループまたは非表示のメンバー）、ケースを表示できません。',
  'refusal.channel-could-not-ask':
    '現在、{chat} でここに誰がいるかを確認できません。何も変更されていません。しばらくしてからもう一度お試しください。',
  'refusal.home-not-own':
    'ホームにできるのは、{domain} 用に設定され、誰とも共有されていない{place}のみです。先に「/case domain here」と入力してください。',
  'refusal.home-not-yours': 'ドメインのホームを選択できるのは、特権管理者または Reseller Admin のみです。',
  'refusal.upstream-not-yours':
    'Google 側のケースを記録できるのはサポート窓口だけです。確認するには「/case reply」を使用してください。',
  'refusal.upstream-none':
    'ケース {number} には Google 側のケースが記録されていません。番号を追加してください: /case upstream {number} 12345678',
  'refusal.upstream-unchanged':
    'ケース {number} にはすでに同じ内容が記録されています。番号、リンク、状態、フォローアップ日のいずれかを変更してください。',
  'refusal.upstream-number':
    'Google に表示されるケース番号を入力してください（英数字とハイフン、40 文字まで）。',
  'refusal.upstream-link': 'https:// で始まる {max} 文字以内のリンクを入力してください。',
  'refusal.upstream-follow-up':
    'フォローアップ日は「Google の回答待ち」のときに、将来の日付を指定してください。',
  'refusal.statistics-not-yours':
    '統計を表示できるのはパートナーとサポート窓口だけです。ケースを確認するには「/case list」と入力してください。',
  'refusal.audit-not-yours':
    '操作の記録を表示できるのは、販売パートナーのドメインの特権管理者とお客様の管理者だけです。それ以外の記録については、管理者にお問い合わせください。',
  'refusal.busy':
    '現在、多くの人がケース {number} を変更しています。何も変更されていません。しばらくしてからもう一度お試しください。',
  'refusal.address-invalid':
    '「{address}」はメールアドレスではありません。name@example.com の形式で、複数の場合はカンマで区切って入力してください。',
  'refusal.share-too-many':
    '共有できるのは 1 ケースにつき {max} 件までです。アドレスを減らすか、グループのアドレスを使用してください。',
  'refusal.share-unchanged':
    'ケース {number} の共有先に変更はありません。アドレスを追加するか、削除するアドレスを選択してください。',
  'refusal.share-not-yours': '共有先を設定できるのはパートナーのみです。返信でパートナーに依頼してください。',
  'refusal.file-not-searched':
    '{file} に個人情報が含まれていないかスキャンできませんでした。内容を確認のうえ、「個人情報が含まれていてもこのまま送信する」を選択してください。',
  'refusal.file-unreachable':
    '{file} をチャットから取得できませんでした。削除してからもう一度追加し、再送信してください。',
  'refusal.files-busy':
    '現在、多数のファイルが送信されています。1 分ほど待ってから、もう一度送信してください。',
  'refusal.file-empty': '{file} は空です。削除するか、正しいファイルを追加してください。',
  'refusal.file-too-large':
    '{file} は {most} MB を超えています。必要な部分のみを送信するか、zip で圧縮してください。',
  'refusal.file-too-many': '一度に送信できるファイルは {most} 件までです。残りは返信で送信してください。',
  'refusal.file-is-program':
    '{file} はプログラム、スクリプト、またはスクリプトを含むページ（{type}）であるため送信できません。スクリーンショット、または内容を保存した .txt ファイルを送信してください。',
  'refusal.file-type-refused':
    '{file} は送信できない形式（{type}）です。テキスト、画像、PDF、Office ファイル、または zip で送信してください。',
  'refusal.file-mislabelled':
    '{file} の名前と内容（{type}）が一致しません。内容に合わせて名前を変更し、もう一度追加してください。',
  'refusal.file-in-drive':
    '{file} は Google ドライブにあるため、取り込めません。ダウンロードして、ファイルそのものを添付してください。',
} as const satisfies Translated<typeof english>
