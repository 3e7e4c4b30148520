import type { Translated } from '../message-parameters.ts'
import type { movedCustomers as english } from './moved-customers.en.ts'

export const movedCustomers = {
  'entry.partner-left':
    '{domain} はこのお客様の担当ではなくなりました。このケースは、サポート窓口がクローズするか、現在のパートナーに引き継ぎます。',
  'moved.former':
    '{domain} は {customer} の担当ではなくなりました。未解決のケースが {open} 件あります。閲覧はできますが、変更はできません。サポート窓口がクローズするか、お客様の許可を得て現在のパートナーに引き継ぎます。',
  'moved.present':
    '{domain} が現在担当している {customer} には、以前からの未解決のケースが {open} 件あります。お客様が許可すると、サポート窓口が新しいケースとして引き継ぎます。',
  'button.handover': 'パートナーに引き継ぐ',
  'button.handover.allow': '許可する',
  'command.handover': 'パートナーが変わったお客様の未解決のケースを現在のパートナーに引き継ぎます',
  'usage.handover': '/case handover <番号> [根拠]',
  'handover.question': 'サポート窓口が、ケース {number} を現在のパートナーに引き継ぐことを希望しています',
  'handover.question.detail':
    '現在のパートナーには、ケース {number}「{title}」のタイトル、説明、回答を含む新しいケースが作成されます。その後のメッセージとファイルは {number} に残り、{number} はクローズされます。',
  'handover.asked':
    '{customer} の {names} 様に依頼しました。許可されると新しいケースが作成されます。お客様の回答は、このアプリの管理者が記録することもできます：/case handover {number} <根拠>',
  'handover.no-admin':
    '{customer} の管理者はこのチャットを利用していません。お客様の連絡先 {contact} 様（{email}）に確認してください。回答は、このアプリの管理者が記録できます：/case handover {number} <根拠>',
  'handover.done': 'ケース {number} を引き継ぎ、クローズしました。以後はケース {next} で対応します。',
  'refusal.handover-of-desk':
    'ほかのパートナーへの引き継ぎはサポート窓口のみ行えます。お客様は「/case reply」で依頼してください。',
  'refusal.handover-hidden':
    'お客様はケース {number} を閲覧できないため、ほかのパートナーには引き継げません。「/case close {number}」でクローズしてください。',
  'refusal.handover-not-needed':
    'ケース {number} のパートナーは現在も {customer} を担当しているため、引き継ぎは不要です。',
  'refusal.handover-no-partner':
    '現在 {customer} を担当するパートナーはありません。ケース {number} にはサポート窓口が対応するか、「/case close {number}」でクローズしてください。',
} as const satisfies Translated<typeof english>
