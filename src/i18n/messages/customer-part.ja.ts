import type { Translated } from '../message-parameters.ts'
import type { customerPart as english } from './customer-part.en.ts'

export const customerPart = {
  'new.for': 'ケースの対象',
  'new.for.customer': 'お客様',
  'new.for.own': '自社ドメイン {domain}',
  'new.own.explain':
    'このケースは {domain} 自身に関するものです。お客様のアクセス権は不要で、{domain} とサポート窓口のみが閲覧できます。',
  'new.for-organisation': '{customer} のケースを作成します。',
  'new.hidden': 'お客様への表示',
  'new.hidden.option': 'お客様に表示しない',
  'new.hidden.detail':
    'お客様はこのケースをどこからも閲覧できません。後から表示することはできますが、再び非表示にはできません。',
  'command.new.customer': '自社のケースを作成します',

  'label.visibility': '公開範囲',
  'label.own': '自社ケース',
  'label.first-line': '一次対応',
  'case.hidden': 'お客様には表示されません',
  'case.hidden.mark': 'お客様に非表示',
  'case.own': 'このドメインとサポート窓口のみ閲覧できます',
  'case.own.mark': '自社ケース',
  'first-line.partner': 'パートナー（サポート窓口はまだ閲覧できません）',
  'audience.everyone.later': 'お客様とそのパートナーが閲覧できます。引き継ぎ後はサポート窓口も閲覧できます',
  'entry.revealed': '{author}がケースをお客様に公開しました',
  'entry.passed': '{author}がケースをサポート窓口に引き継ぎました',
  'entry.said': '{by} 様（お客様）の発言（{on}、{way}）。{author}がお客様に代わって入力 · {audience}',

  'button.said': 'お客様の発言を追加',
  'button.reveal': 'お客様に公開',
  'button.pass': 'サポート窓口に引き継ぐ',

  'command.said': 'メール、電話、打ち合わせでのお客様の発言を追加します',
  'usage.said': '/case said <番号> [テキスト]',
  'said.title': 'ケース {number}：お客様',
  'said.submit': '追加',
  'said.explain':
    '{customer} からこのケースの外で聞いた内容を追加します。お客様のメッセージとして扱われ、入力した人が履歴に残ります。',
  'said.text': '発言の内容',
  'said.by': '発言した人',
  'said.way': '手段',
  'said-way.mail': 'メール',
  'said-way.phone': '電話',
  'said-way.meeting': '打ち合わせ',
  'said.on': '日付',
  'said.done': 'ケース {number} にお客様の発言を追加しました。',

  'command.reveal': 'お客様に非表示のケースをお客様に公開します',
  'usage.reveal': '/case reveal <番号>',
  'reveal.title': 'ケース {number} の公開',
  'reveal.submit': 'お客様に公開',
  'reveal.explain':
    '{customer} は、このケースと説明、ファイル、および社内メモとサポート窓口宛て以外のこれまでの履歴をすべて閲覧できるようになります。再び非表示にはできません。',
  'reveal.done': 'ケース {number} を {customer} に公開しました。',

  'command.pass': 'お客様が作成したケースをサポート窓口に引き継ぎます',
  'usage.pass': '/case pass <番号> [メモ]',
  'pass.title': 'ケース {number} の引き継ぎ',
  'pass.submit': 'サポート窓口に引き継ぐ',
  'pass.explain':
    'これ以降、サポート窓口がこのケースを閲覧できます。社内メモと、お客様およびパートナー宛ての内容は表示されません。',
  'pass.note': 'サポート窓口への連絡事項（お客様にも表示されます）',
  'pass.done': 'ケース {number} をサポート窓口に引き継ぎました。',

  'refusal.hidden-from-customer':
    'お客様はこのケースを閲覧できないため、お客様宛てやお客様名義の内容は追加できません。別の公開範囲を選択してください。',
  'refusal.hidden-not-yours': '自分の組織に対してケースを非表示にすることはできません。',
  'refusal.not-hidden': 'ケース {number} はお客様に非表示ではないため、公開の操作は不要です。',
  'refusal.already-with-desk':
    'ケース {number} はすでにサポート窓口が担当しています。連絡するには「/case reply {number}」を使用してください。',
  'refusal.share-with-hidden-customer':
    '{address} は、このケースを閲覧できない {customer} のアドレスです。除外するか、ケースをお客様に公開してください。',
  'refusal.said-in-future': '未来の日付です。発言があった日を選択してください。',
} as const satisfies Translated<typeof english>
