import type {
  CommandRequest,
  EditRequest,
  HomeRequest,
  MessageRequest,
  ShortcutRequest,
} from '../protocol.ts'
import { type Result, refuse } from '../shared/result.ts'
import { localView, slackMessage } from './formats.ts'
import { isRecord } from './local-limits.ts'
import { change, compact, post, remove } from './local-messages.ts'
import { reply } from './local-reply.ts'
import { channelName, common, failed, placeOf } from './place.ts'
import { refusals } from './refuse.ts'
import { keepReaction } from './web-api.ts'
import type { Workspace } from './workspace.ts'
import { channelOf, hasApp, isReadOnly, userOf } from './workspace-state.ts'

const readOnly = refuse('restricted_action', 'Sending messages to this app has been turned off.')

/** What a person does in Slack's client, and what Slack then sends to the bot. */

export async function command(space: Workspace, request: CommandRequest): Promise<Result> {
  const here = placeOf(space, request.user, request.channel)
  if ('ok' in here) return here
  if (isReadOnly(space.state, here.channel)) return readOnly
  const known = space.state.manifest.features?.slash_commands?.find((one) => one.command === request.command)
  if (!known || !hasApp(here.user))
    return refuse('unknown_command', `${request.command} is not a command of this workspace.`)
  const text = request.text.trim()
  const answer = await space.bot.command({
    team_id: space.state.team.id,
    team_domain: space.state.team.domain,
    channel_id: here.channel.id,
    channel_name: here.channel.is_im
      ? 'directmessage'
      : here.channel.is_private
        ? 'privategroup'
        : here.channel.name,
    user_id: here.user.id,
    user_name: here.user.name,
    command: known.command,
    text: known.should_escape ? withMentions(space, text) : text,
    api_app_id: space.state.bot.app_id,
    is_enterprise_install: 'false',
    response_url: space.responses.create({ user: here.user.id, channel: here.channel.id }),
    trigger_id: space.triggers.issue({ user: here.user.id }),
  })
  if (answer.kind === 'failed') return failed(answer, `${request.command} failed`)
  if (answer.text.trim() === '') return { ok: true }
  const payload = isRecord(answer.body) ? answer.body : { text: answer.text }
  const posted = await reply(space, { user: here.user.id, channel: here.channel.id }, payload)
  return posted.ok ? { ok: true } : refuse(posted.error, refusals.answer(posted))
}

/** What a person says, with names made mentions and addresses made links as Slack's client does. */
export async function say(space: Workspace, request: MessageRequest): Promise<Result> {
  const here = placeOf(space, request.user, request.channel)
  if ('ok' in here) return here
  if (isReadOnly(space.state, here.channel)) return readOnly
  const files = request.files?.map((id) => space.files.get(id)) ?? []
  if (files.some((file) => file?.user !== here.user.id))
    return refuse('file_not_found', 'A file could not be found. Upload it again.')
  if (request.text.trim() === '' && files.length === 0) return refuse('no_text', 'There is nothing to send.')
  if (request.text.length > 12_000)
    return refuse('msg_too_long', 'The message is longer than 12,000 characters.')
  for (const file of files)
    if (file) space.files.change(file.id, { channels: [...new Set([...file.channels, here.channel.id])] })
  const posted = await post(
    space,
    compact({
      channel: here.channel.id,
      user: here.user.id,
      text: asSlackText(space, request.text),
      thread_ts: request.thread_ts,
      files: request.files && request.files.length > 0 ? request.files : undefined,
    }),
    here.user.id,
  )
  return posted.ok ? { ok: true, ts: posted.message.ts } : refuse(posted.error, refusals.message(posted))
}

/** A person changes what they said themselves. */
export async function edit(space: Workspace, request: EditRequest): Promise<Result> {
  const own = ownMessage(space, request)
  if ('ok' in own) return own
  if (request.text.trim() === '') return refuse('no_text', 'There is nothing to send.')
  if (request.text.length > 12_000)
    return refuse('msg_too_long', 'The message is longer than 12,000 characters.')
  const text = asSlackText(space, request.text)
  // Slack takes a text that is as it was for no edit.
  if (text === own.message.text) return { ok: true }
  const changed = await change(space, own.message.channel, own.message.ts, { text }, request.user)
  return changed.ok ? { ok: true } : refuse(changed.error, refusals.message(changed))
}

/** A person takes back what they said themselves. */
export async function unsay(space: Workspace, request: Omit<EditRequest, 'text'>): Promise<Result> {
  const own = ownMessage(space, request)
  if ('ok' in own) return own
  const removed = await remove(space, own.message.channel, own.message.ts, request.user)
  return removed.ok ? { ok: true } : refuse(removed.error, refusals.message(removed))
}

function ownMessage(space: Workspace, { user, channel, ts }: Omit<EditRequest, 'text'>) {
  const here = placeOf(space, user, channel)
  if ('ok' in here) return here
  const message = space.messageStore.get(here.channel.id, ts)
  if (!message || message.ephemeral_to)
    return refuse('message_not_found', 'That message is not there any more.')
  if (message.user !== here.user.id)
    return refuse('cant_update_message', 'Only the person who wrote a message can change it.')
  return { message }
}

export async function react(
  space: Workspace,
  request: { user: string; channel: string; ts: string; name: string; remove?: boolean | undefined },
): Promise<Result> {
  const here = placeOf(space, request.user, request.channel)
  if ('ok' in here) return here
  const message = space.messageStore.get(here.channel.id, request.ts)
  if (!message || message.ephemeral_to)
    return refuse('message_not_found', 'That message is not there any more.')
  const method = request.remove ? 'reactions.remove' : 'reactions.add'
  const answer = await space.emulator.call(
    method,
    {
      channel: space.ids.inside(here.channel.id),
      timestamp: space.ids.inside(request.ts),
      name: request.name,
    },
    here.user.id,
  )
  if (answer.ok !== true) return refuse(String(answer.error), 'The reaction was not taken.')
  keepReaction(space, method, here.channel.id, request.ts, request.name, here.user.id)
  const name = request.remove ? 'reaction_removed' : 'reaction_added'
  space.bot.event(name, {
    type: name,
    user: here.user.id,
    reaction: request.name,
    item: { type: 'message', channel: here.channel.id, ts: request.ts },
    item_user: message.user,
    event_ts: space.messageStore.nextTs(),
  })
  return { ok: true }
}

export async function shortcut(space: Workspace, request: ShortcutRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  if (!user || user.is_bot) return refuse('user_not_found', 'Nobody of that name is in this workspace.')
  const known = space.state.manifest.features?.shortcuts?.find(
    (one) => one.callback_id === request.callback_id,
  )
  if (!known || !hasApp(user)) return refuse('unknown_shortcut', 'The app has no shortcut of that name.')
  const base = {
    ...common(space, user),
    callback_id: known.callback_id,
    action_ts: space.messageStore.nextTs(),
    trigger_id: space.triggers.issue({ user: user.id }),
  }
  if (known.type === 'global') {
    const answer = await space.bot.interaction({ type: 'shortcut', ...base })
    return answer.kind === 'failed' ? failed(answer, 'The shortcut did not work') : { ok: true }
  }
  const here = placeOf(space, request.user, request.channel ?? '')
  if ('ok' in here) return here
  const message = space.messageStore.get(here.channel.id, request.message_ts ?? '')
  if (!message || message.ephemeral_to)
    return refuse('message_not_found', 'That message is not there any more.')
  const answer = await space.bot.interaction({
    type: 'message_action',
    ...base,
    channel: { id: here.channel.id, name: channelName(here.channel) },
    message_ts: message.ts,
    message: slackMessage(space, message, false),
    response_url: space.responses.create({ user: user.id, channel: here.channel.id, source: message.ts }),
  })
  return answer.kind === 'failed' ? failed(answer, 'The shortcut did not work') : { ok: true }
}

export function home(space: Workspace, request: HomeRequest): Result {
  const person = userOf(space.state, request.user)
  if (!person || !hasApp(person)) return refuse('user_not_found', 'Nobody of that name is in this workspace.')
  const view = space.views.home(person.id)
  space.bot.event('app_home_opened', {
    type: 'app_home_opened',
    user: person.id,
    channel: channelOf(space.state, person.id)?.id,
    tab: 'home',
    event_ts: space.messageStore.nextTs(),
    ...(view ? { view } : {}),
  })
  return { ok: true, view: view ? localView(view) : null }
}

/** With addresses and mentions as Slack's client makes them of what is typed. */
function asSlackText(space: Workspace, typed: string): string {
  const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return withMentions(space, escaped.replace(/https?:\/\/[^\s]+/g, '<$&>'), true)
}

function withMentions(space: Workspace, text: string, plain = false): string {
  return text.replace(/(^|\s)@([\w.-]+)/g, (whole, before: string, name: string) => {
    const user = userOf(space.state, name.replace(/\.$/, ''))
    return user ? `${before}<@${user.id}${plain ? '' : `|${user.name}`}>` : whole
  })
}
