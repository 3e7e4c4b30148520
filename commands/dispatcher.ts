/** From a person's wish to a view, for every platform alike: settle who acts, check the arguments, run, answer in words. */

import type { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import type { AuditReader } from '../src/cases/audit-reader.ts'
import type { Platform } from '../src/cases/case.ts'
import type { CaseService } from '../src/cases/case-service.ts'
import type { IdempotencyKey } from '../src/cases/case-store.ts'
import type { Categories } from '../src/cases/categories.ts'
import { CouldNotAsk } from '../src/cases/could-not-ask.ts'
import type { Directory, Identity, Person } from '../src/cases/directory.ts'
import type { Drafts } from '../src/cases/draft-keeper.ts'
import type { GrantService } from '../src/cases/grant-service.ts'
import type { Links } from '../src/cases/links.ts'
import type { Notifications } from '../src/cases/notifications.ts'
import { type Actor, listActors, toAuthor } from '../src/cases/policy.ts'
import type { SendExport } from '../src/cases/private-export.ts'
import type { SetupGuide } from '../src/cases/setup-guide.ts'
import { findStoreFault } from '../src/cases/store-fault.ts'
import type { FindThreadCase } from '../src/cases/thread-cases.ts'
import type { InstallationFaults } from '../src/cases/thread-state.ts'
import type { ConversationService } from '../src/conversations/conversation-service.ts'
import type { MessageKey, Translator, TranslatorFactory } from '../src/i18n/translator.ts'
import { withFittingButtons } from '../views/button-arguments.ts'
import { homeForNobody, home as homeView } from '../views/home-view.ts'
import {
  chooseAccount,
  couldNotAskNotice,
  failedNotice,
  storeFaultNotice,
  unknownAccount,
  unknownReason,
} from '../views/notice.ts'
import type { Card, Form, Notice, Option, Values, View } from '../views/view.ts'
import { filesAlong, leavingOut, withFiles, withFilesAlong, withLeftOut } from './attached-files.ts'
import type {
  AccountCommand,
  Attachments,
  ChatCapabilities,
  ChosenMessage,
  Command,
  Context,
  Conversation,
  DirectMessages,
  ExportLinks,
  FileLinks,
  FormErrors,
  OptionSource,
  PublicContext,
  SentMessage,
} from './define.ts'
import { createFormDrafts, discardArgument } from './form-drafts.ts'
import { mayGive } from './help.ts'
import { createLastUse } from './last-use.ts'
import { findCommand, splitLine } from './parse-line.ts'
import { readHomeSection } from './read-home.ts'
import { type ActorResolution, isInDoubt, resolveActor } from './resolve-actor.ts'
import { aloudArgument, readArguments } from './thread-arguments.ts'

/** One wish of one person, as the platform brought it. */
export interface Interaction {
  readonly person: Person
  readonly place: Conversation
  /** The idempotency key: the platform's view, trigger or event id with the platform before it. */
  readonly key: IdempotencyKey
  /** Files that came along with the message that asks, by the ids that the platform's `Attachments` knows. */
  readonly files?: readonly string[]
  /** The message whose button was pressed, by the id that the platform changes it by. */
  readonly message?: string
  /** The message that the command is for, where somebody pointed at one. */
  readonly chosen?: Omit<ChosenMessage, 'author'> & { readonly by?: Person }
  /** The line stands in the conversation, for all who read there to see. */
  readonly aloud?: boolean
  /** The open form in which the button was pressed: what stands there is not lost with it. */
  readonly form?: OpenForm
}

export interface OpenForm {
  readonly command: string
  readonly values: Values
  readonly hidden: Form['formState']
}

/**
 * What a platform calls. It never throws: a fault comes back as a Notice with tone `failed` and an id, and is logged with it.
 * A platform translates what it received into these calls, and renders what comes back; it knows no command by name.
 */
export interface Dispatcher {
  /** A typed line without the slash command: `severity 1001 P2`. */
  commandLine(interaction: Interaction, line: string): Promise<View>
  /** A button: its command and arguments. */
  action(interaction: Interaction, command: string, args: Readonly<Record<string, string>>): Promise<View>
  /** A submitted form. */
  submission(
    interaction: Interaction,
    command: string,
    values: Values,
    hidden: Form['formState'],
  ): Promise<View | FormErrors>
  /** The form anew: a field with `refresh` changed, or it has to be drawn once more. */
  refresh(interaction: Interaction, command: string, values: Values, hidden: Form['formState']): Promise<View>
  /** Choices for a `search` field. Empty where nothing may be seen. */
  options(
    interaction: Interaction,
    source: string,
    query: string,
    hidden: Form['formState'],
  ): Promise<readonly Option[]>
  /** Whether the command is of use to this person: what would be refused is not offered. */
  serves(interaction: Interaction, command: string): Promise<boolean>
  /** The App Home tab. */
  home(interaction: Interaction): Promise<Card>
}

/** One request of a person that was answered, for whoever counts them. */
export interface AnsweredRequest {
  readonly place: Pick<Conversation, 'platform' | 'tenant'>
  readonly kind: 'command' | 'action' | 'submission' | 'refresh' | 'options' | 'home'
  /** `refused`: a rule, or what was typed, stood against it. `failed`: a fault of ours, or something that did not answer. */
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly tookMs: number
}

export interface DispatcherDeps {
  readonly commands: readonly Command[]
  readonly optionSources: Readonly<Record<string, OptionSource>>
  readonly service: CaseService
  readonly grants: GrantService
  readonly notifications: Notifications
  readonly audit: AuditReader
  readonly messages: DirectMessages
  readonly directory: Directory
  readonly links: Links
  readonly conversations: ConversationService
  readonly categories: Categories
  readonly createTranslator: TranslatorFactory
  /** The desk's channels, where each new case gets a thread for the desk. */
  readonly deskPlaces: readonly Conversation[]
  /** Of the chats that are configured. */
  readonly capabilities: Partial<Readonly<Record<Platform, ChatCapabilities>>>
  /** Who fetches the files of a platform's forms. Without one its forms offer none. */
  readonly attachments?: Partial<Record<Platform, Attachments>>
  readonly fileLinks?: FileLinks | undefined
  readonly exportLinks?: ExportLinks | undefined
  /** Of the platforms that let an app send files. */
  readonly sendExport?: Partial<Record<Platform, SendExport>>
  /** What stands against all of a workspace's posts, so that a sender is told; nothing where it is missing. */
  readonly installationFault?: InstallationFaults
  /** The case of a thread, so that its number need not be typed there. */
  readonly findThreadCase?: FindThreadCase
  /** Where a thread is opened. */
  readonly threadUrl?: Context['threadUrl']
  readonly isServed?: Context['isServed']
  /** Without them nothing that is typed is kept. */
  readonly drafts?: Drafts
  readonly setup: SetupGuide
  /** Runs one wish, so that what it wrote is known when a later question of it goes unanswered. */
  readonly asOneWish?: <T>(work: () => Promise<T>) => Promise<T>
  /** Hears of each request once it is answered. */
  readonly onAnswered?: (request: AnsweredRequest) => void
  readonly now: () => Date
  readonly newId: () => string
  readonly log: { error(fields: object, message: string): void }
}

type Args = Readonly<Record<string, string>>

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { commands, directory, links, conversations, asOneWish = (work) => work() } = deps
  /** Those that came to a fault: what is shown then may look like a refusal. */
  const failures = new WeakSet<Interaction>()
  const formDrafts = deps.drafts && createFormDrafts(deps.drafts, deps.log)
  const speakTo = ({ locale, timeZone, platform }: Person) =>
    deps.createTranslator(locale, timeZone, platform)
  /** In both languages where nothing tells which one the person reads. */
  const speakInDoubtTo = (person: Person) =>
    person.unasked?.locale
      ? (['en', 'ja'] as const).map((locale) => speakTo({ ...person, locale }))
      : [speakTo(person)]

  function publicContext(interaction: Interaction, identity: Identity): PublicContext {
    const { person, place } = interaction
    const capabilities = deps.capabilities[place.platform]
    if (!capabilities) throw new Error(`${place.platform} is not configured`)
    const habits = {
      bound: async () => (await conversations.bindingOf(place))?.domain,
      current: async () => (await links.linksOf(person)).current,
    }
    return {
      commands,
      person,
      place,
      identity,
      partnersKeepUpstream: deps.service.partnersKeepUpstream,
      names: directory.names,
      capabilities,
      links,
      conversations,
      setup: deps.setup,
      translator: speakTo(person),
      async resolveActor(named) {
        const settled = await resolveActor(identity, named, person, directory, habits)
        if (settled.kind !== 'refused' || named === undefined) return certain(person, settled)
        // Where somebody reads along, the cards are drawn for them, but pressed by everybody in the channel.
        const guestReader = (await conversations.bindingOf(place))?.audience
        return guestReader && actorKey(guestReader) === named
          ? certain(person, await resolveActor(identity, undefined, person, directory, habits))
          : certain(person, settled)
      },
    }
  }

  function certain(person: Person, resolution: ActorResolution): ActorResolution {
    if (isInDoubt(person, resolution))
      throw new CouldNotAsk('chat', 'The chat could not be asked who somebody is')
    return resolution
  }

  /** The context of one account, or the notice that asks which one or says whom to ask (DOM-1, ACC-4). */
  async function settle(
    interaction: Interaction,
    named: string | undefined,
    again: { command: string; args: Args },
  ): Promise<Context | Notice> {
    const identity = await directory.identify(interaction.person)
    const base = publicContext(interaction, identity)
    const settled = await base.resolveActor(named)
    if (settled.kind === 'choose') return chooseAccount(settled, again.command, again.args, base.translator)
    if (settled.kind === 'refused') return unknownAccount(settled, base.translator, deps.setup)
    return {
      actor: settled.actor,
      service: deps.service,
      grants: deps.grants,
      notifications: deps.notifications,
      audit: deps.audit,
      messages: deps.messages,
      createTranslator: deps.createTranslator,
      chats: deps.capabilities,
      installationFault: deps.installationFault ?? (() => undefined),
      threadUrl: deps.threadUrl,
      isServed: deps.isServed,
      categories: deps.categories,
      deskPlaces: deps.deskPlaces,
      attachments: deps.attachments?.[interaction.place.platform],
      files: interaction.files ?? [],
      fileLinks: deps.fileLinks,
      exportLinks: deps.exportLinks,
      sendExport: deps.sendExport?.[interaction.place.platform],
      message: pressedMessage(interaction),
      chosen: interaction.chosen && (await withAuthor(interaction.chosen, settled.actor)),
      aloud: interaction.aloud ?? false,
      lastUse: deps.drafts && createLastUse(deps.drafts, settled.actor, interaction.person, deps.log),
      key: interaction.key,
      now: deps.now(),
      // Last: what is added to a copy moves it again and again, which took as long as a read of the database.
      ...base,
    }
  }

  /** Who said it, as the directory names them: with the account of the acting side, where they have one there. */
  async function withAuthor(
    { by, ...chosen }: NonNullable<Interaction['chosen']>,
    actor: Actor,
  ): Promise<ChosenMessage> {
    if (!by) return chosen
    const all = listActors(await directory.identify(by)).map(toAuthor)
    const own = toAuthor(actor)
    const author = all.find(({ party, domain }) => party === own.party && domain === own.domain) ?? all[0]
    return author ? { ...chosen, author } : chosen
  }

  /** Whom or what could not be asked is asked again by a button: it carries the same command and arguments. */
  async function run(interaction: Interaction, command: Command, args: Args): Promise<View> {
    try {
      return await asOneWish(() => runOnce(interaction, command, args))
    } catch (error) {
      // A button brings no files along: without it they are not lost unsaid.
      const again = interaction.files?.length ? undefined : { command: command.name, args }
      return tellSilence(interaction, command.name, error, again)
    }
  }

  function unasked(
    interaction: Interaction,
    what: string,
    error: CouldNotAsk,
    again?: { command: string; args: Args },
  ): Notice {
    deps.log.error({ what, source: error.source, err: error }, 'Request failed')
    return couldNotAskNotice(error.source, again, speakInDoubtTo(interaction.person))
  }

  /** What somebody or something that did not answer comes to, or a disk that takes nothing; any other error is thrown on. */
  function tellSilence(
    interaction: Interaction,
    what: string,
    error: unknown,
    again?: { command: string; args: Args },
  ): Notice {
    failures.add(interaction)
    const fault = findStoreFault(error)
    if (!fault) {
      if (error instanceof CouldNotAsk) return unasked(interaction, what, error, again)
      throw error
    }
    const { kind, saved } = fault
    deps.log.error({ what, fault: kind, saved, err: error }, 'Request failed: the data cannot be used')
    return storeFaultNotice(fault, again, speakInDoubtTo(interaction.person))
  }

  async function runOnce(interaction: Interaction, command: Command, args: Args): Promise<View> {
    const { in: named, [discardArgument]: discard, [aloudArgument]: aloud, ...rest } = args
    if (command.auth === 'none') {
      const context = publicContext(interaction, await directory.identify(interaction.person))
      const checked = checkArgs(command, rest, context.translator)
      return checked.ok ? withFittingButtons(await command.run(context, checked.args)) : checked.notice
    }
    // What cannot be read is told before anybody is asked which account is meant.
    const checked = checkArgs(command, rest, speakTo(interaction.person))
    if (!checked.ok) {
      const own = ownWords(command, await directory.identify(interaction.person))
      const told = checkArgs(own, rest, speakTo(interaction.person))
      return told.ok ? checked.notice : told.notice
    }
    const again = { command: command.name, args: aloud ? { ...rest, [aloudArgument]: aloud } : rest }
    const context = await settle({ ...interaction, aloud: aloud !== undefined }, named, again)
    if ('kind' in context) return context
    const view = await command.run(context, checked.args)
    // A draft has no place in the form of another message.
    if (context.chosen) return withFilesAlong(withFittingButtons(view), context.files, context.translator)
    const drafted = discard
      ? await formDrafts?.discarded(context, command, view)
      : await formDrafts?.afterRun(context, command, rest, view)
    return withFilesAlong(withFittingButtons(drafted ?? view), context.files, context.translator)
  }

  function byName(name: string): Command | undefined {
    return commands.find((command) => command.name === name)
  }

  function formCommand(name: string): AccountCommand | undefined {
    const command = byName(name)
    return command?.auth === 'account' ? command : undefined
  }

  function helpFor(interaction: Interaction, unknown?: string): Promise<View> {
    const help = byName('help')
    if (!help) throw new Error('the list of commands has no help')
    return run(interaction, help, unknown ? { unknown } : {})
  }

  async function typed(interaction: Interaction, line: string): Promise<View> {
    const { word, rest } = splitLine(line)
    if (!word) return helpFor(interaction)
    const command = findCommand(commands, word)
    if (command) return run(interaction, command, await argumentsOf(interaction, command, rest))
    const show = /^[#＃]?[0-9０-９]+$/.test(word) ? byName('show') : undefined
    return show
      ? run(interaction, show, await argumentsOf(interaction, show, line))
      : helpFor(interaction, word)
  }

  async function argumentsOf(interaction: Interaction, command: Command, line: string): Promise<Args> {
    const { place, person, aloud } = interaction
    const findCase = async () => deps.findThreadCase?.(place, person.user)
    const args = await readArguments(command, line, place, findCase)
    return aloud ? { ...args, [aloudArgument]: 'yes' } : args
  }

  async function pressed(interaction: Interaction, name: string, args: Args): Promise<View> {
    const command = byName(name)
    if (interaction.form && !args[discardArgument]) await keepOpen(interaction, interaction.form)
    return command ? run(interaction, command, args) : helpFor(interaction, name)
  }

  async function keepOpen(
    interaction: Interaction,
    { command: name, values, hidden }: OpenForm,
  ): Promise<void> {
    const command = formCommand(name)
    if (!command || !formDrafts) return
    const context = await settle(interaction, hidden.in, { command: name, args: {} })
    if (!('kind' in context)) await formDrafts.keep(context, command, values, hidden)
  }

  async function submitted(
    interaction: Interaction,
    name: string,
    values: Values,
    hidden: Args,
  ): Promise<View | FormErrors> {
    const command = formCommand(name)
    if (!command?.submit) return outdated(interaction, name)
    const context = await settle(interaction, hidden.in, { command: name, args: {} })
    // A form is never lost to a question: what stands in the way is told in it.
    if ('kind' in context) return { kind: 'errors', fields: { '': context.text } }
    const { files, rest } = filesAlong(hidden)
    const { attachments, leftOut } = leavingOut(context.attachments, files)
    const sent = command.submit({ ...context, attachments }, withFiles(values, files), rest)
    const answer = await sent.catch(async (error) => {
      await formDrafts?.keep(context, command, values, rest)
      throw error
    })
    const outcome = withLeftOut(answer, leftOut, context.translator)
    if (isThrough(outcome)) await formDrafts?.sent(context, command, values, rest)
    else await formDrafts?.keep(context, command, values, rest)
    return outcome.kind === 'errors' ? outcome : withFilesAlong(outcome, files, context.translator)
  }

  async function refreshed(
    interaction: Interaction,
    name: string,
    values: Values,
    hidden: Args,
  ): Promise<View> {
    const command = formCommand(name)
    if (!command?.refresh) return outdated(interaction, name)
    const context = await settle(interaction, hidden.in, { command: name, args: {} })
    if ('kind' in context) return context
    const { files, rest } = filesAlong(hidden)
    await formDrafts?.keep(context, command, values, rest)
    return withFilesAlong(await command.refresh(context, values, rest), files, context.translator)
  }

  function outdated(interaction: Interaction, command: string): Notice {
    const { t } = speakTo(interaction.person)
    return { kind: 'notice', tone: 'refused', text: t('failed.form-gone', { command }) }
  }

  async function choices(
    interaction: Interaction,
    name: string,
    query: string,
    hidden: Args,
  ): Promise<readonly Option[]> {
    const source = Object.hasOwn(deps.optionSources, name) ? deps.optionSources[name] : undefined
    if (!source) return []
    const context = await settle(interaction, hidden.in, { command: '', args: {} })
    return 'kind' in context ? [] : source(context, query)
  }

  async function home(interaction: Interaction): Promise<Card> {
    const identity = await directory.identify(interaction.person)
    const { translator } = publicContext(interaction, identity)
    const actors = listActors(identity)
    if (actors.length === 0) {
      const settled = certain(
        interaction.person,
        await resolveActor(identity, undefined, interaction.person, directory),
      )
      return homeForNobody(
        settled.kind === 'refused' ? unknownReason(settled, translator, deps.setup) : '',
        translator,
      )
    }
    const sections = await Promise.all(
      actors.map((actor) => readHomeSection(deps.service, actor, translator)),
    )
    return homeView(sections, translator, deps.now())
  }

  /** The one catch: a bug is logged under an id and the person sees that id. */
  async function guarded<T>(
    interaction: Interaction,
    what: string,
    work: () => Promise<T>,
    instead: (notice: Notice) => T,
    again?: { command: string; args: Args },
  ): Promise<T> {
    try {
      return await asOneWish(work)
    } catch (error) {
      failures.add(interaction)
      if (error instanceof CouldNotAsk || findStoreFault(error))
        return instead(tellSilence(interaction, what, error, again))
      const id = deps.newId().slice(0, 8)
      deps.log.error({ id, what, err: error }, 'Request failed')
      return instead(failedNotice(id, speakTo(interaction.person)))
    }
  }

  /** Counts the request of a kind when it is answered. */
  async function counted<T>(
    kind: AnsweredRequest['kind'],
    interaction: Interaction,
    answering: Promise<T>,
  ): Promise<T> {
    const begun = performance.now()
    const answer = await answering
    const outcome = failures.has(interaction) ? 'failed' : toOutcome(answer)
    deps.onAnswered?.({ place: interaction.place, kind, outcome, tookMs: performance.now() - begun })
    return answer
  }

  const asView = (notice: Notice): View => notice
  const asCard = (notice: Notice): Card => ({
    kind: 'card',
    summary: notice.text,
    blocks: [
      { kind: 'text', text: notice.text },
      ...(notice.buttons ? [{ kind: 'actions', buttons: notice.buttons } as const] : []),
    ],
  })
  return {
    commandLine: (interaction, line) =>
      counted(
        'command',
        interaction,
        guarded(interaction, 'typed', () => typed(interaction, line), asView),
      ),
    action: (interaction, command, args) =>
      counted(
        'action',
        interaction,
        guarded(interaction, command, () => pressed(interaction, command, args), asView),
      ),
    // What was typed stays in the form: the failure is shown in it, not instead of it.
    submission: (interaction, command, values, hidden) =>
      counted(
        'submission',
        interaction,
        guarded<View | FormErrors>(
          interaction,
          command,
          () => submitted(interaction, command, values, hidden),
          ({ text }) => ({ kind: 'errors', fields: { '': text } }),
        ),
      ),
    refresh: (interaction, command, values, hidden) =>
      counted(
        'refresh',
        interaction,
        guarded(interaction, command, () => refreshed(interaction, command, values, hidden), asView),
      ),
    options: (interaction, source, query, hidden) =>
      counted(
        'options',
        interaction,
        guarded(
          interaction,
          source,
          () => choices(interaction, source, query, hidden),
          (): readonly Option[] => [],
        ),
      ),
    serves: (interaction, name) =>
      guarded(
        interaction,
        name,
        async () => {
          const command = byName(name)
          const actors = listActors(await directory.identify(interaction.person))
          return command !== undefined && actors.some((actor) => mayGive(actor, command, deps.service))
        },
        () => false,
      ),
    home: (interaction) =>
      counted(
        'home',
        interaction,
        guarded(interaction, 'home', () => home(interaction), asCard, { command: 'list', args: {} }),
      ),
  }
}

function toOutcome(answer: unknown): AnsweredRequest['outcome'] {
  const { kind, tone } = Object(answer) as { readonly kind?: unknown; readonly tone?: unknown }
  if (kind === 'errors' || tone === 'refused') return 'refused'
  return tone === 'failed' ? 'failed' : 'done'
}

/** Sent, and done with: not a form that goes on, an error or a refusal. */
function isThrough(outcome: View | FormErrors): boolean {
  if (outcome.kind === 'notice') return outcome.tone === 'done' || outcome.tone === 'info'
  return outcome.kind === 'card'
}

function pressedMessage({ message, place, person }: Interaction): SentMessage | undefined {
  if (message === undefined) return undefined
  const { platform, tenant, channel } = place
  return { platform, tenant, channel, id: message, locale: person.locale, timeZone: person.timeZone }
}

type Checked = { readonly ok: true; readonly args: unknown } | { readonly ok: false; readonly notice: Notice }

/** An issue's message is a message key; it is told with what was typed and how it is typed. */
function checkArgs(command: Command, args: Args, { t, text: told }: Translator): Checked {
  const result = command.args.safeParse(args)
  if (result.success) return { ok: true, args: result.data }
  const [issue] = result.error.issues
  const input = args[String(issue?.path[0] ?? '')] ?? ''
  const text = told(messageKey(issue), { input: [...input].slice(0, 60).join(''), usage: t(command.usage) })
  return { ok: false, notice: { kind: 'notice', tone: 'refused', text } }
}

/** The command as it is told to this person: a customer's own people do another thing with some. */
function ownWords(command: Command, identity: Identity): Command {
  const actors = listActors(identity)
  const isCustomers = actors.length > 0 && actors.every(({ party }) => party === 'customer')
  return isCustomers ? { ...command, ...command.forCustomers } : command
}

function messageKey(issue: z.core.$ZodIssue | undefined): MessageKey {
  const keys = ['args.number', 'args.number-missing', 'args.severity', 'args.on-off'] as const
  return keys.find((key) => key === issue?.message) ?? 'args.other'
}
