/**
 * What Google Chat sends, in one form. There are two envelopes, both in use: the classic one (`type: MESSAGE`) and the one
 * of Google Workspace add-ons (`chat.messagePayload`); a home page comes in a third, halfway between.
 */
import { z } from 'zod'
import { AddOn, fromAddOn } from './event/add-on.ts'
import { Classic, fromClassic } from './event/classic.ts'
import { SpaceName, UserName } from './event/event-parts.ts'
import type { GchatEvent } from './event/gchat-event.ts'
import { fromHome, Home } from './event/home-event.ts'

export type { GchatEvent }

const Event = z.union([Home.transform(fromHome), AddOn.transform(fromAddOn), Classic.transform(fromClassic)])

/** What shows that Google tells of something, be it ever so new: a type or payload, and whom or where it concerns. */
const Concerned = z.union([
  z.object({ user: z.object({ name: UserName }) }),
  z.object({ space: z.object({ name: SpaceName }) }),
])
const AnyEvent = z.union([
  z.object({ type: z.string().min(1) }).and(Concerned),
  z.object({ chat: Concerned }),
])

/** `looks`: names of fields, never what stands in them. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: GchatEvent }
  /** An event of a kind, or in a shape, for which nothing is done. */
  | { readonly kind: 'ignored'; readonly looks: string }
  /** No event at all. */
  | { readonly kind: 'unknown'; readonly looks: string }

/** Reads the body of a request. */
export function readEvent(body: unknown): ReadEvent {
  const read = Event.safeParse(body)
  if (read.success) return { kind: 'event', event: read.data }
  return { kind: AnyEvent.safeParse(body).success ? 'ignored' : 'unknown', looks: describeShape(body) }
}

function describeShape(body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'no JSON object'
  const { type, chat } = body as { readonly type?: unknown; readonly chat?: unknown }
  const inner = typeof chat === 'object' && chat !== null ? `, chat: ${listNames(chat)}` : ''
  return `${typeof type === 'string' ? `type ${type.slice(0, 40)}, ` : ''}fields ${listNames(body)}${inner}`
}

function listNames(record: object): string {
  return Object.keys(record)
    .slice(0, 20)
    .map((name) => name.slice(0, 40))
    .join(' ')
}
