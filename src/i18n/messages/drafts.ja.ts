import type { Translated } from '../message-parameters.ts'
import type { drafts as english } from './drafts.en.ts'

export const drafts = {
  'draft.restored': '下書きから復元しました。保存日時：',
  'draft.kept': '入力した内容は 7 日間保存されます。次にフォームを開けるようになったときに復元されます。',
  'button.discard': '下書きを破棄',
} as const satisfies Translated<typeof english>
