/** A person who left and was erased: what stands in their place, and where it is put. */
import type { ChatUser } from './identity-store.ts'

/** Nobody can have such an address, and no mail finds it (RFC 2606). */
const place = '@erased.invalid'

/** What stands in the place of an erased person's e-mails; `id` is theirs alone, and tells nothing of them. */
export function toTombstone(id: string): string {
  return `former-${id}${place}`
}

export function isTombstone(email: string): boolean {
  return email.endsWith(place)
}

/** Whom traces are of. A person may have had several addresses, and have several chat users. */
export interface TracedPerson {
  isEmail(email: string): boolean
  isUser(user: ChatUser): boolean
}

/** What a try before knew of the person counts as well: what leads there may be gone by now. */
export function joinPersons(now: TracedPerson, before: TracedPerson | undefined): TracedPerson {
  return {
    isEmail: (email) => now.isEmail(email) || before?.isEmail(email) === true,
    isUser: (user) => now.isUser(user) || before?.isUser(user) === true,
  }
}

/** What holds an e-mail in a record beside the cases. */
const emailFields = new Set(['by', 'changedBy'])

/** The record with the tombstone in the place of the person; the same where it does not name them. `isUser`: by the chat's own id. */
export function toErasedRecord<T>(
  record: T,
  person: { readonly isEmail: TracedPerson['isEmail']; readonly isUser: (user: string) => boolean },
  tombstone: string,
): T {
  function convert(value: unknown, field: string): unknown {
    if (typeof value === 'string') return emailFields.has(field) && person.isEmail(value) ? tombstone : value
    if (Array.isArray(value)) {
      const next = value.map((item) => convert(item, field))
      return next.some((item, index) => item !== value[index]) ? next : value
    }
    if (!isPlain(value)) return value
    if (typeof value.user === 'string' && typeof value.name === 'string' && person.isUser(value.user))
      return convert({ ...value, user: tombstone, name: '' }, field)
    const next = Object.entries(value).map(([name, part]) => [name, convert(part, name)] as const)
    return next.some(([name, part]) => part !== value[name]) ? Object.fromEntries(next) : value
  }
  return convert(record, '') as T
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
