import type { LocalWelcome } from './protocol.ts'

/** What the page shows a newcomer, by language. */
export const welcome: Readonly<Record<'en' | 'ja', LocalWelcome>> = {
  en: {
    title: 'A local Slack with Casethread in it. Three things to try:',
    steps: [
      { text: 'Open a case for a customer and watch its thread', command: '/case new' },
      { text: 'See the cases that you may see, newest update first', command: '/case list' },
      { text: 'Be somebody else (top left): Ben Carter answers as the support desk in #support-desk' },
    ],
  },
  ja: {
    title: 'Casethread が入ったローカルの Slack です。まずはこの 3 つをどうぞ：',
    steps: [
      { text: 'お客様のケースを作成して、スレッドを見る', command: '/case new' },
      { text: '見られるケースを、更新の新しい順に表示する', command: '/case list' },
      { text: '左上で別の人になる：中村 葵さんは #support-desk でサポート窓口として回答します' },
    ],
  },
}
