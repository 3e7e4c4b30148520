/** Who wants it, where, and under which key. */
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Conversation } from '../../../commands/define.ts'
import type { Interaction } from '../../../commands/dispatcher.ts'
import type { IdempotencyKey } from '../../cases/case-store.ts'
import type { Person } from '../../cases/directory.ts'
import { createIdempotencyKey } from '../idempotency-key.ts'
import type { GchatEvent } from './event.ts'
import type { FormState } from './render/parameters.ts'

const Files = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('no JSON')
      return z.NEVER
    }
  })
  .pipe(z.array(z.string()))

export function toPerson({ user, locale, timeZone }: GchatEvent): Person {
  const { name, displayName, email } = user
  const profile = { handle: null, workspace: null, address: email }
  const hidden = user.hidden ? { hidden: true as const } : {}
  return {
    platform: 'gchat',
    tenant: '',
    user: name,
    name: displayName,
    email,
    locale,
    timeZone,
    profile,
    ...hidden,
  }
}

export function toConversation({ space, thread }: GchatEvent): Conversation {
  const place = { platform: 'gchat', tenant: '', channel: space.name } as const
  return thread === undefined ? place : { ...place, thread }
}

export function toInteraction(
  event: GchatEvent,
  key: IdempotencyKey,
  files: readonly string[] = [],
): Interaction {
  const along = files.length > 0 ? { files } : {}
  const pressed = event.kind === 'clicked' && event.message?.name
  return {
    person: toPerson(event),
    place: toConversation(event),
    key,
    ...along,
    ...(pressed ? { message: pressed } : {}),
  }
}

/** The files that came with the message which asks; a click comes with the message that holds the button. */
export function readMessageFiles({ kind, message }: GchatEvent): readonly string[] {
  return kind === 'message' || kind === 'command' ? (message?.attachments ?? []) : []
}

type Args = Readonly<Record<string, string>>

/** Under this name a button that opens a form carries the files that came with the words which asked for it. */
const alongName = '_files'

export function withFiles(args: Args, files: readonly string[]): Args {
  return files.length > 0 ? { ...args, [alongName]: JSON.stringify(files) } : args
}

export function readCarriedFiles({ [alongName]: text, ...args }: Args): {
  readonly args: Args
  readonly files: readonly string[]
} {
  const read = Files.safeParse(text)
  return { args, files: read.success ? read.data : [] }
}

/** A wish from within a dialog: it belongs where the dialog was opened. */
export function toDialogInteraction(
  event: GchatEvent,
  { place }: FormState,
  key: IdempotencyKey,
): Interaction {
  const here = toConversation(event)
  return { person: toPerson(event), place: place.channel === here.channel ? place : here, key }
}

/** A message has a name of its own, which a repeated delivery bears as well. */
export function messageKey(event: GchatEvent): IdempotencyKey {
  const { message, user } = event
  return message?.name ? createIdempotencyKey('gchat', 'message', message.name, user.name) : clickKey(event)
}

/** A click has no name: a repeat is the one of the same person at the same moment with the same parameters. */
export function clickKey({ user, time, message, command, parameters }: GchatEvent): IdempotencyKey {
  // Without a moment two clicks could not be told apart, and the second would be lost.
  if (time === '') return createIdempotencyKey('gchat', 'click', randomUUID())
  const what = JSON.stringify([message?.name, command, Object.entries(parameters).sort()])
  return createIdempotencyKey('gchat', 'click', user.name, time, hash(what))
}

/**
 * What tells an event that comes twice, in whichever envelope: the message of what was said, the moment of all else. What is only
 * drawn or looked up may be done again.
 */
export function readEventIds(event: GchatEvent): readonly string[] {
  const { kind, message, inputs, time } = event
  if (kind === 'typing' || kind === 'home') return []
  if (kind !== 'clicked' && kind !== 'added' && message?.name) return [messageKey(event)]
  return time === '' ? [] : [[kind, clickKey(event), hash(JSON.stringify(inputs))].join(' ')]
}

/** CRE-8: a form that is sent twice, by a second click or a second delivery, has one key; the next form in it another. */
export function submitKey({ user }: GchatEvent, { dialog, command, step }: FormState): IdempotencyKey {
  return createIdempotencyKey('gchat', 'dialog', user.name, dialog, command, String(step))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
