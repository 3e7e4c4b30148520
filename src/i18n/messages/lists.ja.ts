import type { Translated } from '../message-parameters.ts'
import type { lists as english } from './lists.en.ts'

export const lists = {
  'button.new': 'ケースを作成',
  'button.list': '自分のケース',
  'button.list-customer': 'このお客様のケース',
  'button.customers': 'お客様一覧',
  'button.help': 'ヘルプ',
  'button.more': '次のページ',

  'command.new': 'お客様に代わってケースを作成します',
  'command.list':
    '閲覧できるケースを更新の新しい順に表示します（ステータス、重大度、キーワードで絞り込めます）',
  'command.show': 'ケースとその履歴を表示します',
  'command.reply': 'ケースの相手側に返信します',
  'command.severity': 'ケースの重大度を変更します',
  'command.escalate': 'プレミアム サポートのお客様のオープン中のケースをエスカレーションします',
  'command.close': '問題が発生しなくなったケースをクローズします',
  'command.reopen': 'クローズから 30 日以内のケースをリオープンします',
  'command.share': 'ユーザーやグループのメールアドレスとケースを共有します',
  'command.customers': 'お客様とアクセス権の状態を一覧表示します',
  'command.help': 'ここでできることを表示します',
  'command.grant':
    'お客様のサポートケースへのアクセス権をリクエストします（お客様の管理者は、パートナーのアクセス権を付与または取り消します）',
  'command.grant.customer': 'サポートケースへのパートナーのアクセスを確認、許可、取り消します',
  'command.follow': 'ケースをこの{place}または自分のダイレクト メッセージに表示します',
  'command.domain': '操作に使うアカウントを確認し、切り替えます。この{place}にケースを表示する設定もできます',
  'command.link': 'Google でログインして、販売ドメイン、お客様、またはサポート窓口のアカウントを結び付けます',
  'command.unlink': 'アカウントの結び付けを解除します',
  'command.remove': 'ケースのファイルやテキストを完全に削除します',
  'command.files': 'ケースのファイルを取得します',
  'usage.new': '/case new [タイトル]',
  'usage.list': '/case list [オープン|クローズ|P1…P4|自分|キーワード|絞り込み]',
  'usage.show': '/case show <番号>',
  'usage.reply': '/case reply <番号> [本文]',
  'usage.severity': '/case severity <番号> [P1|P2|P3|P4]',
  'usage.escalate': '/case escalate <番号> [理由の説明]',
  'usage.close': '/case close <番号> [メモ]',
  'usage.reopen': '/case reopen <番号> [理由]',
  'usage.share': '/case share <番号> [アドレス（削除する場合は -アドレス）]',
  'usage.customers': '/case customers [キーワード]',
  'usage.help': '/case help',
  'usage.grant': '/case grant <お客様> [granted|revoked <根拠>]',
  'usage.grant.customer': '/case grant <パートナーのドメイン | all> [granted|revoked]',
  'usage.follow': '/case follow <番号> [here | me]',
  'usage.domain':
    '/case domain [名前 | none | here [名前] [own | desk | customer <お客様>] | here none | home here | home none | talk <two-way | hint | off>]',
  'usage.link': '/case link',
  'usage.unlink': '/case unlink [アカウント]',
  'usage.remove': '/case remove <番号> [履歴の番号]',
  'usage.files': '/case files <番号>',

  'help.title': 'Casethread：チャットで進めるサポートケース',
  'help.intro': '次のいずれかのコマンドを入力するか、ケースのボタンを使用してください。',
  'help.domains':
    '複数の販売ドメインにアカウントをお持ちです。コマンドの後に in:<ドメイン> を付けると選択できます。例：「/case list in:{domain}」',
  'help.threads.no-commands':
    'ケースのスレッドでは、ボタンを使用するか、「@Casethread close」のようにメンションしてください。番号は不要です（{chat} のスレッドではスラッシュ コマンドを使用できません）。それ以外のスレッドのメッセージはケースに追加されません。',
  'help.threads':
    'ケースのスレッドでは、ボタンを使用するか、「/case close」のように番号を省略して入力してください。それ以外のスレッドのメッセージはケースに追加されません。',
  'help.files':
    'ケースや返信にファイルを追加するには、フォームの「ファイル」欄を使用してください。送信したファイルをパートナーが削除することはできません。「返信」でサポート窓口に依頼してください。',
  'help.unknown': '「{word}」というコマンドはありません。「/case {nearest}」ではありませんか。',
  'help.unknown-far': '「{word}」というコマンドはありません。',

  'args.number':
    '「{input}」はケース番号ではありません。1001 のような数字を入力してください。使い方：{usage}',
  'args.number-missing': 'ケース番号を入力してください。使い方：{usage}',
  'args.severity':
    '「{input}」は重大度ではありません。P1（最重要）、P2、P3、P4 から選択してください。使い方：{usage}',
  'args.other': '入力を認識できませんでした。使い方：{usage}',

  'list.title': '{domain} のケース',
  'list.title-desk': 'サポート窓口のケース',
  'list.empty': 'ケースはまだありません。「/case new」で作成できます。',
  'list.empty-desk': 'ケースはまだありません。',
  'list.empty-filtered':
    '「{filter}」に一致するケースはありません。キーワードを減らすか、「/case list」ですべてのケースを表示してください。',
  'customers.title': '{domain} のお客様',
  'customers.count': '{total} 件中 {shown} 件',
  'customers.empty': '{domain} にはまだお客様が登録されていません。',
  'customers.empty-filtered':
    '「{filter}」に一致する {domain} のお客様は見つかりません。別の販売ドメインのお客様かもしれません。',
  'home.title': '自分のケース',
  'home.nobody': 'ご利用いただけるアカウントがまだありません。{reason}',
  'home.none': 'オープン中のケースはありません。',
} as const satisfies Translated<typeof english>
