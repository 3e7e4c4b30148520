/** OWN-2: one message in each of the desk's channels tells how its queues stand, and is kept up to date in place. */
import { createHash } from 'node:crypto'
import { queueSummaryCard, summaryOnHold } from '../../views/queue-summary-card.ts'
import type { Card } from '../../views/view.ts'
import type { Case, Platform, Subscription } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationStore, KeptSummary } from '../cases/conversation-store.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import type { OwnerKeeper } from '../cases/keep-owners.ts'
import { readQueueSummary } from '../cases/queue-summary.ts'
import type { Log } from '../config/log.ts'
import { readsByRight } from '../conversations/member-standing.ts'
import type { Readers } from '../conversations/readership.ts'
import { DeliveryFailure } from '../delivery/publishers.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'
import type { ChannelMessages, ChannelTerms } from './channel-post.ts'

/** Not more often than this is one conversation read for and written to, by all instances together. In ms. */
const everyMs = 60_000
/** So long whoever took it has for it: ends before the next turn. */
const claimMs = everyMs - 5_000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 30_000
/** Changes of one moment are looked at together. */
const gatherMs = 5_000
/** What did not change is still told with a moment that is not much older than this. */
const staleMs = 15 * 60_000

export interface QueueSummariesDeps {
  readonly store: Pick<CaseStore, 'list' | 'count'>
  readonly conversations: Pick<ConversationStore, 'claimNotice' | 'readSummary' | 'saveSummary'>
  readonly owners: Pick<OwnerKeeper, 'asTheyStand'>
  readonly readers: Pick<Readers, 'whoReads'>
  /** The desk's channels, as far as their chats have joined. */
  readonly places: () => readonly ConversationRef[]
  readonly messages: Partial<Record<Platform, ChannelMessages>>
  readonly threadUrl: (thread: Subscription) => string | undefined
  /** Whether the whole of a workspace cannot be posted to: that is told elsewhere, and mends itself. */
  readonly isDown: (place: ConversationRef) => boolean
  readonly arePostsPaused: () => Promise<boolean>
  readonly terms: ChannelTerms
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
  readonly log: Log
}

export interface QueueSummaries {
  /** Brings each up to date whose time has come, unless another instance is at it. */
  run(): Promise<void>
  start(): void
  /** A case changed in this process. */
  wake(): void
  stop(): Promise<void>
}

/** What is to stand in the channel. */
interface Drawn {
  readonly card: Card
  /** The same for what says the same, whenever it was read. */
  readonly digest: string
  readonly at: Date
}

/**
 * A message is begun in the store before it is posted, under a version that one instance alone can write: what died in between is looked
 * for in the chat. One that somebody deleted is posted again, once.
 */
export function createQueueSummaries(deps: QueueSummariesDeps): QueueSummaries {
  const { store, conversations, owners, readers, messages, terms, createTranslator, now, log } = deps
  const translatorFor = ({ platform }: ConversationRef) =>
    createTranslator(terms.locale, terms.timeZone, platform)
  const toHow = ({ tenant }: ConversationRef) => ({ ...terms, tenant })
  /** Why one could not be written to, so that it is logged once. */
  const failing = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let soon: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isOpen = false

  async function bringUpToDate(place: ConversationRef): Promise<void> {
    const chat = messages[place.platform]
    if (!chat || deps.isDown(place)) return
    const until = new Date(now().getTime() + claimMs)
    if (!(await conversations.claimNotice(`queue-summary:${toName(place)}`, until, now()))) return
    const audience = await findAudience(place)
    if (audience === 'unknown') return
    const kept = await conversations.readSummary(place)
    if (audience === 'others') {
      // Nothing may be posted here, and what stands here is read by them as well.
      if (kept?.message) await change(place, chat, { ...kept, message: kept.message }, hold(place))
      return
    }
    await show(place, chat, kept, await draw(place), until)
  }

  /** PLC-4: `others`: somebody can read here who may not see the desk's cases; `unknown`: that cannot be said. */
  async function findAudience(place: ConversationRef): Promise<'desk' | 'others' | 'unknown'> {
    const readership = await readers.whoReads(place)
    if (readership.kind === 'nobody') {
      const { why } = readership
      return why === 'open' || why === 'shared-outside' || why === 'group-direct' ? 'others' : 'unknown'
    }
    const { party, along, members } = readership
    if (party.party !== 'desk' || along) return 'others'
    const isEntitled = members.every(
      (member) => readsByRight(member) || member.readers.some((reader) => reader.party === 'desk'),
    )
    return isEntitled ? 'desk' : 'others'
  }

  async function draw(place: ConversationRef): Promise<Drawn> {
    const at = now()
    const summary = await readQueueSummary(store, at, owners.asTheyStand)
    const threadUrl = (supportCase: Case) => {
      const thread = supportCase.subscriptions.find((one) => isAt(one, place) && one.root !== null)
      return thread && deps.threadUrl(thread)
    }
    const translator = translatorFor(place)
    const cardAt = (moment: Date) => queueSummaryCard(summary, { translator, at: moment, threadUrl })
    return { card: cardAt(at), digest: digestOf(cardAt(new Date(0)), summary.cases, at), at }
  }

  function hold(place: ConversationRef): Drawn {
    const card = summaryOnHold(translatorFor(place))
    return { card, digest: digestOf(card, [], new Date(0)), at: now() }
  }

  async function show(
    place: ConversationRef,
    chat: ChannelMessages,
    kept: KeptSummary | undefined,
    drawn: Drawn,
    until: Date,
  ): Promise<void> {
    if (kept && !kept.message) return send(place, chat, kept, drawn, { uncertain: true, until })
    if (kept?.message && (await change(place, chat, { ...kept, message: kept.message }, drawn))) return
    if (kept) log.info({ ...place }, 'The queue summary was deleted; posted anew')
    const begun = {
      version: (kept?.version ?? 0) + 1,
      generation: (kept?.generation ?? 0) + 1,
      message: null,
      since: drawn.at,
      shows: null,
      at: null,
    }
    if (await conversations.saveSummary(place, begun))
      await send(place, chat, begun, drawn, { uncertain: false, until })
  }

  /** False where there is no such message any more. */
  async function change(
    place: ConversationRef,
    chat: ChannelMessages,
    kept: KeptSummary & { readonly message: string },
    { card, digest, at }: Drawn,
  ): Promise<boolean> {
    const isStale = kept.at === null || at.getTime() - kept.at.getTime() >= staleMs
    if (kept.shows === digest && !isStale) return true
    if (!(await chat.edit(place.channel, kept.message, card, toHow(place)))) return false
    await conversations.saveSummary(place, { ...kept, version: kept.version + 1, shows: digest, at })
    return true
  }

  async function send(
    place: ConversationRef,
    chat: ChannelMessages,
    begun: KeptSummary,
    { card, digest, at }: Drawn,
    { uncertain, until }: { readonly uncertain: boolean; readonly until: Date },
  ): Promise<void> {
    const message = await chat.post(place.channel, card, {
      ...toHow(place),
      id: `${toName(place)} ${begun.generation}`,
      since: begun.since,
      uncertain,
      mayGoOut: () => now() < until,
    })
    // One that was found shows what was true then.
    const shows = uncertain ? { shows: null, at: null } : { shows: digest, at }
    await conversations.saveSummary(place, { ...begun, version: begun.version + 1, message, ...shows })
  }

  async function run(): Promise<void> {
    if (await deps.arePostsPaused()) return
    for (const place of deps.places()) {
      const name = toName(place)
      try {
        await bringUpToDate(place)
        failing.delete(name)
      } catch (error) {
        const code = error instanceof DeliveryFailure ? error.code : 'unknown'
        if (failing.get(name) !== code)
          log.warn(
            { ...place, code, err: error },
            'The queue summary could not be brought up to date, retrying',
          )
        failing.set(name, code)
      }
    }
  }

  function tick(): void {
    isOpen = true
    running ??= run()
      .catch((err: unknown) => log.warn({ err }, 'Queue summaries could not be looked for, retrying'))
      .finally(() => {
        running = undefined
      })
  }

  function runSoon(ms: number): void {
    soon ??= setTimeout(() => {
      soon = undefined
      tick()
    }, ms).unref()
  }

  return {
    run,
    start() {
      timer ??= setInterval(tick, everyMs).unref()
      runSoon(firstMs)
    },
    wake() {
      if (isOpen) runSoon(gatherMs)
    },
    async stop() {
      isOpen = false
      clearInterval(timer)
      clearTimeout(soon)
      await running
    },
  }
}

/** What is overdue by then differs though no case changed. */
function digestOf(card: Card, cases: readonly Case[], at: Date): string {
  const due = cases.map(({ due = [] }) => due.some((one) => one.side === 'desk' && one.at <= at))
  return createHash('sha256')
    .update(JSON.stringify([card, due]))
    .digest('hex')
}

function isAt({ platform, tenant, channel }: Subscription, place: ConversationRef): boolean {
  return platform === place.platform && tenant === place.tenant && channel === place.channel
}

function toName({ platform, tenant, channel }: ConversationRef): string {
  return JSON.stringify([platform, tenant, channel])
}
