/** Events as Google documents them, whole: with all that the app does not look at. */
import { endpoint } from './google-keys.ts'

export interface Json {
  readonly [name: string]: unknown
}

export const user = {
  name: 'users/107396428341982739182',
  displayName: 'Aoi Sato',
  avatarUrl: 'https://lh3.googleusercontent.com/a/ACg8ocK=s64-c',
  email: 'Aoi.Sato@hoshi-cloud.example.com',
  type: 'HUMAN',
  domainId: '2cy3fd0',
}
const bot = {
  name: 'users/118063251936724829371',
  displayName: 'Casethread',
  avatarUrl: 'https://lh3.googleusercontent.com/proxy/9',
  type: 'BOT',
}

export const room = {
  name: 'spaces/AAQAoi1bGSo',
  type: 'ROOM',
  displayName: 'Cases',
  spaceThreadingState: 'THREADED_MESSAGES',
  spaceType: 'SPACE',
  spaceHistoryState: 'HISTORY_ON',
  lastActiveTime: '2026-11-02T11:59:58.430111Z',
  membershipCount: { joinedDirectHumanUserCount: 5 },
  spaceUri: 'https://chat.google.com/room/AAQAoi1bGSo?cls=11',
}
export const direct = {
  name: 'spaces/1tQdRYAAAAE',
  type: 'DM',
  singleUserBotDm: true,
  spaceThreadingState: 'THREADED_MESSAGES',
  spaceType: 'DIRECT_MESSAGE',
  spaceHistoryState: 'HISTORY_ON',
  lastActiveTime: '2026-11-02T11:59:58.430111Z',
  spaceUri: 'https://chat.google.com/dm/1tQdRYAAAAE?cls=11',
}
export type Space = typeof room | typeof direct

export const time = '2026-11-02T12:00:03.105487Z'

const common = {
  userLocale: 'ja',
  hostApp: 'CHAT',
  platform: 'WEB',
  timeZone: { id: 'Asia/Tokyo', offset: 32_400_000 },
}

export const attachment = {
  name: `${room.name}/messages/iAqZSc4Kq0A.iAqZSc4Kq0A/attachments/AATUf-Kd`,
  contentName: 'bounce.log',
  contentType: 'text/plain',
  thumbnailUri: 'https://chat.google.com/api/get_attachment_url?url_type=FIFE_URL',
  downloadUri: 'https://chat.google.com/api/get_attachment_url?url_type=DOWNLOAD_URL',
  source: 'UPLOADED_CONTENT',
  attachmentDataRef: { resourceName: 'ClxzcGFjZXMvQUFRQW9pMWJHU28vbWVzc2FnZXMv', attachmentUploadToken: '' },
}

export interface Said {
  readonly space?: Space
  readonly text?: string
  readonly argumentText?: string
  readonly inThread?: boolean
  readonly attachments?: readonly unknown[]
  readonly command?: number
  readonly name?: string
  /** What Google tells of mentions and commands in it; else of the one that `text` begins with. */
  readonly annotations?: unknown
}

/** A person's message, as it is in an event. */
export function message(said: Said = {}): Json {
  const space = said.space ?? room
  const id = said.name ?? 'iAqZSc4Kq0A'
  const mention = {
    type: 'USER_MENTION',
    startIndex: 0,
    length: 11,
    userMention: { user: bot, type: 'MENTION' },
  }
  const slash = {
    type: 'SLASH_COMMAND',
    startIndex: 0,
    length: 5,
    slashCommand: {
      bot,
      type: 'INVOKE',
      commandName: '/case',
      commandId: String(said.command),
      triggersDialog: false,
    },
  }
  return {
    name: `${space.name}/messages/${id}.${id}`,
    sender: user,
    createTime: '2026-11-02T12:00:03.003023Z',
    text: said.text ?? '@Casethread list open',
    formattedText: `<${bot.name}> list open`,
    ...(said.argumentText === undefined ? {} : { argumentText: said.argumentText }),
    ...('annotations' in said
      ? { annotations: said.annotations }
      : { annotations: [said.command === undefined ? mention : slash] }),
    thread: { name: `${space.name}/threads/${said.inThread ? 'Case1001' : id}`, retentionSettings: {} },
    space,
    ...(said.inThread ? { threadReply: true } : {}),
    messageHistoryState: 'HISTORY_ON',
    retentionSettings: { state: 'PERMANENT' },
    ...(said.attachments ? { attachment: said.attachments } : {}),
    ...(said.command === undefined ? {} : { slashCommand: { commandId: String(said.command) } }),
  }
}

/** The app's own message that holds a card. */
export function cardMessage(space: Space = room): Json {
  return {
    name: `${space.name}/messages/client-t-1001`,
    sender: bot,
    createTime: '2026-11-02T11:40:00.000000Z',
    cardsV2: [{ cardId: 'casethread', card: { sections: [] } }],
    thread: { name: `${space.name}/threads/Case1001`, threadKey: 't-1001' },
    space,
    clientAssignedMessageId: 'client-t-1001',
    fallbackText: 'Case 1001',
  }
}

export type Dialog = 'REQUEST_DIALOG' | 'SUBMIT_DIALOG' | 'CANCEL_DIALOG'

export interface Clicked {
  readonly parameters: Readonly<Record<string, string>>
  readonly inputs?: Json
  readonly dialog?: Dialog
  readonly space?: Space
  readonly time?: string
}

const dialogFields = (dialog: Dialog | undefined): Json =>
  dialog ? { isDialogEvent: true, dialogEventType: dialog } : {}

/** The same happenings in both envelopes. */
export interface Sender {
  readonly envelope: 'classic' | 'add-on'
  message(said?: Said): Json
  slash(said: Said & { readonly command: number }, dialog?: Dialog): Json
  quick(command: number, dialog?: Dialog): Json
  click(clicked: Clicked): Json
  typing(query: string, parameters: Readonly<Record<string, string>>, space?: Space): Json
  added(space?: Space, said?: Said): Json
  removed(space?: Space): Json
}

export const classic: Sender = {
  envelope: 'classic',
  message: (said = {}) => ({
    type: 'MESSAGE',
    eventTime: time,
    message: message(said),
    user,
    space: said.space ?? room,
    thread: message(said).thread,
    common,
    configCompleteRedirectUrl: 'https://chat.google.com/api/bot_config_complete?token=AOQB',
  }),
  slash: (said, dialog) => ({ ...classic.message(said), ...dialogFields(dialog) }),
  quick: (command, dialog) => ({
    type: 'APP_COMMAND',
    eventTime: time,
    user,
    space: room,
    common,
    appCommandMetadata: { appCommandId: command, appCommandType: 'QUICK_COMMAND' },
    ...dialogFields(dialog),
  }),
  click: ({ parameters, inputs, dialog, space = room, time: at = time }) => ({
    type: 'CARD_CLICKED',
    eventTime: at,
    message: cardMessage(space),
    user,
    space,
    thread: cardMessage(space).thread,
    action: {
      actionMethodName: endpoint,
      parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })),
    },
    common: { ...common, invokedFunction: endpoint, parameters, ...(inputs ? { formInputs: inputs } : {}) },
    ...dialogFields(dialog),
  }),
  typing: (query, parameters, space = room) => ({
    type: 'WIDGET_UPDATED',
    eventTime: time,
    user,
    space,
    common: {
      ...common,
      invokedFunction: endpoint,
      parameters: { ...parameters, autocomplete_widget_query: query },
    },
  }),
  added: (space = room, said) => ({
    type: 'ADDED_TO_SPACE',
    eventTime: time,
    user,
    space,
    common,
    ...(said ? { message: message({ space, ...said }) } : {}),
  }),
  removed: (space = room) => ({ type: 'REMOVED_FROM_SPACE', eventTime: time, user, space }),
}

function addOnBody(payload: Json, more: Json = {}): Json {
  return {
    commonEventObject: { ...common, ...more },
    authorizationEventObject: {
      userOAuthToken: 'ya29.token-of-the-user',
      userIdToken: 'eyJhbGciOi.user.token',
      systemIdToken: 'eyJhbGciOi.system.token',
    },
    chat: { user, space: room, eventTime: time, ...payload },
  }
}

export const addOn: Sender = {
  envelope: 'add-on',
  message: (said = {}) =>
    addOnBody({
      space: said.space ?? room,
      messagePayload: {
        message: message(said),
        space: said.space ?? room,
        configCompleteRedirectUri: 'https://chat.google.com/api/bot_config_complete?token=AOQB',
      },
    }),
  slash: (said, dialog) =>
    addOnBody({
      appCommandPayload: {
        appCommandMetadata: { appCommandId: String(said.command), appCommandType: 'SLASH_COMMAND' },
        space: said.space ?? room,
        thread: message(said).thread,
        message: message(said),
        configCompleteRedirectUri: 'https://chat.google.com/api/bot_config_complete?token=AOQB',
        ...dialogFields(dialog),
      },
    }),
  quick: (command, dialog) =>
    addOnBody({
      appCommandPayload: {
        appCommandMetadata: { appCommandId: command, appCommandType: 'QUICK_COMMAND' },
        space: room,
        ...dialogFields(dialog),
      },
    }),
  click: ({ parameters, inputs, dialog, space = room, time: at = time }) =>
    addOnBody(
      {
        space,
        eventTime: at,
        buttonClickedPayload: { message: cardMessage(space), space, ...dialogFields(dialog) },
      },
      { parameters, ...(inputs ? { formInputs: inputs } : {}) },
    ),
  typing: (query, parameters, space = room) =>
    addOnBody(
      { widgetUpdatedPayload: { space } },
      { parameters: { ...parameters, autocomplete_widget_query: query } },
    ),
  added: (space = room, said) =>
    addOnBody({
      space,
      addedToSpacePayload: {
        space,
        interactionAdd: said !== undefined,
        configCompleteRedirectUri: 'https://chat.google.com/',
      },
    }),
  removed: (space = room) => addOnBody({ space, removedFromSpacePayload: { space } }),
}

/** The home page of the app, which comes in an envelope of its own. */
export const home = {
  opened: (): Json => ({
    commonEventObject: common,
    chat: { type: 'APP_HOME', eventTime: time, user, space: direct },
  }),
  click: (parameters: Readonly<Record<string, string>>, dialog?: Dialog, inputs?: Json): Json => ({
    commonEventObject: {
      ...common,
      invokedFunction: endpoint,
      parameters,
      ...(inputs ? { formInputs: inputs } : {}),
    },
    chat: { type: 'SUBMIT_FORM', eventTime: time, user, space: direct, ...dialogFields(dialog) },
  }),
  typing: (query: string, parameters: Readonly<Record<string, string>>): Json => ({
    commonEventObject: { ...common, parameters: { ...parameters, autocomplete_widget_query: query } },
    chat: { type: 'WIDGET_UPDATED', eventTime: time, user, space: direct },
  }),
}

/** An add-on's home page: Google tells neither a space nor a message of what happens there. */
export const addOnHome = {
  opened: (eventTime: unknown = time): Json => ({ commonEventObject: common, chat: { user, eventTime } }),
  click: (parameters: Readonly<Record<string, string>>, dialog?: Dialog, inputs?: Json): Json => ({
    commonEventObject: { ...common, parameters, ...(inputs ? { formInputs: inputs } : {}) },
    chat: { user, eventTime: time, buttonClickedPayload: dialogFields(dialog) },
  }),
  typing: (query: string, parameters: Readonly<Record<string, string>>): Json => ({
    commonEventObject: { ...common, parameters: { ...parameters, autocomplete_widget_query: query } },
    chat: { user, eventTime: time, widgetUpdatedPayload: {} },
  }),
}

/** Both home pages. */
export const homes = [
  { app: 'a classic app', ...home },
  { app: 'an add-on', ...addOnHome },
] as const

export const senders = [classic, addOn] as const
