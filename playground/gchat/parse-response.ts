import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { z } from 'zod'
import { cardFaults, messageFaults, type Surface } from './local-limits.ts'
import type { Envelope } from './local-options.ts'
import type { Card } from './message-store.ts'
import type { CheckJson, Fault } from './protos.ts'

/** An app's synchronous answer, read as strictly as Google reads it. */

export type MessageDraft = chat_v1.Schema$Message
export type Item = chat_v1.Schema$GoogleAppsCardV1SelectionItem

export interface Asked {
  readonly message?: MessageDraft
  /** The message goes into the place of the one that was clicked. */
  readonly update?: boolean
  readonly dialog?: { readonly show: Card; readonly isUpdate: boolean } | 'close'
  /** A line for the person; a failed one leaves the dialog open. */
  readonly status?: { readonly failed: boolean; readonly text: string }
  readonly suggestions?: readonly Item[]
  /** A card for the app's home. */
  readonly home?: Card
}

export type Read =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly fault: string }

const json = z.record(z.string(), z.unknown())

/** Where a pushed and an updated card go: to a dialog but for the app's home. */
export interface Targets {
  readonly push: Surface
  readonly update: Surface
}

const dialogs: Targets = { push: 'dialog', update: 'dialog' }

/** `home` says where cards go in answer to what happens in the app's home, which has one shape for every app. */
export function parseResponse(check: CheckJson, kind: Envelope, body: unknown, home?: Targets): Read {
  const parsed = json.safeParse(body)
  if (!parsed.success) return { ok: false, fault: 'it is no object' }
  if (kind === 'classic' && !home) return readClassic(check, parsed.data)
  return readRendered(check, unwrapped(parsed.data), home ?? dialogs)
}

/** A classic app answers with a message that may bear an `actionResponse`. */
function readClassic(check: CheckJson, body: Record<string, unknown>): Read {
  const faults = check('google.chat.v1.Message', body)
  if (faults.length > 0) return refused(faults)
  const { actionResponse, ...message } = body as chat_v1.Schema$Message
  const isSaying = Boolean(message.text) || (message.cardsV2 ?? []).length > 0
  const said = isSaying ? { message } : {}
  switch (actionResponse?.type) {
    case 'DIALOG': {
      const { dialog, actionStatus } = actionResponse.dialogAction ?? {}
      if (dialog?.body) return opened(dialog.body, 'dialog', false)
      const failed = (actionStatus?.statusCode ?? 'OK') !== 'OK'
      const text = actionStatus?.userFacingMessage ?? ''
      const status = text || failed ? { status: { failed, text } } : {}
      return { ok: true, asked: { ...status, ...(failed ? {} : { dialog: 'close' as const }) } }
    }
    case 'UPDATE_WIDGET':
      return suggested(actionResponse.updatedWidget?.suggestions?.items ?? [])
    case 'UPDATE_MESSAGE':
      return whole({ ...said, update: true })
    case undefined:
    case null:
    case 'TYPE_UNSPECIFIED':
    case 'NEW_MESSAGE':
      return whole(said)
    default:
      return { ok: false, fault: `an action response of ${actionResponse?.type} is not played here` }
  }
}

const Notification = z.strictObject({ text: z.string().min(1) })
const Navigation = z.union([
  z.strictObject({ pushCard: json }),
  z.strictObject({ updateCard: json }),
  z.strictObject({
    endNavigation: z.union([
      z.enum(['CLOSE_DIALOG', 'CLOSE_DIALOG_AND_EXECUTE']),
      z.strictObject({ action: z.enum(['CLOSE_DIALOG', 'CLOSE_DIALOG_AND_EXECUTE']) }),
    ]),
  }),
])
const Rendered = z.strictObject({
  action: z
    .strictObject({
      navigations: z.array(Navigation).max(1).optional(),
      notification: Notification.optional(),
      modifyOperations: z
        .array(
          z.strictObject({
            updateWidget: z.strictObject({
              selectionInputWidgetSuggestions: z.strictObject({ suggestions: z.array(json) }),
            }),
          }),
        )
        .max(1)
        .optional(),
    })
    .optional(),
  hostAppDataAction: z
    .strictObject({
      chatDataAction: z.union([
        z.strictObject({ createMessageAction: z.strictObject({ message: json }) }),
        z.strictObject({ updateMessageAction: z.strictObject({ message: json }) }),
      ]),
    })
    .optional(),
})

/** An add-on answers with what is to be rendered, bare or as `renderActions`. */
function unwrapped(body: Record<string, unknown>): unknown {
  return Object.keys(body).length === 1 && body.renderActions ? body.renderActions : body
}

function readRendered(check: CheckJson, body: unknown, targets: Targets): Read {
  const parsed = Rendered.safeParse(body)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ at: path.join('.'), message }))
    return refused(faults)
  }
  const { action, hostAppDataAction } = parsed.data
  const data = hostAppDataAction?.chatDataAction
  const message =
    data && ('createMessageAction' in data ? data.createMessageAction : data.updateMessageAction)
  const faults = message ? check('google.chat.v1.Message', message.message) : []
  if (faults.length > 0) return refused(faults)
  const asked: Asked = {
    ...(message ? { message: message.message as MessageDraft } : {}),
    ...(data && 'updateMessageAction' in data ? { update: true } : {}),
    ...(action?.notification ? { status: { failed: false, text: action.notification.text } } : {}),
  }
  const found = action?.modifyOperations?.[0]?.updateWidget.selectionInputWidgetSuggestions.suggestions
  if (found) {
    const items = found.flatMap((item) => check('google.apps.card.v1.SelectionInput.SelectionItem', item))
    return items.length > 0 ? refused(items) : suggested(found as readonly Item[])
  }
  const [navigation] = action?.navigations ?? []
  if (!navigation) return whole(asked)
  if ('endNavigation' in navigation) return whole({ ...asked, dialog: 'close' })
  const isUpdate = 'updateCard' in navigation
  const card = isUpdate ? navigation.updateCard : navigation.pushCard
  const wrong = check('google.apps.card.v1.Card', card)
  if (wrong.length > 0) return refused(wrong)
  return opened(card as Card, isUpdate ? targets.update : targets.push, isUpdate, asked)
}

function opened(card: Card, surface: Surface, isUpdate: boolean, beside: Asked = {}): Read {
  const faults = cardFaults(card, surface)
  if (faults.length > 0) return refused(faults)
  if (surface === 'home') return { ok: true, asked: { ...beside, home: card } }
  return { ok: true, asked: { ...beside, dialog: { show: card, isUpdate } } }
}

function suggested(items: readonly Item[]): Read {
  if (items.length > 100) return { ok: false, fault: `${items.length} suggestions, at most 100` }
  if (items.some((item) => !item.text || !item.value))
    return { ok: false, fault: 'a suggestion needs its text and its value' }
  return { ok: true, asked: { suggestions: items } }
}

function whole(asked: Asked): Read {
  const { message } = asked
  if (!message) return { ok: true, asked }
  const faults = messageFaults(message.text ?? '', message.cardsV2 ?? [])
  return faults.length > 0 ? refused(faults) : { ok: true, asked }
}

function refused(faults: readonly Fault[]): Read {
  return { ok: false, fault: faults.map(({ at, message }) => (at ? `${at}: ${message}` : message)).join(' ') }
}
