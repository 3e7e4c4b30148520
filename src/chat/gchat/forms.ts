/** An open form: sent, or drawn anew. Google Chat tells nothing of it but what stands in its inputs. */
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { Block, Button, Card, Form, Notice, Values } from '../../../views/view.ts'
import type { Reply } from './envelope-response.ts'
import type { GchatEvent } from './event.ts'
import { clickKey, submitKey, toDialogInteraction } from './interactions.ts'
import { type FormState, readInputs } from './render/parameters.ts'
import { errorLines, type Responder, toErrorLines } from './responder.ts'

export interface Forms {
  submitted(event: GchatEvent, memory: FormState): Promise<Reply>
  /** A field with `refresh` changed. */
  refreshed(event: GchatEvent, memory: FormState): Promise<Reply>
  /** A button between the fields. */
  besides(event: GchatEvent, memory: FormState, button: Pick<Button, 'command' | 'args'>): Promise<Reply>
}

export function createForms(deps: { readonly dispatcher: Dispatcher; readonly responder: Responder }): Forms {
  const { dispatcher: runner, responder } = deps

  async function submitted(event: GchatEvent, memory: FormState): Promise<Reply> {
    const typed = readInputs(event.inputs, memory)
    const interaction = toDialogInteraction(event, memory, submitKey(event, memory))
    const outcome = await runner.submission(interaction, memory.command, typed, memory.formState)
    switch (outcome.kind) {
      case 'form':
        return responder.redraw(event, outcome, { memory, typed, next: true })
      case 'errors':
        return once(event, memory, typed, errorLines(memory, outcome.fields))
      case 'card':
        return responder.show(event, outcome)
      case 'notice':
        return noticed(event, memory, typed, outcome)
    }
  }

  /** What was typed would be gone with the dialog; a refusal is no reason to lose it. */
  async function noticed(
    event: GchatEvent,
    memory: FormState,
    typed: Values,
    notice: Notice,
  ): Promise<Reply> {
    const { tone, text, buttons, link } = notice
    if (tone === 'refused' || tone === 'failed') return once(event, memory, typed, `⚠ ${text}`, buttons)
    return link ? responder.show(event, notice) : { kind: 'close', said: text }
  }

  async function refreshed(event: GchatEvent, memory: FormState): Promise<Reply> {
    const typed = readInputs(event.inputs, memory)
    const interaction = toDialogInteraction(event, memory, clickKey(event))
    const view = await runner.refresh(interaction, memory.command, typed, memory.formState)
    if (view.kind === 'form') return responder.redraw(event, view, { memory, typed, next: false })
    return { kind: 'say', said: toErrorLines(view) }
  }

  /** What the button says stands above the form; only another form takes its place. */
  async function besides(
    event: GchatEvent,
    memory: FormState,
    { command, args }: Pick<Button, 'command' | 'args'>,
  ): Promise<Reply> {
    const { command: name, formState: hidden } = memory
    const form = { command: name, values: readInputs(event.inputs, memory), hidden }
    const interaction = { ...toDialogInteraction(event, memory, clickKey(event)), form }
    const view = await runner.action(interaction, command, args)
    if (view.kind === 'form') return responder.show(event, view)
    const buttons = view.kind === 'notice' ? view.buttons : undefined
    return once(event, memory, readInputs(event.inputs, memory), toErrorLines(view), buttons)
  }

  /** The same form once more, with all that is typed in it, news above it, and what can be done about them. */
  async function once(
    event: GchatEvent,
    memory: FormState,
    typed: Values,
    note: string,
    buttons: readonly Button[] = [],
  ): Promise<Reply> {
    const interaction = toDialogInteraction(event, memory, clickKey(event))
    const view = await runner.refresh(interaction, memory.command, typed, memory.formState)
    // Without a form to draw the dialog stays as it is, and so does what is typed in it.
    if (view.kind !== 'form') return { kind: 'say', said: saidTwice(note, view) }
    return responder.redraw(event, withButtons(view, buttons), { memory, typed, note, next: false })
  }

  return { submitted, refreshed, besides }
}

function saidTwice(note: string, view: Card | Notice): string {
  return [note, toErrorLines(view)].filter((text, at, all) => all.indexOf(text) === at).join('\n')
}

function withButtons(form: Form, buttons: readonly Button[]): Form {
  if (buttons.length === 0) return form
  const row: Block = { kind: 'actions', buttons }
  return { ...form, parts: [row, ...form.parts] }
}
