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
