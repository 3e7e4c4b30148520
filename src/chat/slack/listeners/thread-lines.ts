import type { App, ReceiverEvent } from '@slack/bolt'
import { z } from 'zod'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { TalkAnswer, ThreadLine, ThreadTalk } from '../../../../commands/thread-talk.ts'
import type { View } from '../../../../views/view.ts'
import { timedOut, withTimeout } from '../../../config/with-timeout.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { type SlackContext, type ThreadLines, toConversation } from '../context.ts'
import { wordsFor } from '../messages.ts'
import type { MessagePlace } from '../render/buttons.ts'
import { typedText } from '../render/text.ts'
import { describe } from '../slack-log.ts'
import { addMessageShortcut, fetchMessage, readMessage } from './from-message.ts'
import { confirmLine, editLine, sendLine } from './line-buttons.ts'
import { readLine } from './said-to-app.ts'

const callbacks = { add: addMessageShortcut, edit: editLine, confirm: confirmLine } as const

/** Slack waits for three seconds; what takes longer it sends again, and the same line is no second entry. In ms. */
const answerMs = 2_500
/** Slack sends an event four times in all. */
const lastRetry = 3

/** As much as tells where something was said; nothing of what it says. */
const Heard = z.object({
  type: z.literal('event_callback'),
  event: z.object({
    type: z.literal('message'),
    channel_type: z.enum(['channel', 'group']),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string(),
    user: z.string(),
    /** What other apps and the app itself say is nobody's word. */
    bot_id: z.undefined().optional(),
    subtype: z.enum(['file_share', 'thread_broadcast']).optional(),
  }),
})

/** The message itself: of the event, or fetched. */
const Said = z.object({
  ts: z.string(),
  thread_ts: z.string(),
  user: z.string(),
  text: z.string().catch(''),
  user_team: z.string().optional().catch(undefined),
  team: z.string().optional().catch(undefined),
  bot_id: z.undefined().optional(),
  edited: z.object({ ts: z.string() }).optional().catch(undefined),
  files: z
    .array(z.object({ id: z.string(), user: z.string().optional(), mode: z.string().optional() }))
    .catch([]),
})
type Said = z.output<typeof Said>

/** What it takes to hear a line and to tell its author what became of it. */
export interface HearingContext extends Pick<SlackContext, 'team' | 'self' | 'run' | 'log' | 'lookAgain'> {
  readonly profiles: Pick<SlackContext['profiles'], 'find'>
  readonly responder: Pick<SlackContext['responder'], 'offerOn'>
}

export interface LineHearing extends Pick<ThreadLines, 'hear'> {
  toLine(channel: string, said: Said): Promise<ThreadLine>
  /** Tells its author, and nobody else; false where that failed. */
  tell(line: ThreadLine, answer: TalkAnswer): Promise<boolean>
}

/** NOT-4: plain text in the threads of conversations whose declaration says so. All other text is dropped unread. */
export function createLineHearing(context: HearingContext, talk: ThreadTalk): LineHearing {
  /** The conversations that were heard when they were last asked about. */
  const heard = new Set<string>()

  async function toLine(channel: string, said: Said): Promise<ThreadLine> {
    const { ts, thread_ts: thread, edited, user, user_team, team } = said
    const { files } = readMessage(said)
    const own = new Set(said.files.filter((file) => (file.user ?? user) === user).map(({ id }) => id))
    return {
      person: await context.profiles.find(user, user_team ?? team ?? context.team()),
      place: { ...toConversation(context, channel), thread },
      id: ts,
      ...(edited ? { edit: edited.ts } : {}),
      text: typedText(said.text),
      files: files.filter((id) => own.has(id)),
      key: createIdempotencyKey('slack', 'line', context.team(), channel, ts),
    }
  }

  async function take(channel: string, said: Said, isLate: boolean): Promise<void> {
    const line = await toLine(channel, said)
    const answer = await talk.take(line)
    // What became of it meanwhile found no entry yet.
    if (isLate) context.lookAgain?.(line.place, line.id)
    if (answer && !(await tell(line, answer))) await answer.release?.()
  }

  function tell(
    { person, place, id: ts, edit }: ThreadLine,
    { notice, offers }: TalkAnswer,
  ): Promise<boolean> {
    const words = wordsFor(person.locale).talk
    return context.responder.offerOn({ person, place, said: true }, notice, {
      message: { channel: place.channel, ts, edit },
      buttons: offers.map((offer) => ({ label: words[offer], callback: callbacks[offer] })),
    })
  }

  /** Its last try failed: its author has to know, and can send it again. */
  async function tellNotSaved(channel: string, { user, ts, thread_ts }: Said): Promise<void> {
    const person = await context.profiles.find(user, context.team())
    const place = toConversation(context, channel, thread_ts)
    const words = wordsFor(person.locale)
    await context.responder.offerOn(
      { person, place, said: true },
      { kind: 'notice', tone: 'failed', text: words.talkNotSaved },
      { message: { channel, ts }, buttons: [{ label: words.talk.again, callback: sendLine }] },
    )
  }

  async function hear({ body, retryNum = 0 }: Pick<ReceiverEvent, 'body' | 'retryNum'>): Promise<void> {
    const { data } = Heard.safeParse(body)
    if (!data || data.event.thread_ts === data.event.ts) return
    const { channel } = data.event
    if (!(await isHeard(channel))) return
    const { data: said } = Said.safeParse(body.event)
    // What is said to the app is a command.
    if (!said || readLine(said.text, context.self().user, false) !== undefined) return
    const work = take(channel, said, retryNum > 0).catch(async (error: unknown) => {
      if (retryNum >= lastRetry) await tellNotSaved(channel, said)
      throw error
    })
    // Seen through also where Slack is not answered in time.
    void context.run('a line in a thread', () => work.catch(() => undefined))
    if ((await withTimeout(work, answerMs)) === timedOut) throw new Error('A line in a thread took too long')
  }

  /** While the database is away, only what was heard before is asked for again: all other talk would come again for nothing. */
  async function isHeard(channel: string): Promise<boolean> {
    try {
      const mode = await talk.modeOf(toConversation(context, channel))
      if (mode) heard.add(channel)
      else heard.delete(channel)
      return mode !== undefined
    } catch (error) {
      if (heard.has(channel)) throw error
      context.log.info({ channel, error: describe(error) }, 'Whether a conversation is heard is not known')
      return false
    }
  }

  return { hear, toLine, tell }
}

/** The lines themselves, and the buttons about them. */
export function createThreadLines(context: SlackContext, talk: ThreadTalk): ThreadLines {
  const { hear, toLine, tell } = createLineHearing(context, talk)

  async function press(interaction: Interaction, callback: string, on: MessagePlace): Promise<View> {
    const { person } = interaction
    const gone: View = { kind: 'notice', tone: 'refused', text: wordsFor(person.locale).talkGone }
    const { data: said } = Said.safeParse(await fetchMessage(context, on.channel, on.ts))
    if (!said || said.user !== person.user) return gone
    const line = { ...(await toLine(on.channel, said)), person }
    if (callback === editLine) {
      const open = await talk.findOpenLine(line)
      if (open.kind === 'refused') return open.notice
      const { id, edit, text, files, place } = line
      const chosen = { id, text, by: person, ...(edit === undefined ? {} : { edit }) }
      return context.dispatcher.action({ ...interaction, place, chosen, files }, 'reply', {
        number: String(open.number),
        in: open.as,
      })
    }
    // What was changed since is looked at anew.
    const isSeen = callback === confirmLine && on.edit === line.edit
    const answer = await talk.take(isSeen ? { ...line, confirmed: true } : line)
    if (!answer) {
      const open = await talk.findOpenLine(line)
      return open.kind === 'refused' ? open.notice : gone
    }
    if (answer.offers.length === 0) return answer.notice
    await tell(line, answer)
    return { kind: 'notice', tone: 'refused', text: wordsFor(person.locale).talkLookAgain }
  }

  return { hear, press }
}

/**
 * Bolt answers an event before anybody has looked at it. A line that is to become an entry is answered for once it is one: were the
 * process killed in between, Slack would not send it again.
 */
export function hearBeforeAnswering(app: App, context: SlackContext, { hear }: ThreadLines): void {
  const process = app.processEvent.bind(app)
  app.processEvent = async (event) => {
    try {
      await hear(event)
    } catch (error) {
      context.log.error({ error: describe(error) }, 'A line in a thread was not taken; Slack sends it again')
      throw error
    }
    await process(event)
  }
}
