/** DOM-4: a case that was opened or worked on under a later name, before a former one was recorded, is put under the ids. */
import { parseOwnId, toOwnId } from './own-cases.ts'

/** What holds a domain or an e-mail, wherever it is in a case or its history. What people wrote is under other names. */
const nameFields = new Set(['domain', 'email', 'by', 'partnersLeft'])

/** The same where nothing in it is named by anything but an id; else a copy. */
export function toIds<T>(value: T, idOf: (name: string) => string): T {
  return convert(value, '', idOf) as T
}

function convert(value: unknown, field: string, idOf: (name: string) => string): unknown {
  if (typeof value === 'string') return toId(value, field, idOf)
  if (Array.isArray(value)) {
    const next = value.map((item) => convert(item, field, idOf))
    return next.some((item, index) => item !== value[index]) ? next : value
  }
  if (!isPlain(value)) return value
  const isPersonal = value.platform === 'person'
  const next = Object.entries(value).map(([name, part]) => [
    name,
    convert(part, isPersonal && name === 'channel' ? 'email' : name, idOf),
  ])
  return next.some(([name, part]) => part !== value[String(name)]) ? Object.fromEntries(next) : value
}

function toId(text: string, field: string, idOf: (name: string) => string): string {
  if (nameFields.has(field)) return idOf(text)
  const own = field === 'id' ? parseOwnId(text) : undefined
  return own === undefined ? text : toOwnId(idOf(own))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
