import type { Translated } from '../message-parameters.ts'
import type { notices as english } from './notices.en.ts'

export const notices = {
  'called.assigned': ' さん、ケース {number} の担当になりました。',
  'called.mentioned': ' さん、ケース {number} でメンションされました。',
  'called.waiting': ' さん、ケース {number} が対応を待っています。',
  'called.wrote': ' さん、ケース {number} に新しいメッセージがあります。',
  'called.closed': ' さん、ケース {number} がクローズされました。',
  'called.more': '前回の通知以降の更新は {count} 件です。',
  'told.assigned': '{author}がケース {number} の担当にあなたを指定しました。',
  'told.mentioned': '{author}がケース {number} であなたをメンションしました。',
  'told.waiting': 'ケース {number} があなたの対応を待っています。最後の更新：{author}',
  'told.wrote': '{author}がケース {number} にメッセージを追加しました。',
  'told.closed': '{author}がケース {number} をクローズしました。',
  'told.held': 'ケースのスレッドには現在この内容を表示できません。',
  'button.notify.settings': '通知の設定',
  'notify.title': '通知の設定',
  'notify.for':
    '{account} に、ケースが対応を待っているとき、担当に指定されたとき、メンションされたときの通知方法です。',
  'notify-now.mention':
    'ケースのスレッドでメンションされます。スレッドがない場合は、ダイレクト メッセージで届きます。',
  'notify-now.direct': 'ダイレクト メッセージで届きます。',
  'notify-now.digest':
    '対応待ちのケースのまとめが、平日の 9:00（{timeZone}）に 1 回届きます。担当している P1 のケースは、すぐに通知されます。',
  'notify-now.nothing': '担当している P1 のケースを除き、通知は届きません。',
  'notify-done.mention': '保存しました。ケースのスレッドでメンションされます。',
  'notify-done.direct': '保存しました。ダイレクト メッセージで届きます。',
  'notify-done.digest': '保存しました。まとめが平日の 9:00（{timeZone}）に 1 回届きます。',
  'notify-done.nothing': '保存しました。担当している P1 のケースを除き、通知は届きません。',
  'notify.unknown': '次のいずれかを選んでください：{choices}',
  'notify.no-digest':
    'まとめは担当しているケースの一覧のため、このアカウントでは利用できません。次のいずれかを選んでください：{choices}',
  'notify-way.mention': 'スレッドでメンション',
  'notify-way.direct': 'ダイレクト メッセージ',
  'notify-way.digest': '1 日 1 回のまとめ',
  'notify-way.nothing': 'オフ',
  'digest.title': '対応待ちのケースが {count} 件あります',
  'digest.for': '{account} の対応待ち（期限順）',
  'digest.due': '期限',
  'digest.overdue': '期限超過',
  'digest.no-due': '期限なし',
  'digest.more': 'ほかに {count} 件あります。/case list ですべて表示できます。',
  'command.notify': '通知方法を選びます',
  'usage.notify': '/case notify [mention | direct | digest | off]',
} as const satisfies Translated<typeof english>
