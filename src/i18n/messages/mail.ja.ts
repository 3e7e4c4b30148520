import type { Translated } from '../message-parameters.ts'
import type { mail as english } from './mail.en.ts'

export const mail = {
  'share.title': '{number} を共有',
  'share.submit': '保存',
  'share.add': '追加',
  'share.hint':
    'ユーザーまたはグループのメールアドレスを、1 ケースにつき 20 件まで入力できます。お客様とサポート窓口の両方が閲覧できる内容のみがメールで送信されます。',
  'share.remove': '削除',
  'share.done': 'ケース {number} の共有先：{addresses}',
  'share.done.nobody': 'ケース {number} は誰とも共有されていません。',
  'share.no-mail': 'メールが設定されていないため、メールは送信されません。管理者にお問い合わせください。',
  'mail.subject': '[#{number}] {title}',
  'mail.partner': '{name}（{domain}）',
  'mail.first':
    '{partner}がサポートケースを共有しました。お客様とサポート窓口の両方に向けた更新があると、メールでお知らせします。',
  'mail.files': 'ファイルはケースに保存されており、メールには添付されません。',
  'mail.why': 'このメールは、{partner}がケース {number} を {address} と共有したため送信されています。',
  'mail.stop': 'このメールの配信を停止するには、{partner}にアドレスの削除をご依頼ください。',
  'mail.reply-unread': 'このメールアドレスは送信専用です。返信いただいてもケースには届きません。',
  'mail.reply-to': 'このメールへの返信は {address} に届きます。ケースには追加されません。',
} as const satisfies Translated<typeof english>
