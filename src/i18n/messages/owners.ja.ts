import type { Translated } from '../message-parameters.ts'
import type { owners as english } from './owners.en.ts'

export const owners = {
  'command.assign': 'ケースの担当者を決めます（同僚、自分、なし）',
  'command.take': 'ケースの担当者になります',
  'command.release': 'ケースの担当を外れ、同僚が担当できるようにします',
  'command.later': '指定した日まで、または相手から連絡があるまでケースを保留します',
  'usage.assign': '/case assign <番号> [名前|自分|なし]',
  'usage.take': '/case take <番号>',
  'usage.release': '/case release <番号>',
  'usage.later': '/case later <番号> [3日後|明日|来週月曜|2026-12-03|解除]',

  'button.take': '担当する',
  'button.take-over': '{name} さんから引き継ぐ',
  'button.assign': '担当者を決める…',
  'button.release': '担当を外れる',
  'button.later': '保留にする…',
  'button.back': '保留を解除',

  'label.assignee': '担当者',
  'label.owner': '担当者',
  'label.owner-at': '担当者（{domain}）',
  'label.handled-by': '対応元',
  'label.aside': '保留期限',
  'owners.nobody': '未定',
  'owners.support': 'サポート窓口',

  'assign.title': 'ケース {number} の担当者',
  'assign.submit': '決定',
  'assign.explain': '{domain} でケースを扱える方だけが表示されます。担当者は自分の側にだけ表示されます。',
  'assign.now': '現在の担当者：{name} さん',
  'assign.now.nobody': '担当者はまだいません。',
  'assign.to': '担当者',
  'assign.placeholder': '名前またはメールアドレス',
  'assign.me': '{name}（自分）',
  'assign.nobody': 'なし（担当を外す）',
  'assign.no-match':
    '「{typed}」に一致する、ケースを扱える同僚はいません。ここから選択するか、名前（一部でも可）またはメールアドレスを入力してください。',
  'assign.several':
    '「{typed}」に一致する同僚が複数います。ここから選択するか、氏名またはメールアドレスを省略せずに入力してください。',
  'assign.done.self': 'ケース {number} の担当者になりました。',
  'assign.done.other': 'ケース {number} の担当者を {name} さんにしました。',
  'assign.done.nobody': 'ケース {number} の担当者はいなくなりました。「担当者なし」の一覧に表示されます。',

  'later.title': 'ケース {number} を保留',
  'later.submit': '保留にする',
  'later.explain':
    '期限までは、自分の側の対応中の一覧に表示されません。期限になるか、相手から受領の返事以外の連絡があると、自動的に戻ります。保留は自分の側にだけ表示されます。',
  'later.when': '期限',
  'later.tomorrow': '明日',
  'later.days': '3 日後',
  'later.week': '来週月曜日',
  'later.month': '30 日後',
  'later.date': 'または日付を指定',
  'later.date.hint': '選択すると、こちらが優先されます。その日の朝 9:00 に戻ります。',
  'later.option': '{label}（{until}）',

  'queue.unassigned': '担当者なし',
  'queue.mine': '自分の担当',
  'queue.waiting': 'こちらの対応待ち',
  'queue.overdue': '⚠ 期限超過',
  'queue.in-progress': '対応中',
  'queue.solution-provided': '解決策を提示済み',
  'queue.open': '未解決',
  'queue.desk.open': '未解決のすべて',
  'queue.recently-closed': '最近クローズ',
  'queue.aside': '保留中',
  'queue.count': '{queue}：{count, number}',
  'queue.count.more': '{queue}：{count, number} 超',
  'list.responsible': '担当：{name} さん',
  'list.nobody': '担当者なし',
  'list.aside': '保留：{at} まで',

  'standout.P1': '‼ P1：重大な影響',
  'standout.escalated': '▲ エスカレーション中',
  'later.not-understood':
    '「{typed}」は日付として認識できませんでした。ここから選択するか、「3日後」「明日」「来週月曜」「2026-12-03」のように入力してください。',
  'later.done': 'ケース {number} を {until} まで保留にしました。相手から連絡があれば、それより早く戻ります。',
  'later.done.back': 'ケース {number} の保留を解除しました。',

  'entry.taken': '{author}が担当者になりました',
  'entry.taken.from': '{author}が {name} さんから担当を引き継ぎました',
  'entry.assigned': '{author}が担当者を {name} さんにしました',
  'entry.assigned.gone': '担当者がいなくなりました：{name} さんはケースを扱えなくなりました',
  'entry.released': '{author}が担当を外れました',
  'entry.released.from': '{author}が {name} さんを担当から外しました',
  'entry.put-aside': '{author}がケースを保留にしました。期限：',
  'entry.back': '{author}がケースの保留を解除しました',
  'entry.back.date': '保留の期限になったため、このケースを対応中に戻しました',

  'refusal.assign-not-eligible':
    '{name} さんは現在、ケース {number} を変更できません（停止中、またはケースを扱うロールがない可能性があります）。別の方を選択してください。',
  'refusal.assigned-meanwhile':
    'ケース {number} は、すでに {name} さんが担当しています。引き継ぐ場合は、{name} さんと相談してからにしてください。',
  'refusal.assign-unchanged': 'ケース {number} の担当者はすでに {name} さんです。',
  'refusal.assign-nobody':
    'ケース {number} の担当者はいません。担当するには「/case take {number}」を使用してください。',
  'refusal.aside-not-ahead': '過去の日付です。これからの日付を選択してください。',
  'refusal.aside-too-far': '{max} 日以内の日付を選択してください。',
  'refusal.not-aside':
    'ケース {number} は保留されていません。保留するには「/case later {number} 3d」のように日付を付けてください。',
} as const satisfies Translated<typeof english>
