import type {
  ActionRequest,
  CloseRequest,
  LocalViewState,
  SubmitRequest,
  SuggestRequest,
} from '../protocol.ts'
import { type Refusal, type Result, refuse } from '../shared/result.ts'
import { slackMessage } from './formats.ts'
import { placedElements, readState } from './inputs.ts'
import type { Placed } from './local-fields.ts'
import { canonical, type FieldContext } from './local-fields.ts'
import { checkSuggestions, isRecord } from './local-limits.ts'
import { compact } from './local-messages.ts'
import { channelName, common, failed, placeOf } from './place.ts'
import { refusals } from './refuse.ts'
import type { SlackView } from './views.ts'
import type { Workspace } from './workspace.ts'
import { userOf } from './workspace-state.ts'

const noSuchUser = refuse('user_not_found', 'Nobody of that name is in this workspace.')
const noSuchField = refuse('action_not_found', 'That button or field is not there any more.')

/** Buttons, fields and modals: what a person does with them, and what Slack then sends to the bot. */

export async function act(space: Workspace, request: ActionRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  if (!user || user.is_bot) return noSuchUser
  const target =
    request.container.type === 'view'
      ? viewTarget(space, user.id, request.container.view_id)
      : messageTarget(space, user.id, request.container)
  if ('ok' in target) return target
  const sent = request.action
  const placed = placedElements(target.blocks).find(
    (one) =>
      one.action_id === sent.action_id && (sent.block_id === undefined || one.block_id === sent.block_id),
  )
  if (!placed || placed.element.type !== (sent.type ?? placed.element.type)) return noSuchField
  if (placed.block.type === 'input' && placed.block.dispatch_action !== true)
    return refuse('not_dispatched', 'This field is sent with the form only.')
  const context = fieldContext(space, user.id, target.key)
  const action = actionOf(placed, sent, context)
  if ('error' in action) return refuse('invalid_action', String(action.error))
  const given = { ...request.state, ...(action.state ? merge(request.state, placed, action.state) : {}) }
  const { values } = readState(target.blocks, target.view?.state.values ?? {}, given, context, false)
  const view = target.view && space.views.keepState(target.view.id, values)
  const answer = await space.bot.interaction({
    type: 'block_actions',
    ...common(space, user),
    container: view ? { type: 'view', view_id: view.id } : target.container,
    trigger_id: space.triggers.issue({ user: user.id, ...(view ? { view: view.id } : {}) }),
    ...(view ? { view } : target.message),
    ...(view ? {} : { state: { values } }),
    ...(target.occasion ? { response_url: space.responses.create(target.occasion) } : {}),
    actions: [{ ...action.sent, action_ts: space.messageStore.nextTs() }],
  })
  return answer.kind === 'failed' ? failed(answer, 'That did not work') : { ok: true }
}

/** Choices for an external select, in a view or in a message. */
export async function suggest(space: Workspace, request: SuggestRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  if (!user || user.is_bot) return noSuchUser
  const target = request.message
    ? messageTarget(space, user.id, request.message)
    : viewTarget(space, user.id, request.view_id ?? '')
  if ('ok' in target) return target
  const { block_id, action_id, value } = request
  const placed = placedElements(target.blocks).find(
    (one) => one.action_id === action_id && one.block_id === block_id,
  )
  if (!placed || !String(placed.element.type).endsWith('external_select')) return noSuchField
  const least = typeof placed.element.min_query_length === 'number' ? placed.element.min_query_length : 3
  if (value.length < least) return refuse('query_too_short', `Type at least ${least} characters.`)
  const context = fieldContext(space, user.id, target.key)
  const { values } = readState(
    target.blocks,
    target.view?.state.values ?? {},
    request.state ?? {},
    context,
    false,
  )
  const view = target.view && space.views.keepState(target.view.id, values)
  const answer = await space.bot.interaction({
    type: 'block_suggestion',
    ...common(space, user),
    container: view ? { type: 'view', view_id: view.id } : target.container,
    action_id,
    block_id,
    value,
    ...(view ? { view } : target.message),
  })
  if (answer.kind === 'failed') return failed(answer, 'The choices could not be loaded')
  if (!isRecord(answer.body)) {
    return refuse('bad_answer', 'The app answered with something that is no list of choices.')
  }
  const fault = checkSuggestions(answer.body)
  if (fault) return refuse('bad_answer', fault.messages.join('\n'))
  const { options, option_groups } = answer.body
  const groups = Array.isArray(option_groups) ? option_groups.filter(isRecord) : []
  const grouped = groups.flatMap((group) => (Array.isArray(group.options) ? group.options : []))
  space.views.offer(target.key, block_id, action_id, [...(Array.isArray(options) ? options : []), ...grouped])
  return { ok: true, ...(Array.isArray(option_groups) ? { option_groups } : { options: options ?? [] }) }
}

export async function submit(space: Workspace, request: SubmitRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  if (!user || user.is_bot) return noSuchUser
  const target = viewTarget(space, user.id, request.view_id)
  if ('ok' in target) return target
  if (target.view.type !== 'modal' || !target.view.submit)
    return refuse('not_submittable', 'This view has nothing to send.')
  const context = fieldContext(space, user.id, target.key)
  const { values, errors } = readState(target.blocks, target.view.state.values, request.state, context, true)
  const view = space.views.keepState(target.view.id, values) ?? target.view
  if (Object.keys(errors).length > 0) return { ok: true, closed: false, errors }
  giveFiles(space, values)
  const answer = await space.bot.interaction({
    type: 'view_submission',
    ...common(space, user),
    trigger_id: space.triggers.issue({ user: user.id, view: view.id }),
    view,
    response_urls: [],
  })
  if (answer.kind === 'failed') return failed(answer, 'The form was not taken')
  return settle(space, view, answer.text, answer.body)
}

/** What the app's answer to a submission does with the modals. */
function settle(space: Workspace, view: SlackView, text: string, body: unknown): Result {
  const closed = () => !space.views.find(view.id)
  if (text.trim() === '' || (isRecord(body) && body.response_action === undefined)) {
    space.views.respond(view.id, 'close')
    return { ok: true, closed: closed() }
  }
  if (!isRecord(body)) return refuse('bad_answer', 'The app answered with something that is no JSON.')
  if (body.response_action === 'errors') {
    const inputs = new Set(
      view.blocks
        .filter(isRecord)
        .flatMap((block) => (block.type === 'input' ? [String(block.block_id)] : [])),
    )
    const errors = isRecord(body.errors) ? body.errors : {}
    const wrong = Object.entries(errors).find(
      ([block, sentence]) => !inputs.has(block) || typeof sentence !== 'string',
    )
    if (wrong || Object.keys(errors).length === 0) {
      return refuse(
        'bad_answer',
        `The app's errors name no input of the form${wrong ? `: ${wrong[0]}` : ''}.`,
      )
    }
    return { ok: true, closed: false, errors: errors as Readonly<Record<string, string>> }
  }
  const action = body.response_action
  if (action !== 'clear' && action !== 'update' && action !== 'push')
    return refuse('bad_answer', `${String(action)} is no response_action.`)
  const done = space.views.respond(view.id, action, body.view)
  if (!done.ok) return refuse('bad_answer', refusals.answer(done))
  return { ok: true, closed: closed() }
}

/** The person closes the top modal; the app is told if it asked to be. */
export async function close(space: Workspace, request: CloseRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  if (!user) return noSuchUser
  const gone = space.views.dismiss(user.id, request.view_id)
  if (gone.length === 0) return refuse('view_not_found', 'That form is not open any more.')
  for (const { view, cleared } of gone) {
    if (!view.notify_on_close) continue
    await space.bot.interaction({ type: 'view_closed', ...common(space, user), view, is_cleared: cleared })
  }
  return { ok: true }
}

interface Target {
  /** Names the view or the message. */
  readonly key: string
  readonly blocks: readonly unknown[]
  readonly view?: SlackView
  readonly message?: Readonly<Record<string, unknown>>
  readonly container?: Readonly<Record<string, unknown>>
  readonly occasion?: { readonly user: string; readonly channel: string; readonly source: string }
}

/** The modal on top of the person's stack, or their home tab: nothing else can be touched. */
function viewTarget(
  space: Workspace,
  user: string,
  id: string,
): (Target & { readonly view: SlackView }) | Refusal {
  const view = [space.views.stack(user).at(-1), space.views.home(user)].find((one) => one?.id === id)
  return view
    ? { key: view.id, blocks: view.blocks, view }
    : refuse('view_not_found', 'That form is not open any more.')
}

function messageTarget(
  space: Workspace,
  user: string,
  at: { readonly channel: string; readonly ts: string },
): Target | Refusal {
  const here = placeOf(space, user, at.channel)
  if ('ok' in here) return here
  const message = space.messageStore.get(here.channel.id, at.ts)
  if (!message || (message.ephemeral_to && message.ephemeral_to !== user))
    return refuse('message_not_found', 'That message is not there any more.')
  const isEphemeral = message.ephemeral_to !== undefined
  return {
    key: `${message.channel}:${message.ts}`,
    blocks: message.blocks ?? [],
    occasion: { user, channel: here.channel.id, source: message.ts },
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: here.channel.id,
      is_ephemeral: isEphemeral,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    },
    // Slack leaves an ephemeral message itself out.
    message: {
      channel: { id: here.channel.id, name: channelName(here.channel) },
      ...(isEphemeral ? {} : { message: slackMessage(space, message, false) }),
    },
  }
}

/** The action as Slack sends it, made from the element itself: the client chooses, it does not invent. */
function actionOf(placed: Placed, sent: Readonly<Record<string, unknown>>, context: FieldContext) {
  const { element, block_id, action_id } = placed
  const type = String(element.type)
  const base = { type, block_id, action_id }
  if (type === 'button')
    return {
      sent: compact({ ...base, text: element.text, value: element.value, style: element.style }),
      state: undefined,
    }
  const read = canonical(placed, sent, context)
  if (read.error || !read.value) return { error: read.error ?? 'This field was not understood.' }
  return { sent: { ...base, ...read.value }, state: type === 'overflow' ? undefined : read.value }
}

function merge(
  state: LocalViewState | undefined,
  placed: Placed,
  value: Readonly<Record<string, unknown>>,
): LocalViewState {
  return { [placed.block_id]: { ...state?.[placed.block_id], [placed.action_id]: value } }
}

function fieldContext(space: Workspace, user: string, key: string): FieldContext {
  return {
    offered: (block, action) => space.views.offered(key, block, action),
    isUser: (id) => userOf(space.state, id)?.id === id,
    isChannel: (id) => space.state.channels.get(id)?.members.includes(user) ?? false,
    file: (id) => {
      const file = space.files.get(id)
      return file?.user === user ? space.files.slackFile(file) : undefined
    },
  }
}

/** Files in a form that is sent become the app's to read. */
function giveFiles(space: Workspace, values: LocalViewState): void {
  for (const field of Object.values(values).flatMap((block) => Object.values(block))) {
    if (!isRecord(field) || !Array.isArray(field.files)) continue
    for (const file of field.files.filter(isRecord)) space.files.change(String(file.id), { given: true })
  }
}
