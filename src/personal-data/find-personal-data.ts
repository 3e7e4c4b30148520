/**
 * CRE-3: looks for what must not stand in a case. Card numbers and phone numbers are told by libraries; My Number by its check
 * digit (Ministry of Internal Affairs Ordinance 85 of 2014, article 5); passwords by the word before them; keys and tokens by
 * the prefixes that their makers gave them. It errs on the quiet side: a person is asked, never stopped for good.
 */
import type { CountryCode } from 'libphonenumber-js/min'
import type { Finding, FindPersonalData, PersonalDataKind } from '../cases/personal-data.ts'

interface Hit {
  readonly kind: PersonalDataKind
  readonly start: number
  readonly text: string
}

const secretKeys: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}/g,
  /\bya29\.[0-9A-Za-z_-]{20,}/g,
  /\bgh[pousr]_[0-9A-Za-z]{36,}/g,
  /\bxox[abeprs]-[0-9A-Za-z-]{10,}/g,
  /\bsk_(?:live|test)_[0-9A-Za-z]{16,}/g,
  /\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}/g,
]

/** `password: hunter22`, `パスワードは abc123`: the word, a mark between, and something that is no plain word of a sentence. */
const password =
  /(?:\bpass(?:word|phrase|code|wd)?\b|\bpwd\b|パスワード|暗証番号|合言葉)\s*(?:is|=|[:：]|は|が)\s*[「『"'“]?(?<secret>[!-~]{4,})/giu

const digitRuns = /(?<![\d.])\d(?:[ -]?\d){10,18}(?!\d)/g

export const findPersonalData: FindPersonalData = async (text, region) => {
  // Full-width digits are digits to people; NFKC may change lengths, so lines are counted in what is searched.
  const searched = text.normalize('NFKC')
  const hits = [...(await numberHits(searched, region)), ...secretHits(searched)]
  return withoutOverlaps(hits).map((hit) => toFinding(hit, searched))
}

function secretHits(text: string): readonly Hit[] {
  const keys = secretKeys.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(
      (match): Hit => ({ kind: 'secret-key', start: match.index, text: match[0] }),
    ),
  )
  const words = [...text.matchAll(password)].flatMap((match): readonly Hit[] => {
    const secret = match.groups?.secret
    // "the password is wrong" names no password: a secret mixes letters with digits or signs.
    if (!secret || !/[\d!-/:-@[-`{-~]/.test(secret.replace(/[.,;:!?)"']+$/, ''))) return []
    return [{ kind: 'password', start: match.index + match[0].lastIndexOf(secret), text: secret }]
  })
  return [...keys, ...words]
}

async function numberHits(text: string, region: string): Promise<readonly Hit[]> {
  if (!/\d/.test(text)) return []
  // Loaded with the first number that is looked at: their tables would weigh on every start.
  const [{ default: isCreditCard }, { findPhoneNumbersInText }] = await Promise.all([
    import('validator/lib/isCreditCard.js'),
    import('libphonenumber-js/min'),
  ])
  const runs = [...text.matchAll(digitRuns)].flatMap((match): readonly Hit[] => {
    const digits = match[0].replace(/\D/g, '')
    if (isCard(digits, isCreditCard)) return [{ kind: 'card-number', start: match.index, text: match[0] }]
    if (isMyNumber(digits)) return [{ kind: 'my-number', start: match.index, text: match[0] }]
    return []
  })
  // People of one country write another's numbers too: the home region first, then those of our two languages.
  const regions = [...new Set([region, 'JP', 'US'])]
  const phones = phoneLike(text).flatMap(({ start, end }) => {
    const around = text.slice(start, end)
    return regions.flatMap((country) =>
      findPhoneNumbersInText(around, { defaultCountry: country as CountryCode, extended: true })
        .map((found) => ({ from: start + found.startsAt, to: start + found.endsAt }))
        .filter(({ from, to }) => isWrittenAsPhone(text, from, to))
        .map(({ from, to }): Hit => ({ kind: 'phone-number', start: from, text: text.slice(from, to) })),
    )
  })
  return [...runs, ...phones]
}

const digitsWithMarks = /[+(]{0,2}\d(?:[^\S\n]{0,2}[()./~\p{Pd}ー]{0,2}[^\S\n]{0,2}\d){7,29}/gu

/**
 * Where a phone number may stand, with as much around it as tells one from a date with a time. The library looks at everything that has digits and
 * takes its time: a log of two megabytes would keep it busy for half a minute.
 */
function phoneLike(text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(digitsWithMarks)]
    .filter(({ 0: found }) => writtenAsPhone.test(found))
    .map(({ index, 0: found }) => ({ start: Math.max(0, index - 1), end: index + found.length + 8 }))
}

/** Ids are digits too: a phone number has a plus, a gap, or the trunk prefix 0. */
const writtenAsPhone = /^[+(]|[ ()-]|^0\d{9,10}$/

/** And it stands free. */
function isWrittenAsPhone(text: string, startsAt: number, endsAt: number): boolean {
  const free =
    // The minutes of a time, with an error's code behind: "09:00 550 5.1.1".
    !/[\w@.<-]$|\d:$/.test(text.slice(Math.max(0, startsAt - 2), startsAt)) &&
    !/[\w@-]/.test(text[endsAt] ?? ' ')
  return free && writtenAsPhone.test(text.slice(startsAt, endsAt))
}

function isCard(digits: string, isCreditCard: unknown): boolean {
  const check =
    typeof isCreditCard === 'function'
      ? isCreditCard
      : (isCreditCard as { default: (text: string) => boolean }).default
  return Boolean(check(digits))
}

/** Twelve digits, the last of which is the check digit. */
function isMyNumber(digits: string): boolean {
  if (!/^\d{12}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  const sum = [...digits.slice(0, 11)]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index < 6 ? index + 2 : index - 4), 0)
  const rest = sum % 11
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest)
}

/** A card number is no phone number too: the first kind that claimed a place keeps it. */
function withoutOverlaps(hits: readonly Hit[]): readonly Hit[] {
  const kept: Hit[] = []
  for (const hit of hits) {
    const end = hit.start + hit.text.length
    if (kept.every((other) => end <= other.start || hit.start >= other.start + other.text.length))
      kept.push(hit)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}

function toFinding({ kind, start, text }: Hit, searched: string): Finding {
  return { kind, line: searched.slice(0, start).split('\n').length, shown: masked(text) }
}

/** Enough to find it again, too little to use it. */
function masked(text: string): string {
  const [first] = text.split('\n')
  const letters = [...(first ?? '')]
  const shown = Math.min(3, Math.floor(letters.length / 4))
  return `${letters.slice(0, shown).join('')}…${shown > 0 ? letters.slice(-shown).join('') : ''}`
}
