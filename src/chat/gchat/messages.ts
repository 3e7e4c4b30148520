import type { Locale } from '../../cases/case.ts'
import { wordsOf } from '../chat-messages.ts'

/** The sentences that belong to the chat itself and to no command. */
export const wordsFor = wordsOf('Google Chat')

/** Those that only Google Chat needs. */
interface EventWords {
  readonly formReady: string
  readonly formTooLong: string
  readonly late: string
  readonly lateSubmit: string
  readonly notShown: (number: number) => string
  readonly unknownCommand: (id: number) => string
}

const en: EventWords = {
  formReady: 'The form is ready. Press the button to open it.',
  formTooLong:
    'What you typed is too long to be carried into the form. Type the command without it, and put it into the form.',
  late: 'This takes longer than Google Chat waits, and goes on. Look with "/case list" before you send it again.',
  lateSubmit:
    'This takes longer than Google Chat waits. Press the button again in a moment to see the outcome: nothing is done twice.',
  notShown: (number) =>
    `Case ${number}: Google Chat did not take this message. Read it with "/case show ${number}".`,
  unknownCommand: (id) =>
    `This command is not set up: the configuration of the Chat app gives it the number ${id}, which this app does not know. Use /case, and tell your administrator.`,
}

const ja: EventWords = {
  formReady: 'フォームの準備ができました。ボタンを押して開いてください。',
  formTooLong:
    '入力された文章が長いため、フォームに引き継げません。文章なしでコマンドを実行し、フォームに貼り付けてください。',
  late: '処理に Google Chat の待ち時間より長くかかっており、処理は続いています。再送信する前に「/case list」で確認してください。',
  lateSubmit:
    '処理に Google Chat の待ち時間より長くかかっています。少し待ってからもう一度ボタンを押すと結果が表示されます。二重に処理されることはありません。',
  notShown: (number) =>
    `ケース ${number}：この内容は Google Chat に表示できませんでした。「/case show ${number}」で確認してください。`,
  unknownCommand: (id) =>
    `このコマンドは設定されていません（Chat アプリの設定の番号：${id}）。/case を使い、管理者にお知らせください。`,
}

export function eventWordsFor(locale: Locale): EventWords {
  return locale === 'ja' ? ja : en
}
