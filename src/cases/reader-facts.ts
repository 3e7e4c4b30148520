import type { Case, Reader, Side } from './case.ts'

/** What lists and queues go by that differs from reader to reader. */
export interface ReaderFacts {
  /** OWN-1: the e-mail of who works on it for the reader's side; null where nobody does, and for customers. */
  readonly responsible: string | null
  /** Put aside by the reader's side until then. */
  readonly asideUntil: Date | null
  /** OWN-3: when the next answer of the reader's side is due. */
  readonly dueAt: Date | null
}

/** A case as it stands for one reader's side. Both stores keep it beside what that reader may see. */
export function toReaderFacts(
  supportCase: Pick<Case, 'assignee' | 'owners' | 'aside' | 'due'>,
  reader: Reader,
): ReaderFacts {
  const side = toSide(reader)
  if (!side) return { responsible: null, asideUntil: null, dueAt: null }
  const { assignee, owners = [], aside = [], due = [] } = supportCase
  const responsible = side === 'desk' ? assignee : owners.find(({ domain }) => domain === side.domain)
  return {
    responsible: responsible?.email ?? null,
    asideUntil: aside.find((one) => isSameSide(one.side, side))?.until ?? null,
    dueAt: due.find((one) => isSameSide(one.side, side))?.at ?? null,
  }
}

/** The side that a reader is on; a customer is on none that works on cases. */
export function toSide(reader: Reader): Side | undefined {
  if (reader.party === 'desk') return 'desk'
  return reader.party === 'partner' ? { domain: reader.domain } : undefined
}

export function isSameSide(one: Side, other: Side): boolean {
  if (one === 'desk' || other === 'desk') return one === other
  return one.domain === other.domain
}
