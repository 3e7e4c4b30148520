import type { Translated } from '../message-parameters.ts'
import type { deliveries as english } from './deliveries.en.ts'

export const deliveries = {
  'late.own': '{where}のスレッドには、後で表示されます：{why}',
  'late.own.more': '{count, plural, other {ほか # 件の自分側のスレッドにも、後で表示されます。}}',
  'late.others': 'このケースのほかの関係者には、後で表示されます。',
  'late.held': '{where}のスレッドには、まだ表示されません：{why}',
  'late.stopped':
    '{where}のスレッドには表示されません。管理者が停止しました。再開するには「/case show {number}」と入力し、「もう一度試す」を選択してください。',
  'late.mail': 'メールは後で送信されます：{why}',
  'delay.archived': '{place}がアーカイブされています。アーカイブを解除してください。',
  'delay.uninvited': '{place}に Casethread が参加していません。追加してください。',
  'delay.uninvited.by-command':
    '{place}に Casethread が参加していません。そこで /invite と入力して Casethread を追加してください。',
  'delay.not-allowed': 'Casethread には投稿の権限がありません。{place}の管理者に依頼してください。',
  'delay.gone': '{place}が存在しないか、Casethread から見えません。',
  'delay.channel': '{place}に投稿できません。管理者に連絡してください。',
  'delay.person': '{chat} で、この人に Casethread からメッセージを送信できません。',
  'delay.person.write-first': '{chat} で、この人が先に Casethread へメッセージを送信する必要があります。',
  'delay.thread': 'スレッドが削除またはロックされています。',
  'delay.address': 'メールアドレスが拒否されました。確認して、もう一度共有してください。',
  'delay.mail-server':
    'メールサーバーがメールを受け付けていません。管理者による対応が必要です。対応後は自動的に送信されます。',
  'delay.installation':
    '{chat} が Casethread からの投稿を受け付けていません。管理者による対応が必要です。対応後は自動的に送信されます。',
  'delay.passing': '現在 {chat} に問題が発生しています。自動的に送信されます。',
  'delay.passing.mail': '現在メールサーバーに問題が発生しています。自動的に送信されます。',

  'late.told':
    'ケース {number} の新しい内容を、{where}にまだ投稿できません：{why}内容は失われません。投稿できるようになると、自動的に投稿します。',
  'late.told.mail': 'ケース {number} の新しい内容を、共有先のメールアドレスにまだ送信できません：{why}',
  'late.told.thread': 'ケース {number} の新しい内容を、{where}のスレッドに投稿できません：{why}',
  'late.told.all':
    '{count, plural, other {# 件のケースの新しい内容を、{chat} にまだ投稿できません}}：{why}内容は失われません。',
  'late.told.mails':
    '{count, plural, other {# 件のケースの新しい内容を、まだメールで送信できません}}：{why}内容は失われません。',
  'late.told.administrator': 'お急ぎの場合は、管理者に連絡してください。',
  'late.where': '{chat} の{place}',
  'late.where.named': '{chat} の {name}',
  'late.where.direct': '{chat} のダイレクト メッセージ',

  'show.threads.fine': '{count, plural, other {# 件のスレッドは最新の状態です}}',
  'show.threads.more': '{count, plural, other {ほか # 件のスレッド}}',
  'show.thread.here': 'この{place}',
  'show.thread.own-direct': '自分のダイレクト メッセージ',
  'show.thread.mail': '{address} へのメール',
  'show.thread.pending': '更新中',
  'show.thread.held': '保留中。開始日時：',
  'show.thread.late': '遅延中。開始日時：',
  'show.thread.stopped': '管理者が停止しました',
} as const satisfies Translated<typeof english>
