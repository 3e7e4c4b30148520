/** CRE-3: personal data in what somebody sends, as refusals at the fields, or as a confirmation in the history. */
import type { CaseHead, Entry } from './case.ts'
import type { Finding, FindPersonalData } from './personal-data.ts'
import type { Refusal } from './refusal.ts'

/** `texts` by field name; each finding is a refusal at its field. */
export async function personalDataIn(
  find: FindPersonalData,
  texts: Readonly<Record<string, string>>,
  region: string,
): Promise<readonly Refusal[]> {
  const found = await Promise.all(
    Object.entries(texts).map(async ([field, text]) =>
      (await find(text, region)).map((finding) => toRefusal(field, finding)),
    ),
  )
  return found.flat()
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
  found: readonly Refusal[],
): Entry {
  const kinds = [...new Set(found.map((one) => String(one.values?.kind)))]
  return { seq, at, author, audience: 'everyone', event: { type: 'personal-data-confirmed', found: kinds } }
}

export function withConfirmation(
  next: CaseHead,
  entries: readonly Entry[],
  found: readonly Refusal[],
  author: Entry['author'],
) {
  if (found.length === 0) return { next, entries }
  const seq = next.seq + 1
  // As secret as what it confirms: a note to one's own domain is not announced to others.
  const audience = entries.every((one) => one.audience === 'internal') ? 'internal' : 'everyone'
  return {
    next: { ...next, seq },
    entries: [...entries, { ...confirmation(seq, next.updatedAt, author, found), audience } as Entry],
  }
}

/** How much of a file is searched in one go (characters), so that others are served in between. */
const sliceLength = 16_384
/** A line that is longer than a slice is cut; what stands on the cut is found in the overlap. */
const overlap = 200
/** So many findings tell enough: the person has to look at the file anyway. */
const mostFindings = 5

/** CRE-3: each finding in a text file as a refusal at the files' field, with the file's name; the first few of them. */
export async function personalDataInFile(
  find: FindPersonalData,
  file: string,
  text: string,
  region: string,
  field: string,
): Promise<readonly Refusal[]> {
  const found = new Map<string, Refusal>()
  for (const slice of slicesOf(text)) {
    for (const { kind, line, shown } of await find(slice.text, region)) {
      const values = { file, kind, shown, line: slice.linesBefore + line }
      found.set(JSON.stringify(values), { code: 'personal-data-in-file', rule: 'CRE-3', field, values })
      if (found.size === mostFindings) return [...found.values()]
    }
    await new Promise((resolve) => setTimeout(resolve))
  }
  return [...found.values()]
}

/** The text in slices that end with a line where one ends in time. */
function* slicesOf(text: string): Generator<{ readonly text: string; readonly linesBefore: number }> {
  let linesBefore = 0
  for (let start = 0; start < text.length; ) {
    const most = Math.min(start + sliceLength, text.length)
    const lineEnd = most < text.length ? text.lastIndexOf('\n', most - 1) + 1 : most
    const end = lineEnd > start ? lineEnd : most
    const slice = text.slice(start, end)
    yield { text: slice, linesBefore }
    const next = end === lineEnd ? end : end - overlap
    linesBefore += text.slice(start, next).split('\n').length - 1
    start = next
  }
}
