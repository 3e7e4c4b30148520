import type { Translated } from '../message-parameters.ts'
import type { history as english } from './history.en.ts'

export const history = {
  'author.from': '{name} さん（{from}）',
  'author.alone': '{name} さん',
  'entry.created': '{author}がケースを作成しました',
  'entry.message': '{author}・{audience}',
  'entry.severity-changed': '{author}が重大度を {from} から {to} に変更しました',
  'entry.status-changed': 'ステータス：{from} → {to}',
  'entry.closed': '{author}がケースをクローズしました',
  'entry.reopened': '{author}がケースをリオープンしました',
  'entry.escalated': '{author}がケースをエスカレーションしました：{reason}',
  'entry.shared': '{author}がケースを {addresses} と共有しました',
  'entry.unshared': '{author}が {addresses} とのケースの共有を解除しました',
  'entry.personal-data-confirmed': '{author}が個人情報の可能性がある内容（{found}）を確認のうえ送信しました',
} as const satisfies Translated<typeof english>
