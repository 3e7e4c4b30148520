/** How the command line speaks to who runs it: in the language and with the colours that their terminal is set to. */
import { styleText } from 'node:util'
import type { Locale } from '../cases/case.ts'
import { createTranslatorFactory, type Translator } from '../i18n/translator.ts'

type Env = Readonly<Record<string, string | undefined>>

/** As POSIX has it: the first of these that is set counts. Anything but Japanese is English. */
export function readLocale({ LC_ALL, LC_MESSAGES, LANG }: Env): Locale {
  return /^ja(?![a-z])/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'ja' : 'en'
}

export type Say = Translator['t']

/** The messages of the catalogue, in the language of `env`. */
export function createSay(env: Env): Say {
  return createTranslatorFactory()(readLocale(env), 'UTC').t
}

/** One after the other, as each language does it. */
export function joinSentences(...sentences: readonly string[]): string {
  return sentences.reduce((all, one) => `${all}${all.endsWith('。') ? '' : ' '}${one}`)
}

type Style = Parameters<typeof styleText>[0]

/** Leaves the text as it is where nobody sees colours, or wants none (`NO_COLOR`, `TERM=dumb`). */
export function paint(
  style: Style,
  text: string,
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'> = process.stdout,
): string {
  return output.isTTY && output.hasColors() ? styleText(style, text, { validateStream: false }) : text
}
