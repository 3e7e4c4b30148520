/** From an event to the runner, and from its answer to a reply. Knows no command by name but `/case` and help. */
import type { Command } from '../../../commands/define.ts'
import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import { findCommand, parseArguments, splitLine } from '../../../commands/parse-line.ts'
import type { Button, Notice, View } from '../../../views/view.ts'
import type { Log } from '../../config/log.ts'
import { toFormCommand } from '../form-button.ts'
import { toCommandLine } from './command-ids.ts'
import type { Reply } from './envelope-response.ts'
import type { GchatEvent } from './event.ts'
import { createForms } from './forms.ts'
import {
  clickKey,
  messageKey,
  readCarriedFiles,
  readMessageFiles,
  toDialogInteraction,
  toInteraction,
  toPerson,
  withFiles,
} from './interactions.ts'
import type { KnownPeople } from './members.ts'
import { eventWordsFor, wordsFor } from './messages.ts'
import { toSuggestions } from './render/fields.ts'
import { readParameters } from './render/parameters.ts'
import type { Responder } from './responder.ts'

export interface EventHandlerDeps {
  readonly dispatcher: Dispatcher
  readonly commands: readonly Command[]
  readonly responder: Responder
  readonly people: Pick<KnownPeople, 'remember' | 'findDirectSpace'>
  readonly log: Log
}

export type EventHandler = (event: GchatEvent) => Promise<Reply>

const nothing: Reply = { kind: 'nothing' }

export function createEventHandler(deps: EventHandlerDeps): EventHandler {
  const { dispatcher: runner, commands, responder, people, log } = deps
  const forms = createForms(deps)

  /** What is typed at the app is a command line. Talk in a thread with the app alone is none, and stays talk (NOT-4). */
  async function typed(event: GchatEvent): Promise<Reply> {
    const { command, message, space, thread } = event
    const whole = withoutCase(message?.argumentText ?? withoutSlash(message?.text ?? '', command))
    const line =
      command === undefined ? toLine(whole, message?.afterMention) : toCommandLine(commands, command, whole)
    if (line === undefined) return unknownCommand(event)
    const called = findCommand(commands, splitLine(line).word)
    const talk = command === undefined && space.direct && thread !== undefined
    if (talk && !called) return nothing
    const interaction = toInteraction(event, messageKey(event), readMessageFiles(event))
    // A command is its sender's alone; a mention stands in the space for all who read there.
    const aloud = command === undefined && !space.direct
    const view = await runner.commandLine(aloud ? { ...interaction, aloud } : interaction, line)
    return responder.show(event, view, createRetryButton(event, line, view))
  }

  /** `Hello @Casethread, list`: what follows the mention, if the whole is no command and that is one. */
  function toLine(whole: string, afterMention: string | undefined): string {
    const isCommand = (line: string) => findCommand(commands, splitLine(line).word) !== undefined
    const after = withoutCase((afterMention ?? '').replace(/^[\s,:、。]+/, ''))
    return !isCommand(whole) && isCommand(after) ? after : whole
  }

  /** The button that opens the form which a typed line asks for. */
  function createRetryButton(event: GchatEvent, line: string, view: View): Button | undefined {
    const { word, rest } = splitLine(line)
    const form = view.kind === 'form' ? toFormCommand(view) : undefined
    const command = form?.command ?? findCommand(commands, word)?.name
    const positionals = findCommand(commands, word)?.positionals
    if (!command || !positionals) return undefined
    const args = withFiles(form?.args ?? parseArguments(positionals, rest), readMessageFiles(event))
    return { label: wordsFor(event.locale).openForm, command, args, style: 'primary' }
  }

  function unknownCommand(event: GchatEvent): Reply {
    log.warn({ command: event.command }, 'A command of Google Chat has a number that no command bears')
    const text = eventWordsFor(event.locale).unknownCommand(event.command ?? 0)
    return responder.show(event, refusal(text))
  }

  /** Help for all who are in the space: written for nobody in particular, since it is read by everybody. */
  async function welcome(event: GchatEvent): Promise<Reply> {
    if (event.toldAgain) return nothing
    const interaction = toInteraction(event, clickKey(event))
    const { direct, name } = event.space
    const reader: Interaction = direct
      ? interaction
      : { ...interaction, person: { ...toPerson(event), user: name, email: null } }
    const view = await runner.commandLine(reader, '')
    return view.kind === 'form' ? nothing : responder.publish(event, view)
  }

  async function suggested(event: GchatEvent): Promise<Reply> {
    const asked = readParameters(event.parameters)
    if (asked?.kind !== 'choices') {
      log.warn({ names: Object.keys(event.parameters) }, 'A search in Google Chat is not one of ours')
      return { kind: 'suggestions', items: [] }
    }
    const { memory, source } = asked
    const interaction = toDialogInteraction(event, memory, clickKey(event))
    const options = await runner.options(interaction, source, event.query, memory.formState)
    return { kind: 'suggestions', items: toSuggestions(options) }
  }

  async function clicked(event: GchatEvent): Promise<Reply> {
    const asked = readParameters(event.parameters)
    const { locale } = event
    switch (asked?.kind) {
      case undefined:
        log.warn({ names: Object.keys(event.parameters) }, 'A click in Google Chat is not one of ours')
        return responder.show(event, refusal(wordsFor(locale).notUnderstood))
      case 'close':
        return { kind: 'close', said: undefined }
      case 'confirm':
        return responder.confirm(event, asked.button)
      case 'command': {
        const { command, args, memory } = asked
        if (memory) return forms.besides(event, memory, { command, args })
        const along = readCarriedFiles(args)
        const view = await runner.action(
          toInteraction(event, clickKey(event), along.files),
          command,
          along.args,
        )
        return responder.show(event, view, {
          label: wordsFor(locale).openForm,
          command,
          args,
          style: 'primary',
        })
      }
      case 'submit':
        return forms.submitted(event, asked.memory)
      case 'refresh':
        return forms.refreshed(event, asked.memory)
      case 'choices':
        return suggested(event)
    }
  }

  /** The home page tells no space: the person's direct messages are meant, by their space where an earlier event told it. */
  async function placed(event: GchatEvent): Promise<GchatEvent> {
    if (event.space.told) return event
    const name = await people.findDirectSpace(event.user.name)
    return name ? { ...event, space: { ...event.space, name } } : event
  }

  return async function handleEvent(sent) {
    // Apps that answer each other would never end.
    if (!sent.user.human) return nothing
    if (sent.dialog === 'cancel') return nothing
    if (sent.kind !== 'removed') people.remember(sent)
    const event = await placed(sent)
    switch (event.kind) {
      case 'message':
      case 'command':
        return typed(event)
      case 'clicked':
        return clicked(event)
      case 'typing':
        return suggested(event)
      case 'added':
        return welcome(event)
      case 'removed':
        log.info({ space: event.space.name }, 'The app was removed from a space of Google Chat')
        return nothing
      case 'home':
        return responder.home(event, await runner.home(toInteraction(event, clickKey(event))))
    }
  }
}

function refusal(text: string): Notice & View {
  return { kind: 'notice', tone: 'refused', text }
}

/** A slash command's message begins with it where Google does not tell what follows. */
function withoutSlash(text: string, command: number | undefined): string {
  return command === undefined ? text : text.replace(/^\s*\/\S+/, '')
}

/** `@Casethread /case list`, as people know it from Slack. */
function withoutCase(text: string): string {
  return text.trim().replace(/^\/?case(\s+|$)/i, '')
}
