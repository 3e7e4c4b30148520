import type { Translated } from '../message-parameters.ts'
import type { summaries as english } from './summaries.en.ts'

export const summaries = {
  'summary.title': 'サポート窓口の対応状況',
  'summary.line':
    'サポート窓口の対応状況：担当者なし {unassigned, number} 件、対応待ち {waiting, number} 件、期限超過 {overdue, number} 件',
  'summary.first': 'P1、エスカレーション済み、期限超過のケース',
  'summary.none': 'P1、エスカレーション済み、期限超過の未解決ケースはありません。',
  'summary.more': 'ほかに {count, number} 件あります',
  'summary.as-of': '集計日時：',
  'summary.on-hold':
    '表示を停止しています：サポート窓口のケースを閲覧できない人が、ここを閲覧できる状態です。サポート窓口の人だけになると、自動的に再開します。',
} as const satisfies Translated<typeof english>
