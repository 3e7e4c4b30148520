/**
 * NOT-4: plain text in a case's thread, where the conversation's declaration says what becomes of it: a private hint that it is in no
 * history, or (two-way) an entry of the case, by the same service and under the same rules as a reply.
 */
import { actorKey } from '../src/cases/actor-key.ts'
import { canSeeCase } from '../src/cases/audience.ts'
import type { Case, MessageRef } from '../src/cases/case.ts'
import { isSharedWithCustomer, replyAudience } from '../src/cases/case-readers.ts'
import type { CaseService } from '../src/cases/case-service.ts'
import type { CaseStore, IdempotencyKey } from '../src/cases/case-store.ts'
import type { ConversationStore } from '../src/cases/conversation-store.ts'
import { CouldNotAsk } from '../src/cases/could-not-ask.ts'
import type { Directory, Identity, Person } from '../src/cases/directory.ts'
import type { ChannelBinding, ConversationRef, TalkMode } from '../src/cases/identity-store.ts'
import { waitsForAnswer } from '../src/cases/lifecycle.ts'
import { type Actor, denyChange, listActors, toAuthor } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { filesField } from '../src/cases/take-files.ts'
import type { FindThreadCase } from '../src/cases/thread-cases.ts'
import { waitsFor } from '../src/cases/waits-for.ts'
import type { ConversationService } from '../src/conversations/conversation-service.ts'
import type { TranslatorFactory } from '../src/i18n/translator.ts'
import { nameReaders } from '../views/audience-readers.ts'
import { whyHeld } from '../views/conversation-card.ts'
import { foundNotice, refusalNotice, unknownAccount } from '../views/notice.ts'
import type { Button, Notice } from '../views/view.ts'
import type { Attachments, Conversation } from './define.ts'
import { type ActorResolution, resolveActor } from './resolve-actor.ts'
import { readFileIds, waysOn } from './responses.ts'

/** How long somebody is told no second time what holds for all that they write in a thread, ms. */
const toldAgainMs = 24 * 3_600_000
/** The same for what is told once; nothing is kept for longer than a case is worked on. */
const onceMs = 3 * 365 * 24 * 3_600_000
/** Who was asked whether a case goes on is not asked again at their next line, ms. */
const askedAgainMs = 3_600_000

/** What somebody wrote in a thread without calling the app. */
export interface ThreadLine {
  readonly person: Person
  readonly place: Conversation & { readonly thread: string }
  /** The message, and the chat's mark of its last edit. */
  readonly id: string
  readonly edit?: string
  readonly text: string
  /** Those that its author uploaded, by the ids that the platform's `Attachments` knows. */
  readonly files: readonly string[]
  /** The same whenever and wherever this message comes: it is one entry. */
  readonly key: IdempotencyKey
  /** Its author saw what was found in it, and confirms it (CRE-3). */
  readonly confirmed?: boolean
}

/** What is told to the author alone; the ways on are about the message itself, which the chat has to fetch again. */
export interface TalkAnswer {
  readonly notice: Notice
  readonly offers: readonly TalkOffer[]
  /** Gives the notice back where it could not be told. */
  release?(): Promise<void>
}
export type TalkOffer = 'add' | 'edit' | 'confirm'

export interface ThreadTalk {
  /** Undefined where plain text is nobody's business: then nothing of it is read. */
  modeOf(channel: ConversationRef): Promise<TalkMode | undefined>
  /**
   * Undefined: there is nothing to tell. A line that has to be an entry is one when this returns without a notice of tone `refused`. Throws
   * `CouldNotAsk` and on faults of the database: the same line again is no second entry.
   */
  take(line: ThreadLine): Promise<TalkAnswer | undefined>
  /** The case that a message of a two-way thread is still to become an entry of: for the form in which its author changes it first. */
  findOpenLine(line: Pick<ThreadLine, 'person' | 'place' | 'id'>): Promise<OpenLine>
}

export type OpenLine =
  | { readonly kind: 'open'; readonly number: number; readonly as: string }
  | { readonly kind: 'refused'; readonly notice: Notice }

export interface ThreadTalkDeps {
  readonly service: Pick<CaseService, 'show' | 'change' | 'readersOf'>
  readonly store: Pick<CaseStore, 'entriesFrom'>
  readonly directory: Directory
  readonly conversations: Pick<ConversationService, 'bindingOf' | 'whoReads'>
  readonly notices: Pick<ConversationStore, 'claimNotice' | 'releaseNotice'>
  readonly findThreadCase: FindThreadCase
  readonly attachments: Partial<Readonly<Record<Conversation['platform'], Attachments>>>
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
}

/** A line in a two-way thread, with the case and as whom its author writes. */
interface Heard {
  readonly line: ThreadLine
  readonly actor: Actor
  readonly identity: Identity
  readonly supportCase: Case
}

export function createThreadTalk(deps: ThreadTalkDeps): ThreadTalk {
  const { service, directory, conversations, notices, now } = deps
  const speakTo = ({ locale, timeZone, platform }: Person) =>
    deps.createTranslator(locale, timeZone, platform)

  const toRef = ({ place, id }: Pick<ThreadLine, 'place' | 'id'>): MessageRef => {
    const { platform, tenant, channel } = place
    return { platform, tenant, channel, message: id }
  }

  /** True for the first one that asks: of one person and thread, over all instances. */
  function claim(what: string, { person, place }: Pick<ThreadLine, 'person' | 'place'>, ms: number) {
    const { platform, tenant, channel, thread } = place
    const key = ['talk', what, platform, tenant, channel, thread, person.user].join(' ')
    const until = new Date(now().getTime() + ms)
    return notices.claimNotice(key, until, now()).then((isFirst) => ({
      isFirst,
      release: () => notices.releaseNotice(key),
    }))
  }

  /** What holds for all of this person's lines in this thread is told once a day. */
  async function tellOnce(
    what: string,
    line: ThreadLine,
    notice: Notice,
    ms = toldAgainMs,
    offers: readonly TalkOffer[] = [],
  ): Promise<TalkAnswer | undefined> {
    const { isFirst, release } = await claim(what, line, ms)
    return isFirst ? { notice, offers, release } : undefined
  }

  /** The hint is for those who can follow it: others are offered nothing that would be refused. */
  async function hint(line: ThreadLine, number: number): Promise<TalkAnswer | undefined> {
    const { t } = speakTo(line.person)
    for (const actor of listActors(await directory.identify(line.person))) {
      const shown = await service.show(actor, number, { entries: 1 })
      if (!shown.ok || shown.value.writeDenied || shown.value.case.status === 'closed') continue
      if (denyChange(actor, [{ kind: 'message' }])) continue
      const notice: Notice = { kind: 'notice', tone: 'info', text: t('talk.hint', { number }) }
      return tellOnce('hint', line, notice, onceMs, ['add'])
    }
    return undefined
  }

  /**
   * As whom somebody writes in a conversation that two parties share: as one of these two, whatever else they are. A desk agent whom
   * they let in answers there as the desk: all who read there may read it (VIS-7).
   */
  async function findActor(
    person: Person,
    { domain, audience }: ChannelBinding,
  ): Promise<
    { readonly actor: Actor; readonly identity: Identity } | Exclude<ActorResolution, { kind: 'actor' }>
  > {
    const identity = await directory.identify(person)
    const parties = [domain, ...(audience ? [actorKey(audience)] : [])]
    const actors = listActors(identity)
    const actor =
      actors.find((one) => parties.includes(actorKey(one))) ?? actors.find(({ party }) => party === 'desk')
    if (actor) return { actor, identity }
    // What an e-mail would have proved is not known then: that is no "no".
    if (person.unasked) throw new CouldNotAsk('chat', 'The chat could not be asked who wrote in a thread')
    const settled = await resolveActor(identity, undefined, person, directory)
    return settled.kind === 'actor' ? { kind: 'choose', choices: [] } : settled
  }

  /** The case of the thread, if its parties share this conversation; else the thread is nobody's to hear. */
  async function hear(
    line: ThreadLine,
    binding: ChannelBinding,
    number: number,
  ): Promise<Heard | TalkAnswer | undefined> {
    const translator = speakTo(line.person)
    const { t } = translator
    const readership = await conversations.whoReads(line.place)
    if (readership.kind === 'nobody') {
      if (readership.why === 'members-unknown')
        throw new CouldNotAsk('chat', 'The chat could not be asked who reads a thread')
      const text = t('talk.held', { number, why: whyHeld(readership.why, translator) })
      return tellOnce(`held ${readership.why}`, line, { kind: 'notice', tone: 'refused', text })
    }
    const found = await findActor(line.person, binding)
    if ('kind' in found) {
      const customer = binding.audience?.party === 'customer' ? binding.audience.name : ''
      const notice: Notice =
        found.kind === 'refused'
          ? unknownAccount(found, translator)
          : {
              kind: 'notice',
              tone: 'refused',
              text: t('talk.not-theirs', { number, domain: binding.domain, customer }),
            }
      return tellOnce('nobody', line, withPrefix(notice, t('talk.refused', { number })))
    }
    const { actor, identity } = found
    const shown = await service.show(actor, number, { entries: 1 })
    if (!shown.ok) {
      // VIS-6: nothing is said of a case that they may not see; what else is refused is told.
      if (shown.refusals.some(({ code }) => code === 'case-not-found')) return undefined
      return tellOnce(
        'not-shown',
        line,
        withPrefix(refusalNotice(shown.refusals, translator), t('talk.refused', { number })),
      )
    }
    const supportCase = shown.value.case
    const { customer } = supportCase
    const isTheirs =
      isSharedWithCustomer(binding.audience, supportCase) &&
      canSeeCase(supportCase, { party: 'customer', customer: customer.id }) &&
      supportCase.partners.some(({ domain }) => domain === binding.domain)
    return isTheirs ? { line, actor, identity, supportCase } : undefined
  }

  async function isAdded(line: Pick<ThreadLine, 'place' | 'id'>, number: number): Promise<boolean> {
    const entries = await deps.store.entriesFrom(toRef(line))
    return entries.some((entry) => entry.number === number)
  }

  async function record({ line, actor, identity, supportCase }: Heard): Promise<TalkAnswer | undefined> {
    const { number } = supportCase
    const { person, place, text, edit, files, key, confirmed } = line
    // Its author took it into the history by hand meanwhile.
    if (await isAdded(line, number)) return confirmed ? tellAlready(person, number) : undefined
    const readers = await service.readersOf(actor, number)
    if (!readers.ok) return { notice: refusalNotice(readers.refusals, speakTo(person)), offers: [] }
    const audience = replyAudience(actor, readers.value, true)
    const attachments = deps.attachments[place.platform]
    const result = await service.change(
      actor,
      number,
      {
        changes: [
          {
            kind: 'message',
            text,
            audience,
            source: { ...toRef(line), thread: place.thread, ...(edit === undefined ? {} : { edit }) },
            ...readFileIds({ attachments, person, place }, { [filesField]: files }),
          },
        ],
        ...(confirmed ? { confirmed } : {}),
      },
      key,
    )
    if (!result.ok) return tellRefused({ line, actor, identity, supportCase }, result.refusals)
    return tellRecorded(
      { line, actor, identity, supportCase: result.value },
      nameReaders(audience, readers.value, actor, speakTo(person)),
    )
  }

  function tellAlready(person: Person, number: number): TalkAnswer {
    const text = speakTo(person).t('talk.already', { number })
    return { notice: { kind: 'notice', tone: 'info', text }, offers: [] }
  }

  /** What is wrong with this very line is told for each line and edit; what stands against all of them, once a day. */
  async function tellRefused(
    { line, actor, identity, supportCase }: Heard,
    refusals: readonly Refusal[],
  ): Promise<TalkAnswer | undefined> {
    const { number } = supportCase
    const translator = speakTo(line.person)
    const { t } = translator
    const isPersonal = refusals.some(({ rule }) => rule === 'CRE-3')
    const isOfLine = refusals.every(({ field }) => field !== undefined)
    const context = { service, actor, identity, translator, now: now() }
    const buttons = isOfLine
      ? []
      : await waysOn(context, refusals, { command: 'show', args: { number: String(number) } })
    const prefix = t('talk.refused', { number })
    const told = withPrefix(
      isPersonal ? foundNotice(refusals, translator) : refusalNotice(refusals, translator, buttons),
      prefix,
    )
    if (isOfLine) {
      const text = isPersonal ? [told.text, t('talk.personal-data')].join('\n') : told.text
      const canConfirm = refusals.every(({ rule }) => rule === 'CRE-3')
      const notice = { ...told, text }
      const what = ['line', line.id, line.edit ?? '', line.confirmed ? 'confirmed' : ''].join(' ')
      // Slack sends a line again that took long: it is told once as it stands.
      return tellOnce(what, line, notice, askedAgainMs, canConfirm ? ['edit', 'confirm'] : ['edit'])
    }
    const [first] = refusals
    if (first?.code === 'case-closed' || first?.code === 'case-closed-ask-partner' || first?.code === 'busy')
      return { notice: told, offers: [] }
    return tellOnce(`refused ${first?.code ?? ''}`, line, told)
  }

  async function tellRecorded(
    { line, actor, supportCase }: Heard,
    readers: string,
  ): Promise<TalkAnswer | undefined> {
    const { number, status } = supportCase
    const { t } = speakTo(line.person)
    const first = await claim('recorded', line, onceMs)
    const recorded = first.isFirst ? t('talk.recorded', { number, readers }) : undefined
    const isAsked =
      actor.party === 'desk' ? waitsFor(supportCase) === 'desk' : waitsForAnswer(supportCase, toAuthor(actor))
    const asks = isAsked ? await claim(`waits ${status}`, line, askedAgainMs) : undefined
    if (!asks?.isFirst)
      return recorded === undefined
        ? undefined
        : { notice: { kind: 'notice', tone: 'done', text: recorded }, offers: [], release: first.release }
    const args = { number: String(number), in: actorKey(actor) }
    const resume: Button = { label: t('button.resume'), command: 'resume', args, style: 'primary' }
    const close: Button = { label: t('button.close'), command: 'close', args }
    const update: Button = { label: t('button.update'), command: 'update', args, style: 'primary' }
    const values = { status: t(`status.${status}`) }
    const [asked, buttons] = {
      partner: [t('talk.waits', values), [resume, close]],
      customer: [t('talk.waits.customer', values), [resume]],
      desk: [t('talk.waits.desk', values), [update]],
    }[actor.party] as [string, readonly Button[]]
    return {
      notice: {
        kind: 'notice',
        tone: 'info',
        text: [recorded ?? t('talk.already', { number }), asked].join('\n'),
        buttons,
      },
      offers: [],
      async release() {
        await asks.release()
        if (first.isFirst) await first.release()
      },
    }
  }

  return {
    async modeOf({ platform, tenant, channel }) {
      const binding = await conversations.bindingOf({ platform, tenant, channel })
      return binding?.declared ? binding.talk : undefined
    },

    async take(line) {
      const binding = await conversations.bindingOf(line.place)
      if (!binding?.declared || !binding.talk) return undefined
      const number = await deps.findThreadCase(line.place, line.person.user)
      if (number === undefined) return undefined
      if (binding.talk === 'hint') return hint(line, number)
      const heard = await hear(line, binding, number)
      return heard && 'line' in heard ? record(heard) : heard
    },

    async findOpenLine(line) {
      const gone = (): OpenLine => ({
        kind: 'refused',
        notice: { kind: 'notice', tone: 'refused', text: speakTo(line.person).t('talk.gone') },
      })
      const binding = await conversations.bindingOf(line.place)
      if (!binding?.declared || binding.talk !== 'two-way') return gone()
      const number = await deps.findThreadCase(line.place, line.person.user)
      if (number === undefined) return gone()
      if (await isAdded(line, number))
        return { kind: 'refused', notice: tellAlready(line.person, number).notice }
      const found = await findActor(line.person, binding)
      return 'kind' in found ? gone() : { kind: 'open', number, as: actorKey(found.actor) }
    },
  }
}

function withPrefix(notice: Notice, before: string): Notice {
  return { ...notice, text: `${before}\n${notice.text}` }
}
