/** CRE-3: personal data in what somebody sends, as refusals at the fields, or as a confirmation in the history. */
import { type Audience, audiences, type CaseHead, type Entry } from './case.ts'
import type { Change } from './case-inputs.ts'
import { type Finding, type FindPersonalData, type SearchBudget, SearchCutShort } from './personal-data.ts'
import type { Refusal } from './refusal.ts'

/** `texts` by field name; each finding is a refusal at its field. */
export async function findInTexts(
  find: FindPersonalData,
  texts: Readonly<Record<string, string>>,
  region: string,
): Promise<readonly Refusal[]> {
  const refusals = await Promise.all(
    Object.entries(texts).map(async ([field, text]) =>
      (await find(text, region)).map((finding) => toRefusal(field, finding)),
    ),
  )
  return refusals.flat()
}

function toRefusal(field: string, finding: Finding): Refusal {
  return {
    code: 'personal-data-found',
    rule: 'CRE-3',
    field,
    values: { kind: finding.kind, line: finding.line, shown: finding.shown },
  }
}

/** CRE-3: the history says which kinds were let through, never the data itself. */
export function confirmation(
  seq: number,
  at: Date,
  author: Entry['author'],
  refusals: readonly Refusal[],
): Entry {
  const kinds = [...new Set(refusals.map((refusal) => String(refusal.values?.kind)))]
  return { seq, at, author, audience: 'everyone', event: { type: 'personal-data-confirmed', found: kinds } }
}

/** What a change would write into the history, for whom, and the personal data in it. */
export interface FoundInChange {
  readonly audience: Audience
  readonly found: readonly Refusal[]
}

/** Each change is looked through for itself: one send may carry several texts. */
export async function findInChanges(
  find: FindPersonalData,
  changes: readonly Change[],
  region: string,
): Promise<readonly FoundInChange[]> {
  return Promise.all(
    changes.map(async (change) => ({
      audience: change.kind === 'message' ? change.audience : 'everyone',
      found: await findInTexts(find, collectTexts(change), region),
    })),
  )
}

/** What a person wrote in this change, by the field's name. */
function collectTexts(change: Change): Readonly<Record<string, string>> {
  switch (change.kind) {
    case 'message':
      return { text: change.text }
    case 'close':
      return { note: change.note }
    case 'escalate':
      return { justification: change.justification }
    case 'reopen':
      return { reason: change.reason }
    case 'severity':
    case 'status':
    case 'share':
    case 'assign':
    case 'aside':
      return {}
  }
}

/** One confirmation per audience, as secret as what it confirms: a note is not announced to those who may not read it (VIS-7). */
export function withConfirmations(
  next: CaseHead,
  entries: readonly Entry[],
  personal: readonly FoundInChange[],
  author: Entry['author'],
): { readonly next: CaseHead; readonly entries: readonly Entry[] } {
  const confirmed = audiences
    .map((audience) => ({
      audience,
      found: personal.filter((finding) => finding.audience === audience).flatMap((finding) => finding.found),
    }))
    .filter(({ found: refusals }) => refusals.length > 0)
    .map(({ audience, found: refusals }, index): Entry => {
      return { ...confirmation(next.seq + index + 1, next.updatedAt, author, refusals), audience }
    })
  return { next: { ...next, seq: next.seq + confirmed.length }, entries: [...entries, ...confirmed] }
}

/** How much of a file is searched in one go (characters), so that others are served in between. */
const sliceLength = 16_384
/** A line that is longer than a slice is cut; what stands on the cut is found in the overlap. */
const overlap = 200
/** So many findings tell enough: the person has to look at the file anyway. */
const maxFindings = 5

/** How long all the files of one send are searched, ms: a log of ten megabytes takes a fraction of it. */
export const searchMs = 3_000
/** And how much of them, in bytes. */
export const maxSearchedBytes = 50_000_000

/** A search may go on for `ms`. `now` counts ms and never goes back. */
export function startSearchBudget(ms: number, now: () => number = () => performance.now()): SearchBudget {
  const end = now() + ms
  return { isOver: () => now() >= end }
}

/** CRE-3: what this file holds is not known: the person looks at it, and confirms. */
export function notSearched(file: string, field: string): Refusal {
  return { code: 'file-not-searched', rule: 'CRE-3', field, values: { file, kind: 'not-searched' } }
}

/**
 * CRE-3: each finding in a text file as a refusal at the files' field, with the file's name; the first few of them. Where the budget
 * ends first, a refusal says that the file was not searched to its end: the person looks at it, and confirms.
 */
export async function findInFile(
  find: FindPersonalData,
  { name: file, text }: { readonly name: string; readonly text: string },
  region: string,
  field: string,
  budget: SearchBudget,
): Promise<readonly Refusal[]> {
  const found = new Map<string, Refusal>()
  try {
    for (const slice of cutIntoSlices(text)) {
      if (budget.isOver()) throw new SearchCutShort()
      for (const { kind, line, shown } of await find(slice.text, region, budget)) {
        const values = { file, kind, shown, line: slice.linesBefore + line }
        found.set(JSON.stringify(values), { code: 'personal-data-in-file', rule: 'CRE-3', field, values })
        if (found.size === maxFindings) return [...found.values()]
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    if (!(error instanceof SearchCutShort)) throw error
    return [...found.values(), notSearched(file, field)]
  }
  return [...found.values()]
}

/** The text in slices that end with a line where one ends in time. */
function* cutIntoSlices(text: string): Generator<{ readonly text: string; readonly linesBefore: number }> {
  let linesBefore = 0
  for (let start = 0; start < text.length; ) {
    const most = Math.min(start + sliceLength, text.length)
    // Looked for in the slice alone: on one endless line each would else go back to its beginning.
    const lineEnd = most < text.length ? start + text.slice(start, most).lastIndexOf('\n') + 1 : most
    const end = lineEnd > start ? lineEnd : most
    const slice = text.slice(start, end)
    yield { text: slice, linesBefore }
    const next = end === lineEnd ? end : end - overlap
    linesBefore += text.slice(start, next).split('\n').length - 1
    start = next
  }
}
