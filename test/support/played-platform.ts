import type { Case, Subscription } from '../../src/cases/case.ts'
import type { ThreadPublisher } from '../../src/delivery/publishers.ts'

/** A call that the notifier makes; `seq` only with `post`. */
export interface Call {
  readonly kind: 'open' | 'post' | 'refresh' | 'rewrite' | 'withdraw'
  readonly case: number
  readonly channel: string
  readonly seq: number
  readonly uncertain: boolean
}

type Hook = (call: Call) => void | Promise<void>

/**
 * A chat platform in memory. It keeps what was posted as a real one does, so a second post of the same entry shows up as a
 * second message; it looks an earlier one up only when told that there may be one.
 */
export interface ChatPlatform {
  readonly poster: ThreadPublisher
  readonly calls: readonly Call[]
  /** The entries that a thread shows, in the order of their messages. */
  entriesIn(channel: string, number?: number): readonly number[]
  /** What these entries say there, in the same order. */
  textsIn(channel: string, number?: number): readonly string[]
  /** The versions of the case that the root cards in this channel show; more than one is a double. */
  cardsIn(channel: string, number?: number): readonly number[]
  /** What happens before a message is there (an error: it never is) and after (an error: it is there all the same). */
  before: Hook
  after: Hook
}

export function aChatPlatform(): ChatPlatform {
  const cards: { readonly channel: string; readonly case: number; version: number }[] = []
  const messages: { readonly channel: string; readonly case: number; readonly seq: number; text: string }[] =
    []
  const calls: Call[] = []

  function cardOf(of: Case, thread: Subscription) {
    const channel = directMessage(thread.channel)
    return cards.find((card) => card.channel === channel && card.case === of.number)
  }

  async function act(call: Call, effect: () => void): Promise<void> {
    calls.push(call)
    await platform.before(call)
    effect()
    await platform.after(call)
  }

  const poster: ThreadPublisher = {
    serves: () => true,
    countParts: () => 1,
    async open(of, thread, { uncertain }) {
      const channel = directMessage(thread.channel)
      const root = `root of ${of.number}`
      await act({ kind: 'open', case: of.number, channel, seq: 0, uncertain }, () => {
        if (uncertain && cardOf(of, thread)) return
        cards.push({ channel, case: of.number, version: of.version })
      })
      return { root, channel }
    },
    async post(of, thread, entry, { uncertain }) {
      const { channel } = thread
      if (entry.seq > of.seq) throw new Error(`entry ${entry.seq} is of a later case than ${of.seq}`)
      if (thread.root !== `root of ${of.number}`) throw new Error(`no such thread: ${thread.root}`)
      await act({ kind: 'post', case: of.number, channel, seq: entry.seq, uncertain }, () => {
        if (uncertain && platform.entriesIn(channel, of.number).includes(entry.seq)) return
        messages.push({ channel, case: of.number, seq: entry.seq, text: JSON.stringify(entry.event) })
      })
    },
    async rewrite(of, thread, entry) {
      const { channel } = thread
      const seq = entry?.seq ?? 0
      await act({ kind: 'rewrite', case: of.number, channel, seq, uncertain: false }, () => {
        for (const message of messages)
          if (message.channel === channel && message.case === of.number && message.seq === seq)
            message.text = JSON.stringify(entry?.event)
      })
    },
    async withdraw(of, thread, { uncertain }) {
      const channel = directMessage(thread.channel)
      await act({ kind: 'withdraw', case: of.number, channel, seq: 0, uncertain }, () => {
        const isOf = (one: { channel: string; case: number }) =>
          one.channel === channel && one.case === of.number
        for (const shown of [messages, cards] as { channel: string; case: number }[][])
          shown.splice(0, shown.length, ...shown.filter((one) => !isOf(one)))
      })
      return null
    },
    async refresh(of, thread) {
      const { channel } = thread
      await act({ kind: 'refresh', case: of.number, channel, seq: 0, uncertain: false }, () => {
        const card = cardOf(of, thread)
        if (card) card.version = of.version
      })
      return undefined
    },
  }

  const platform: ChatPlatform = {
    poster,
    calls,
    before: () => {},
    after: () => {},
    entriesIn: (channel, number = 1001) =>
      messages
        .filter((message) => message.channel === channel && message.case === number)
        .map(({ seq }) => seq),
    textsIn: (channel, number = 1001) =>
      messages
        .filter((message) => message.channel === channel && message.case === number)
        .map(({ text }) => text),
    cardsIn: (channel, number = 1001) =>
      cards.filter((card) => card.channel === channel && card.case === number).map(({ version }) => version),
  }
  return platform
}

/** A message to a person stands in the direct message with them. */
function directMessage(channel: string): string {
  return channel.replace(/^U/, 'D')
}
