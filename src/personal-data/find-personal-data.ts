/**
 * CRE-3: looks for what must not stand in a case. Card numbers and phone numbers are told by libraries; My Number by its check
 * digit (Ministry of Internal Affairs Ordinance 85 of 2014, article 5); passwords by the word before them; keys and tokens by
 * the prefixes that their makers gave them. It errs on the quiet side: a person is asked, never stopped for good.
 */
import type { CountryCode } from 'libphonenumber-js/min'
import type { MaskPersonalData } from '../cases/draft-keeper.ts'
import {
  type Finding,
  type FindPersonalData,
  type PersonalDataKind,
  type SearchBudget,
  SearchCutShort,
} from '../cases/personal-data.ts'

interface Hit {
  readonly kind: PersonalDataKind
  readonly start: number
  readonly text: string
}

/** Each begins where no such character stands before it, and is bounded: what looks like many of them is walked over once. */
const secretKeys: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}/g,
  /(?<![\w-])ya29\.[\w-]{20,500}/g,
  /\bgh[pousr]_[0-9A-Za-z]{36,}/g,
  /(?<![\w-])xox[abeprs]-[\w-]{10,300}/g,
  /(?<![\w-])sk_(?:live|test)_[0-9A-Za-z]{16,200}/g,
  /(?<![\w-])eyJ[\w-]{8,2000}\.eyJ[\w-]{8,2000}\.[\w-]{8,2000}/g,
]

/** `password: hunter22`, `パスワードは abc123`: the word, a mark between, and something that is no plain word of a sentence. */
const password =
  /(?:\bpass(?:word|phrase|code|wd)?\b|\bpwd\b|パスワード|暗証番号|合言葉)\s*(?:is|=|[:：]|は|が)\s*[「『"'“]?(?<secret>[!-~]{4,200})/giu

/** Whether it is worth to look: ignoring case in all of Unicode takes twenty times as long. */
const passwordWord = /pass|pwd|パスワード|暗証番号|合言葉/i

const digitRuns = /(?<![\d.])\d(?:[ -]?\d){10,18}(?!\d)/g

const endless: SearchBudget = { isOver: () => false }

export const findPersonalData: FindPersonalData = async (text, region, budget = endless) => {
  // Full-width digits are digits to people; NFKC may change lengths, so lines are counted in what is searched.
  const searched = text.normalize('NFKC')
  const hits = [...(await numberHits(searched, region, budget)), ...secretHits(searched)]
  return withoutOverlaps(hits).map((hit) => toFinding(hit, searched))
}

/** The text as it may be kept; a private key is gone to its end. As it was where nothing is found. */
export const maskPersonalData: MaskPersonalData = async (text, region) => {
  const searched = text.normalize('NFKC')
  const hits = withoutOverlaps([...(await numberHits(searched, region, endless)), ...secretHits(searched)])
  if (hits.length === 0) return text
  let kept = ''
  let end = 0
  for (const { start, text: hit } of hits) {
    if (start < end) continue
    kept += searched.slice(end, start) + masked(hit)
    end = hit.startsWith('-----BEGIN') ? endOfKey(searched, start) : start + hit.length
  }
  return kept + searched.slice(end)
}

function endOfKey(text: string, start: number): number {
  const end = text.indexOf('-----END', start)
  const line = end < 0 ? -1 : text.indexOf('\n', end)
  return line < 0 ? text.length : line
}

function secretHits(text: string): readonly Hit[] {
  const keys = secretKeys.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(
      (match): Hit => ({ kind: 'secret-key', start: match.index, text: match[0] }),
    ),
  )
  const words = (passwordWord.test(text) ? [...text.matchAll(password)] : []).flatMap(
    (match): readonly Hit[] => {
      const secret = match.groups?.secret
      // "the password is wrong" names no password: a secret mixes letters with digits or signs.
      if (!secret || !/[\d!-/:-@[-`{-~]/.test(withoutEndMarks(secret))) return []
      return [{ kind: 'password', start: match.index + match[0].lastIndexOf(secret), text: secret }]
    },
  )
  return [...keys, ...words]
}

function withoutEndMarks(text: string): string {
  let end = text.length
  while (end > 0 && '.,;:!?)"\''.includes(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

async function numberHits(text: string, region: string, budget: SearchBudget): Promise<readonly Hit[]> {
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
  const regions = [...new Set([region, 'JP', 'US'])] as CountryCode[]
  const search = (around: string, country: CountryCode) =>
    findPhoneNumbersInText(around, { defaultCountry: country, extended: true }).map(
      ({ startsAt, endsAt }) => ({
        startsAt,
        endsAt,
      }),
    )
  const phones: Hit[] = []
  const breathe = breather(budget)
  /** Logs repeat themselves: what was looked at once is not looked at again. */
  const known = new Map<string, ReturnType<typeof search>>()
  for (const { start, end } of phoneLike(text)) {
    const around = text.slice(start, end)
    for (const country of regions) {
      await breathe()
      const key = `${country} ${around}`
      const found = known.get(key) ?? search(around, country)
      known.set(key, found)
      for (const { startsAt, endsAt } of found) {
        const [from, to] = [start + startsAt, start + endsAt]
        if (isWrittenAsPhone(text, from, to))
          phones.push({ kind: 'phone-number', start: from, text: text.slice(from, to) })
      }
    }
  }
  return [...runs, ...phones]
}

/** How long others wait for their turn, ms. */
const turnMs = 10

/** To be called between two steps: lets others be served, and ends the search once the budget is over. */
function breather({ isOver }: SearchBudget): () => Promise<void> {
  let turn = performance.now()
  return async () => {
    if (performance.now() - turn < turnMs) return
    if (isOver()) throw new SearchCutShort()
    await new Promise((resolve) => setImmediate(resolve))
    turn = performance.now()
  }
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
  const rank = new Map(hits.map((hit, index) => [hit, index]))
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => a.start - b.start)) {
    const last = kept.at(-1)
    if (!last || hit.start >= last.start + last.text.length) kept.push(hit)
    else if ((rank.get(hit) ?? 0) < (rank.get(last) ?? 0)) kept[kept.length - 1] = hit
  }
  return kept
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
