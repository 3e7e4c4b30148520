import type { Locale } from '../../../cases/case.ts'

/** The few words that belong to Google Chat's widgets and to no command. */
export interface RenderWords {
  readonly ok: string
  readonly more: string
  readonly quote: string
  readonly refresh: string
  readonly cut: string
  readonly files: string
  readonly optional: (label: string) => string
}

const en: RenderWords = {
  ok: 'OK',
  more: 'More',
  quote: 'Quote',
  refresh: 'Update the form',
  cut: '… Shortened: Google Chat takes no more in one card. "Show history" on the case, or "/case show", has the rest.',
  files:
    'Google Chat takes no files in a form. Attach them to the message with which you open it, for example "/case reply" and the number: they go along with the form.',
  optional: (label) => `${label} (optional)`,
}

const ja: RenderWords = {
  ok: 'OK',
  more: 'その他',
  quote: '引用',
  refresh: 'フォームを更新',
  cut: '… Google Chat のカードに収まらないため省略しました。続きはケースの「履歴を見る」または「/case show」で確認できます。',
  files:
    'Google Chat のフォームにはファイルを添付できません。フォームを開くメッセージ（「/case reply 番号」など）にファイルを添付すると、フォームと一緒に送信されます。',
  optional: (label) => `${label}（任意）`,
}

export function wordsFor(locale: Locale): RenderWords {
  return locale === 'ja' ? ja : en
}
