/**
 * DOM-4: a case that was opened or worked on under a later name, before a former one was recorded, is put under the ids. In the same way a
 * tombstone comes into the place of a person who is erased.
 */
import { isTombstone } from './erased-people.ts'
import { parseOwnId, toOwnId } from './own-cases.ts'

/** What holds a domain or an e-mail, wherever it is in a case or its history. What people wrote is under other names. */
const nameFields = new Set(['domain', 'email', 'by', 'partnersLeft'])

/** What holds addresses that a case is or was shared with: those of any people, who are no ids. */
const addressFields = new Set(['sharedWith', 'added', 'removed', 'address'])

/** The same where nothing in it is named by anything but an id; else a copy. */
export function toIds<T>(value: T, idOf: (name: string) => string): T {
  return convert(value, '', idOf) as T
}

function convert(value: unknown, field: string, idOf: (name: string) => string): unknown {
  if (typeof value === 'string') return toId(value, field, idOf)
  if (Array.isArray(value)) {
    const next = value
      .map((item) => convert(item, field, idOf))
      .filter((item) => field !== 'sharedWith' || typeof item !== 'string' || !isTombstone(item))
    return next.length < value.length || next.some((item, index) => item !== value[index]) ? next : value
  }
  if (!isPlain(value)) return value
  const channelField = channelFields[String(value.platform)]
  const next = Object.entries(value).map(([name, part]) => [
    name,
    convert(part, name === 'channel' ? (channelField ?? name) : name, idOf),
  ])
  const isSame = next.every(([name, part]) => part === value[String(name)])
  return withoutErasedName(isSame ? value : Object.fromEntries(next))
}

/** What the channel of a thread is, where it is no chat's. */
const channelFields: Readonly<Record<string, string>> = { person: 'email', mail: 'address' }

function withoutErasedName(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { email, name } = value
  const isLeft = typeof email === 'string' && isTombstone(email) && typeof name === 'string' && name !== ''
  return isLeft ? { ...value, name: '' } : value
}

function toId(text: string, field: string, idOf: (name: string) => string): string {
  if (nameFields.has(field)) return idOf(text)
  if (addressFields.has(field)) {
    const id = idOf(text)
    return isTombstone(id) ? id : text
  }
  const own = field === 'id' ? parseOwnId(text) : undefined
  return own === undefined ? text : toOwnId(idOf(own))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
