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
} as const satisfies Translated<typeof english>
