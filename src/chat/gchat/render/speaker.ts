import type { Locale } from '../../../cases/case.ts'

/** For whom a card is drawn: Google Chat shows the same text to everybody, so moments are told in this reader's words and zone. */
export interface Speaker {
  readonly locale: Locale
  readonly timeZone: string
  /** What a button calls: the classic envelope takes any name (`casethread`), an add-on takes the endpoint's URL. */
  readonly callback: string
}

/**
 * Where a card stands. A click on a message or on the home card opens a dialog (`interaction: OPEN_DIALOG`); a click in a
 * dialog replaces what that dialog shows, and says no interaction.
 */
export type Surface = 'message' | 'home' | 'dialog'
