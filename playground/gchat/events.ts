import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { LocalUser } from '../protocol.ts'
import { messageJson, spaceJson, threadName, userJson } from './formats.ts'
import { timestamp } from './ids.ts'
import type { SlashCommandOption } from './local-options.ts'
import type { Message } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import type { Space } from './workspace-state.ts'

/**
 * What Google sends of a person's doing, in both envelopes: https://developers.google.com/workspace/chat/receive-respond-interactions
 * and https://developers.google.com/workspace/add-ons/concepts/event-objects#chat-event-object.
 */

type Action = chat_v1.Schema$GoogleAppsCardV1Action
type DialogEventType = 'REQUEST_DIALOG' | 'SUBMIT_DIALOG' | 'CANCEL_DIALOG'

interface Base {
  readonly user: LocalUser
  readonly space: Space
}

export type Happening = Base &
  (
    | { readonly kind: 'message'; readonly message: Message; readonly command?: SlashCommandOption }
    | {
        readonly kind: 'click'
        readonly action: Action
        readonly inputs: FormInputs
        readonly message?: Message
        readonly dialog?: DialogEventType
      }
    | {
        readonly kind: 'suggest'
        readonly action: Action
        readonly query: string
        readonly inputs: FormInputs
        readonly message?: Message
      }
    | { readonly kind: 'home' }
    | {
        readonly kind: 'home-click'
        readonly action: Action
        readonly inputs: FormInputs
        readonly dialog?: DialogEventType
      }
    | { readonly kind: 'added' | 'removed' }
  )

export type FormInputs = Readonly<Record<string, object>>

/** The body of the request for what happened. */
export function eventOf(space: Workspace, happened: Happening): object {
  // The home comes in one shape to both kinds of app.
  if (happened.kind === 'home' || happened.kind === 'home-click') return homeEvent(space, happened)
  return space.bot.kind === 'classic' ? classic(space, happened) : addOn(space, happened)
}

type InSpace = Exclude<Happening, { kind: 'home' | 'home-click' }>

function classic(space: Workspace, happened: InSpace): object {
  const base = {
    eventTime: timestamp(space.messageStore.moment()),
    user: userJson(happened.user, true),
    space: spaceJson(happened.space),
  }
  const common = commonOf(happened)
  switch (happened.kind) {
    case 'added':
    case 'removed':
      return { type: happened.kind === 'added' ? 'ADDED_TO_SPACE' : 'REMOVED_FROM_SPACE', ...base, common }
    case 'message': {
      const { message, command } = happened
      return {
        type: 'MESSAGE',
        ...base,
        message: messageJson(space, message, true),
        thread: { name: threadName(message) },
        common,
        ...(command ? { appCommandMetadata: metadata(command), ...dialogFlags(command) } : {}),
      }
    }
    case 'click':
      return {
        type: 'CARD_CLICKED',
        ...base,
        ...(happened.message ? inMessage(space, happened.message) : {}),
        ...(happened.dialog ? { isDialogEvent: true, dialogEventType: happened.dialog } : {}),
        action: {
          actionMethodName: happened.action.function,
          parameters: happened.action.parameters ?? [],
        },
        common,
      }
    case 'suggest':
      return {
        type: 'WIDGET_UPDATED',
        ...base,
        ...(happened.message ? inMessage(space, happened.message) : {}),
        common,
      }
  }
}

function addOn(space: Workspace, happened: InSpace): object {
  const place = { space: spaceJson(happened.space) }
  const chat = {
    user: userJson(happened.user, true),
    eventTime: timestamp(space.messageStore.moment()),
  }
  const commonEventObject = commonOf(happened)
  const body = (payload: object) => ({ commonEventObject, chat: { ...chat, ...payload } })
  switch (happened.kind) {
    case 'added':
      return body({ addedToSpacePayload: { ...place, interactionAdd: false } })
    case 'removed':
      return body({ removedFromSpacePayload: place })
    case 'message': {
      const { message, command } = happened
      const said = {
        ...place,
        message: messageJson(space, message, true),
        thread: { name: threadName(message) },
      }
      if (!command) return body({ messagePayload: said })
      const { appCommandId, appCommandType } = metadata(command)
      const appCommandMetadata = { appCommandId: Number(appCommandId), appCommandType }
      return body({ appCommandPayload: { ...said, appCommandMetadata, ...dialogFlags(command) } })
    }
    case 'click':
      return body({
        buttonClickedPayload: {
          ...place,
          ...(happened.message ? inMessage(space, happened.message) : {}),
          isDialogEvent: happened.dialog !== undefined,
          ...(happened.dialog ? { dialogEventType: happened.dialog } : {}),
        },
      })
    case 'suggest':
      return body({ widgetUpdatedPayload: place })
  }
}

function homeEvent(space: Workspace, happened: Extract<Happening, { kind: 'home' | 'home-click' }>): object {
  return {
    commonEventObject: commonOf(happened),
    chat: {
      type: happened.kind === 'home' ? 'APP_HOME' : 'SUBMIT_FORM',
      eventTime: timestamp(space.messageStore.moment()),
      user: userJson(happened.user, true),
      space: spaceJson(happened.space),
      ...('dialog' in happened ? { isDialogEvent: true, dialogEventType: happened.dialog } : {}),
    },
  }
}

function inMessage(space: Workspace, message: Message): object {
  return { message: messageJson(space, message, true), thread: { name: threadName(message) } }
}

function metadata(command: SlashCommandOption) {
  return { appCommandId: String(command.id), appCommandType: 'SLASH_COMMAND' }
}

function dialogFlags(command: SlashCommandOption): object {
  return command.dialog ? { isDialogEvent: true, dialogEventType: 'REQUEST_DIALOG' } : {}
}

/** Who one is to the app, and what a card brings back. */
function commonOf(happened: Happening): object {
  const { user } = happened
  const base = {
    userLocale: user.locale,
    hostApp: 'CHAT',
    platform: 'WEB',
    timeZone: { id: user.tz, offset: offsetOf(user.tz) },
  }
  if (!('action' in happened)) return base
  const { action, inputs } = happened
  const parameters = Object.fromEntries((action.parameters ?? []).map(({ key, value }) => [key, value]))
  return {
    ...base,
    invokedFunction: action.function,
    parameters:
      happened.kind === 'suggest' ? { ...parameters, autocomplete_widget_query: happened.query } : parameters,
    ...(Object.keys(inputs).length > 0 ? { formInputs: inputs } : {}),
  }
}

/** Milliseconds from UTC at this moment. */
function offsetOf(timeZone: string, now = new Date()): number {
  const there = new Date(now.toLocaleString('en-US', { timeZone }))
  const utc = new Date(now.toLocaleString('en-US', { timeZone: 'UTC' }))
  return there.getTime() - utc.getTime()
}
