import type { z } from 'zod'
import type { Common, EventThread, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { cutMentions, findAfterMention } from './mentions.ts'

type Or<T> = T | undefined

/** An envelope's fields, under the names that the classic one gives them. */
interface Raw {
  readonly envelope: GchatEvent['envelope']
  readonly kind: GchatEvent['kind']
  readonly command: Or<number>
  readonly user: z.infer<typeof User>
  readonly space?: Or<z.infer<typeof Space>>
  readonly thread?: Or<z.infer<typeof EventThread>>
  readonly message?: Or<z.infer<typeof Message>>
  readonly isDialogEvent?: Or<boolean>
  readonly dialogEventType?: Or<string>
  readonly common?: Or<z.infer<typeof Common>>
  readonly parameters: Readonly<Record<string, string>>
  readonly eventTime?: Or<string>
  readonly toldAgain?: Or<boolean>
  readonly addsApp?: boolean
}

/** Under this name Google sends what was typed into a search field. */
const queryName = 'autocomplete_widget_query'

export function toGchatEvent(raw: Raw): GchatEvent {
  const { user, message, common } = raw
  const { [queryName]: query = '', ...parameters } = raw.parameters
  return {
    envelope: raw.envelope,
    kind: raw.kind,
    user: {
      name: user.name,
      displayName: user.displayName || user.name,
      email: (!user.isAnonymous && user.email?.trim().toLowerCase()) || null,
      human: user.type !== 'BOT',
      hidden: user.isAnonymous ?? false,
    },
    space: toSpace(raw),
    thread: findThread(raw),
    message: message && {
      name: message.name,
      text: message.text ?? '',
      argumentText: message.argumentText ?? cutMentions(message),
      afterMention: findAfterMention(message),
      attachments: (message.attachment ?? message.attachments ?? []).flatMap(({ name }) => name ?? []),
    },
    command: raw.command,
    dialog: toDialogStep(raw),
    parameters,
    inputs: common?.formInputs ?? {},
    query,
    locale: common?.userLocale?.toLowerCase().startsWith('ja') ? 'ja' : 'en',
    timeZone: toTimeZone(common?.timeZone?.id),
    time: raw.eventTime ?? '',
    presence: raw.addsApp || raw.kind === 'added' ? 'added' : raw.kind === 'removed' ? 'removed' : undefined,
    toldAgain: raw.toldAgain ?? false,
  }
}

/**
 * Whether it is told where it happened. Only what may come from the home page (`mayBeHome`) needs no space: it stands in the person's
 * direct messages with the app. A message without its space could be one that others read.
 */
export function hasPlace(
  { space, message }: Pick<Raw, 'space' | 'message'>,
  { mayBeHome } = { mayBeHome: true },
): boolean {
  return space !== undefined || findSpaceName(message) !== undefined || (mayBeHome && message === undefined)
}

/** More than one person may be there. */
export function isRoom(space: Raw['space']): boolean {
  return space !== undefined && !isDirect(space) && (space.type ?? space.spaceType) !== undefined
}

function isDirect({ singleUserBotDm, type }: z.infer<typeof Space>): boolean {
  return singleUserBotDm ?? type === 'DM'
}

function toSpace({ kind, user, message, ...raw }: Raw): GchatEvent['space'] {
  const space = raw.space ?? message?.space
  if (space) return { name: space.name, direct: isDirect(space) || kind === 'home', told: true }
  const name = findSpaceName(message)
  // Others may read there: it is not told that they do not.
  if (name !== undefined) return { name, direct: false, told: true }
  return { name: user.name, direct: true, told: false }
}

/** A message's name begins with that of its space. */
function findSpaceName(message: Raw['message']): string | undefined {
  return message?.space?.name ?? /^(spaces\/[^/\s]+)\/messages\//.exec(message?.name ?? '')?.[1]
}

/** A message on top of a space begins a thread of its own, in which nobody stands yet; a card that is clicked stands in its thread. */
function findThread({ kind, thread, message }: Raw): string | undefined {
  if (kind === 'clicked' || message?.threadReply) return message?.thread?.name ?? thread?.name
  return kind === 'command' && !message?.thread ? thread?.name : undefined
}

function toDialogStep({ kind, isDialogEvent, dialogEventType }: Raw): GchatEvent['dialog'] {
  switch (dialogEventType) {
    case 'REQUEST_DIALOG':
      return 'request'
    case 'SUBMIT_DIALOG':
      return 'submit'
    case 'CANCEL_DIALOG':
      return 'cancel'
    default:
      if (!isDialogEvent) return undefined
      return kind === 'clicked' ? 'submit' : 'request'
  }
}

function toTimeZone(id: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: id || 'UTC' }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
