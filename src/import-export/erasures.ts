/** The lines of a ledger that tell who was erased: by digests, so that neither people nor customers are named. */
import { randomBytes, scryptSync } from 'node:crypto'
import { z } from 'zod'
import type { IsCustomer } from '../cases/customer-trace-store.ts'
import { chatUserKey } from '../cases/directory.ts'
import { type TracedPerson, toTombstone } from '../cases/erased-people.ts'
import type { ChatUser } from '../cases/identity-store.ts'

/** That an erasure began: it stands before anything is changed. */
const BegunLine = z.object({
  erased: z.string(),
  salt: z.string(),
  digests: z.array(z.string()),
  /** A customer was, with its own people: one of the digests is of its id. */
  customer: z.literal(true).optional(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  by: z.string(),
})

/** That it was carried through, but for the cases that were on hold. */
const WholeLine = z.object({
  erased: z.string(),
  wholeAt: z.iso.datetime().transform((text) => new Date(text)),
  held: z.array(z.number()).optional(),
})

/** A person who is to be erased, or was; or a customer with its own people. */
export interface Erasure {
  /** What stands in their place. */
  readonly tombstone: string
  readonly person: TracedPerson
  /** Missing where it is of a person alone. */
  readonly isCustomer?: IsCustomer
  /** When it began; where it was begun more than once, the last time. */
  readonly at: Date
  /** Missing where it was broken off. */
  readonly wholeAt?: Date
  /** Cases in which something was left, as they were on hold. */
  readonly held: readonly number[]
}

/** Whether it is worth while to go on: it was broken off, or left what was on hold. */
export function isUnfinished({ wholeAt, held }: Erasure): boolean {
  return wholeAt === undefined || held.length > 0
}

/** The line of an erasure that was carried through, but for what was on hold. */
export function endErasure(tombstone: string, wholeAt: Date, held: readonly number[]): object {
  return { erased: tombstone, wholeAt, ...(held.length > 0 ? { held } : {}) }
}

/** Whether a line of the ledger is of these, and not of a removal. */
export function isOfErasure(line: string): boolean {
  const value = parseJson(line)
  return BegunLine.safeParse(value).success || WholeLine.safeParse(value).success
}

/** Each person once. */
export function readErasures(lines: readonly string[]): readonly Erasure[] {
  const marks = new Map<string, Mark[]>()
  const customers = new Set<string>()
  const begunAt = new Map<string, Date>()
  const ends = new Map<string, z.infer<typeof WholeLine>>()
  for (const line of lines) {
    const value = parseJson(line)
    const begun = BegunLine.safeParse(value).data
    const whole = WholeLine.safeParse(value).data
    if (begun) marks.set(begun.erased, [...(marks.get(begun.erased) ?? []), toMark(begun)])
    // Begun once more, it has another end.
    if (begun?.customer) customers.add(begun.erased)
    if (begun) {
      ends.delete(begun.erased)
      begunAt.set(begun.erased, begun.at)
    } else if (whole) ends.set(whole.erased, whole)
  }
  return [...marks].map(([tombstone, theirs]) => {
    const end = ends.get(tombstone)
    return {
      tombstone,
      at: begunAt.get(tombstone) ?? new Date(0),
      held: end?.held ?? [],
      person: toPerson(theirs),
      ...(customers.has(tombstone)
        ? { isCustomer: (id: string) => theirs.some((mark) => mark(customerMark(id))) }
        : {}),
      ...(end ? { wholeAt: end.wholeAt } : {}),
    }
  })
}

/** Whether somebody was erased wholly: whoever comes back later under the same address, or id, is to be left alone. */
export function hasWholeErasure(lines: readonly string[]): boolean {
  return lines.some((line) => WholeLine.safeParse(parseJson(line)).success)
}

type Mark = (text: string) => boolean

function customerMark(id: string): string {
  return `customer:${id}`
}

/** Of a person, who may be one of a customer's that was erased: that is another erasure. */
export function findErasure(
  lines: readonly string[],
  { emails, users, customer }: Erased,
): Erasure | undefined {
  return readErasures(lines).find(({ person, isCustomer }) =>
    customer === undefined
      ? !isCustomer && (emails.some(person.isEmail) || users.some(person.isUser))
      : isCustomer?.(customer),
  )
}

/** Who is to be erased. */
interface Erased {
  readonly emails: readonly string[]
  readonly users: readonly ChatUser[]
  /** By its id; `emails` and `users` are those of its own people. */
  readonly customer?: string
}

function toMark({ salt, digests }: Pick<z.infer<typeof BegunLine>, 'salt' | 'digests'>): Mark {
  const known = new Set(digests)
  return (text) => known.has(digest(text, salt))
}

function toPerson(marks: readonly Mark[]): TracedPerson {
  const isMarked = (text: string) => marks.some((mark) => mark(text))
  return {
    isEmail: (email) => email.includes('@') && isMarked(email),
    isUser: (user) => isMarked(chatUserKey(user)),
  }
}

/**
 * The lines of a new erasure, or of one that goes on. All of a ledger have one salt, so that each address that a replay comes upon is
 * digested once.
 */
export function beginErasure(
  lines: readonly string[],
  erased: Erased,
  { at, by }: { readonly at: Date; readonly by: string },
): { readonly tombstone: string; readonly line: object } {
  const { emails, users, customer } = erased
  const isCustomer = customer !== undefined
  const marks = [...emails, ...users.map(chatUserKey), ...(isCustomer ? [customerMark(customer)] : [])]
  const tombstone = findErasure(lines, erased)?.tombstone ?? toTombstone(randomBytes(6).toString('hex'))
  const salt = findSalt(lines) ?? randomBytes(16).toString('hex')
  return {
    tombstone,
    line: {
      erased: tombstone,
      salt,
      digests: marks.map((mark) => digest(mark, salt)),
      ...(isCustomer ? { customer: true } : {}),
      at,
      by,
    },
  }
}

function findSalt(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const begun = BegunLine.safeParse(parseJson(line)).data
    if (begun) return begun.salt
  }
  return undefined
}

/** Costly on purpose: addresses are easily guessed. What was asked before is not reckoned again. */
const digested = new Map<string, string>()

function digest(text: string, salt: string): string {
  const key = `${salt} ${text}`
  const known = digested.get(key)
  if (known !== undefined) return known
  const made = scryptSync(text, salt, 16, { N: 2 ** 12 }).toString('hex')
  if (digested.size > 100_000) digested.clear()
  digested.set(key, made)
  return made
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
