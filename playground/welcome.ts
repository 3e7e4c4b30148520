import type { LocalWelcome } from './protocol.ts'

/** What the page shows a newcomer, by language. */
export const welcome: Readonly<Record<'en' | 'ja', LocalWelcome>> = {
  en: {
    title: 'A local Slack with Casethread in it. Three things to try:',
    steps: [
      { text: 'Create a case for a customer and watch its thread', command: '/case new' },
      { text: 'List the cases you can see, newest update first', command: '/case list' },
      { text: 'Switch to another user (top left): Ben Carter answers as the support desk in #support-desk' },
    ],
  },
  ja: {
    title: 'Casethread が入ったローカルの Slack です。まずはこの 3 つをどうぞ：',
    steps: [
      { text: 'お客様のケースを作成して、スレッドを表示する', command: '/case new' },
      { text: '閲覧できるケースを、更新の新しい順に表示する', command: '/case list' },
      { text: '左上で別のユーザーに切り替える：中村 葵さんは #support-desk でサポート窓口として回答します' },
    ],
  },
}

/** The same for the local Google Chat. */
export const chatWelcome: typeof welcome = {
  en: {
    title: 'A local Google Chat with the same Casethread in it. Three things to try:',
    steps: [
      { text: 'Create a case: its dialog, its card, and its thread', command: '/case new' },
      { text: 'List the cases you can see, including those from Slack', command: '/case list' },
      { text: 'Switch to Ben Carter (top left) in Support desk: each case has a thread there and in Slack' },
    ],
  },
  ja: {
    title: '同じ Casethread が入ったローカルの Google Chat です。まずはこの 3 つをどうぞ：',
    steps: [
      { text: 'ケースを作成して、ダイアログ、カード、スレッドを表示する', command: '/case new' },
      { text: '閲覧できるケースを一覧表示する。Slack で作成したケースも表示されます', command: '/case list' },
      {
        text: '左上で中村 葵さんに切り替え、Support desk を開く：どのケースにも、ここと Slack にスレッドがあります',
      },
    ],
  },
}
