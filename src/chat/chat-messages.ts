import type { Locale } from '../cases/case.ts'

/** The few sentences that belong to the chat itself and to no command. */
export interface Words {
  readonly title: string
  readonly close: string
  readonly moment: string
  readonly working: string
  readonly lateForm: string
  readonly openForm: string
  readonly tooLateForm: string
  readonly notUnderstood: string
  readonly notOurs: string
  readonly filesLost: (names: string) => string
  readonly failed: (id: string) => string
}

const en = (chat: string): Words => ({
  title: 'Casethread',
  close: 'Close',
  moment: 'One moment…',
  working: '⏳ Working on it. You can leave this open: the outcome will show here, and what you typed stays.',
  lateForm: `The form was ready only after ${chat}’s time limit. Press the button to open it.`,
  openForm: 'Open the form',
  tooLateForm: `The form was ready only after ${chat}’s time limit. Please run the command once more.`,
  notUnderstood: 'This button is no longer understood. Please run the command again.',
  notOurs: 'This app answers to /case.',
  filesLost: (names) =>
    `${chat} did not take these files: ${names}. They are kept with the case; your administrator finds the reason in the log.`,
  failed: (id) =>
    `Something went wrong on our side. Please try again; if it stays, tell your administrator this number: ${id}`,
})

const ja = (chat: string): Words => ({
  title: 'Casethread',
  close: '閉じる',
  moment: '少々お待ちください…',
  working: '⏳ 処理中です。このまま開いておくと結果が表示されます。入力した内容は残ります。',
  lateForm: `${chat} の制限時間を過ぎてからフォームの準備ができました。ボタンを押して開いてください。`,
  openForm: 'フォームを開く',
  tooLateForm: `${chat} の制限時間を過ぎてからフォームの準備ができました。もう一度コマンドを実行してください。`,
  notUnderstood: 'このボタンは使えなくなりました。もう一度コマンドを実行してください。',
  notOurs: 'このアプリは /case に応答します。',
  filesLost: (names) =>
    `次のファイルは ${chat} に載せられませんでした：${names}。ケースには保存されています。理由は管理者がログで確認できます。`,
  failed: (id) =>
    `こちら側で問題が起きました。もう一度お試しください。続く場合は、この番号を管理者にお伝えください: ${id}`,
})

/** The sentences in the words of one chat, by the reader's language. */
export function wordsOf(chat: string): (locale: Locale) => Words {
  const words = { en: en(chat), ja: ja(chat) }
  return (locale) => words[locale]
}
