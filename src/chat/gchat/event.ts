/**
 * What Google Chat sends, in one form. There are two envelopes, both in use: the classic one (`type: MESSAGE`) and the one
 * of Google Workspace add-ons (`chat.messagePayload`); a classic app's home page comes in a third, halfway between.
 */
import { z } from 'zod'
import { AddOn, fromAddOn } from './event/add-on.ts'
import { Classic, fromClassic } from './event/classic.ts'
import type { GchatEvent } from './event/gchat-event.ts'
import { fromHome, Home } from './event/home-event.ts'

export type { GchatEvent }

const Event = z.union([AddOn.transform(fromAddOn), Home.transform(fromHome), Classic.transform(fromClassic)])

export type ReadEvent =
  | { readonly ok: true; readonly event: GchatEvent }
  /** What it looks like: names of fields, never what stands in them. */
  | { readonly ok: false; readonly looks: string }

/** Reads the body of a request. */
export function readEvent(body: unknown): ReadEvent {
  const read = Event.safeParse(body)
  return read.success ? { ok: true, event: read.data } : { ok: false, looks: describeShape(body) }
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
