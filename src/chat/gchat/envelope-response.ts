/** What Google Chat is answered, in the form of the envelope that asked. */
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { GchatEvent } from './event.ts'
import type { ChatMessage } from './render/message.ts'

type ChatCard = chat_v1.Schema$GoogleAppsCardV1Card
type Item = chat_v1.Schema$GoogleAppsCardV1SelectionItem

export type Reply =
  | { readonly kind: 'nothing' }
  /** A message; `alone` names the one person who sees it (`users/123`), none where all may, or nobody else is there. */
  | {
      readonly kind: 'message'
      readonly message: ChatMessage
      readonly alone: string | undefined
      readonly replaces?: true
    }
  /** A dialog that opens, or, from within one, the next thing it shows. */
  | { readonly kind: 'dialog'; readonly card: ChatCard; readonly opens: boolean }
  /** The dialog closes, with a line that is shown for some seconds. */
  | { readonly kind: 'close'; readonly said: string | undefined }
  /** The dialog stays as it is, with a line that is shown for some seconds. */
  | { readonly kind: 'say'; readonly said: string }
  | { readonly kind: 'suggestions'; readonly items: readonly Item[] }
  /** The app's home page. */
  | { readonly kind: 'home'; readonly card: ChatCard }

/** The body of the answer. */
export function toEnvelope(envelope: GchatEvent['envelope'], reply: Reply): object {
  if (reply.kind === 'nothing') return {}
  switch (envelope) {
    case 'classic':
      return classic(reply)
    case 'add-on':
      return addOn(reply)
    case 'home':
      return home(reply)
  }
}

type Something = Exclude<Reply, { readonly kind: 'nothing' }>

/** A message: https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages#ActionResponse */
function classic(reply: Something): object {
  switch (reply.kind) {
    case 'message':
      return {
        actionResponse: { type: reply.replaces ? 'UPDATE_MESSAGE' : 'NEW_MESSAGE' },
        ...messageFor(reply),
      }
    case 'dialog':
    case 'home':
      return { actionResponse: { type: 'DIALOG', dialogAction: { dialog: { body: reply.card } } } }
    case 'close':
      return status('OK', reply.said)
    case 'say':
      // The one code beside OK in Google's samples.
      return status('INVALID_ARGUMENT', reply.said)
    case 'suggestions':
      return {
        actionResponse: { type: 'UPDATE_WIDGET', updatedWidget: { suggestions: { items: reply.items } } },
      }
  }
}

function status(statusCode: string, said: string | undefined): object {
  const actionStatus = { statusCode, ...(said === undefined ? {} : { userFacingMessage: said }) }
  return { actionResponse: { type: 'DIALOG', dialogAction: { actionStatus } } }
}

/** Render actions: https://developers.google.com/workspace/add-ons/chat/build#actions */
function addOn(reply: Something): object {
  switch (reply.kind) {
    case 'message':
      return {
        hostAppDataAction: {
          chatDataAction: {
            [reply.replaces ? 'updateMessageAction' : 'createMessageAction']: { message: messageFor(reply) },
          },
        },
      }
    case 'dialog':
      return navigated(reply.opens ? { pushCard: reply.card } : { updateCard: reply.card })
    case 'home':
      return navigated({ pushCard: reply.card })
    case 'close':
      return navigated({ endNavigation: { action: 'CLOSE_DIALOG' } }, reply.said)
    case 'say':
      return { action: { notification: { text: reply.said } } }
    case 'suggestions':
      return {
        action: {
          modifyOperations: [
            { updateWidget: { selectionInputWidgetSuggestions: { suggestions: reply.items } } },
          ],
        },
      }
  }
}

/** As an add-on; but what answers a click in the home page is wrapped once more, and there is no message to answer with. */
function home(reply: Something): object {
  switch (reply.kind) {
    case 'home':
    case 'suggestions':
      return addOn(reply)
    case 'message': {
      const [shown] = reply.message.cardsV2
      return { renderActions: navigated({ updateCard: shown?.card ?? {} }) }
    }
    default:
      return { renderActions: addOn(reply) }
  }
}

function navigated(navigation: object, said?: string): object {
  return {
    action: {
      navigations: [navigation],
      ...(said === undefined ? {} : { notification: { text: said } }),
    },
  }
}

/** Who sees a message is told when it is made, and stays. */
function messageFor({ message, alone, replaces }: Extract<Reply, { readonly kind: 'message' }>): object {
  return { ...message, ...(alone === undefined || replaces ? {} : { privateMessageViewer: { name: alone } }) }
}
