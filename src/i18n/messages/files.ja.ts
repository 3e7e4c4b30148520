import type { Translated } from '../message-parameters.ts'
import type { files as english } from './files.en.ts'

export const files = {
  'files.label': 'ファイル',
  'files.hint':
    '{files} 件まで、1 件 {most} MB まで：テキスト、画像、PDF、Office、zip。テキスト ファイルは個人情報が含まれていないかスキャンされます。画像などのファイルはご自身で確認してください。送信したファイルを削除できるのはサポート窓口のみです。',
  'files.text.hint': 'ファイルのみを追加する場合は、空欄のままにしてください。',
  'files.none-to-take-back':
    '送信したファイルを削除できるのはサポート窓口のみです。削除が必要な場合は「/case reply {number}」で依頼してください。',
  'files.line': 'ファイル：{name}（{size}）',
  'files.along': 'メッセージの {count} 件のファイルを添付します。',
  'files.along.some':
    'メッセージの {all} 件のファイルのうち {count} 件のみを添付します。残りは返信で送信してください。',
  'files.left-out': '添付されなかったファイル：',
  'files.none': 'ケース {number} に、閲覧できるファイルはありません。',
  'files.link':
    'ケース {number} には、閲覧できるファイルが {count} 件あります。このリンクはご本人専用で、有効期間は {minutes} 分です。ほかの人と共有しないでください。',
  'files.not-set-up': 'ファイルのダウンロードが設定されていません。管理者にお問い合わせください。',
  'button.files': 'ファイルを取得',
  'page.files.title': 'ケース {number} のファイル',
  'page.files.text':
    'このページはご本人専用で、数分で有効期限が切れます。信頼できるファイルであることを確認してから開いてください。',
  'page.files.dead.title': 'このリンクは有効期限が切れています',
  'page.files.dead.text':
    '新しいリンクを取得するには、チャットで「/case files」とケース番号を入力してください。',
  'button.remove': '削除…',
  'remove.title': '{number} から削除',
  'remove.submit': '削除',
  'remove.explain':
    '削除した内容は、ケース、スレッド、検索から消去されます。履歴には、削除したことと理由だけが残り、内容は残りません。',
  'remove.target': '削除する内容',
  'remove.target.more':
    '新しい内容のみを表示しています。古い履歴の場合は「/case remove {number}」に続けて履歴の番号を入力してください。',
  'remove.option': '{entry}・{part}：{text}',
  'remove.option.unseen': '{entry}・{part}（閲覧できません）',
  'remove.why': '理由',
  'remove.why.hint': '内容を閲覧できたすべての人に表示されます。内容を繰り返さないでください。',
  'remove.sure': '確認',
  'remove.sure.option': '完全に削除する',
  'remove.sure.detail': 'この操作は取り消せません。',
  'remove.done':
    'ケース {number} から削除しました。{threads, plural, =0 {表示中のスレッドは 0 件です。} other {# 件のスレッドを更新しています。}}',
  'remove.unreachable':
    '現在 {unreachable} 件のスレッドを更新できません。アプリをもう一度招待すると更新されます。',
  'remove.beyond':
    '{mails, plural, =0 {送信済みのメールは 0 件です。} other {# 件のアドレスにメールで送信済みのため、そのメールは取り消せません。}}ダウンロードされたファイル、コピー、コマンドへの直接の回答、ワークスペースのエクスポートも取り消せません。',
} as const satisfies Translated<typeof english>
