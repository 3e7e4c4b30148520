/** From what the runner answers to what Google Chat is shown: a message, a dialog, the next step of a dialog. */
import { randomUUID } from 'node:crypto'
import type { Conversation } from '../../../commands/define.ts'
import { joinSpans } from '../../../views/spans.ts'
import type { Block, Button, Card, Form, Notice, Values, View } from '../../../views/view.ts'
import type { Log } from '../../config/log.ts'
import { asBlocks } from '../to-blocks.ts'
import type { Reply } from './envelope-response.ts'
import type { GchatEvent } from './event.ts'
import { eventWordsFor, wordsFor } from './messages.ts'
import { toCard, toConfirmation } from './render/card.ts'
import { type DialogOptions, toDialog } from './render/dialog.ts'
import { CardTooLarge } from './render/fit.ts'
import { countBytes, limits } from './render/limits.ts'
import { toMessage } from './render/message.ts'
import type { FormState } from './render/parameters.ts'
import type { Speaker } from './render/speaker.ts'

/** A form that is drawn over an open one, with what is typed in it. */
export interface Over {
  readonly memory: FormState
  readonly typed: Values
  /** What is said above the form. */
  readonly note?: string
  /** The same form once more, or the next one: a form that is sent again is told from a new one by its step. */
  readonly next: boolean
}

export interface Responder {
  /** A view as this event can show it. `again` asks for the same once more: offered where no dialog may open. */
  show(event: GchatEvent, view: View, again?: Button): Reply
  /** The next thing that an open form's dialog shows. */
  redraw(event: GchatEvent, form: Form, over: Over): Reply
  home(event: GchatEvent, card: Card | Notice): Reply
  /** The question before a button's command. */
  confirm(event: GchatEvent, button: Button): Reply
  /** A message for all in the space. */
  publish(event: GchatEvent, view: Card | Notice): Reply
  /** Logs our own fault and answers what the person is told of it. */
  fault(event: GchatEvent, error: unknown, during: string): Notice
}

export function createResponder(options: { readonly callback: string; readonly log: Log }): Responder {
  const { callback, log } = options
  const speaker = ({ locale, timeZone }: GchatEvent): Speaker => ({ locale, timeZone, callback })

  function show(event: GchatEvent, view: View, again?: Button): Reply {
    if (event.dialog) return dialog(event, view)
    if (view.kind === 'form') return message(event, formLater(event, view, again), event.user.name)
    const said = message(event, view, event.user.name)
    const replaces = view.kind === 'card' && view.replaces && event.kind === 'clicked'
    return replaces && said.kind === 'message' ? { ...said, replaces: true } : said
  }

  function dialog(event: GchatEvent, view: View): Reply {
    const opens = event.dialog === 'request'
    if (view.kind === 'form') return { kind: 'dialog', opens, card: formCard(event, view, newDialog(event)) }
    return { kind: 'dialog', opens, card: shownCard(event, view) }
  }

  function newDialog(event: GchatEvent): Omit<DialogOptions, keyof Speaker> {
    const { space, thread } = event
    const place: Conversation = { platform: 'gchat', tenant: '', channel: space.name }
    return { dialog: randomUUID(), step: 0, place: thread === undefined ? place : { ...place, thread } }
  }

  function redraw(event: GchatEvent, form: Form, { memory, typed, note, next }: Over): Reply {
    const how = {
      dialog: memory.dialog,
      step: memory.step + (next ? 1 : 0),
      place: memory.place,
      typed,
      over: memory,
      ...(note === undefined ? {} : { note }),
    }
    // The dialog as it stands holds all that is typed: it stays, where it has no room to be drawn anew.
    const tooLong = isTooLarge(form, { ...speaker(event), ...how })
    if (tooLong)
      return { kind: 'say', said: [...(note ? [note] : []), tellTooLong(event, form, typed)].join('\n') }
    return { kind: 'dialog', opens: false, card: formCard(event, form, how) }
  }

  function formCard(event: GchatEvent, form: Form, how: Omit<DialogOptions, keyof Speaker>) {
    return drawn(event, 'rendering a form', (instead) => {
      if (instead) return toCard(instead, speaker(event))
      const options = { ...speaker(event), ...how }
      if (!isTooLarge(form, options)) return toDialog(form, options)
      const [longest] = findLongTexts(form, {})
      const words = eventWordsFor(event.locale)
      const note = longest && words.textCut(longest.label, maxOpenedText)
      return toDialog(withShortTexts(form), { ...options, ...(note ? { note } : {}) })
    })
  }

  /** Which of its texts has to be shorter. */
  function tellTooLong({ locale }: GchatEvent, form: Form, typed: Values): string {
    const [longest] = findLongTexts(form, typed)
    const words = eventWordsFor(locale)
    return longest ? words.textTooLong(longest.label, longest.length) : words.formTooLong
  }

  function shownCard(event: GchatEvent, view: Card | Notice) {
    return drawn(event, 'rendering a dialog', (instead) => toCard(instead ?? view, speaker(event)))
  }

  function confirm(event: GchatEvent, button: Button): Reply {
    if (event.dialog) {
      const card = drawn(event, 'rendering a question', (instead) =>
        instead ? toCard(instead, speaker(event)) : toConfirmation(button, speaker(event)),
      )
      return { kind: 'dialog', opens: event.dialog === 'request', card }
    }
    const { confirm: asked, ...yes } = button
    const text = asked ? `${asked.title}\n${asked.text}` : button.label
    return show(event, {
      kind: 'notice',
      tone: 'info',
      text,
      buttons: [{ ...yes, label: asked?.yes ?? yes.label }],
    })
  }

  function message(event: GchatEvent, view: Card | Notice, alone: string | undefined): Reply {
    const said = drawn(event, 'rendering a message', (instead) => toMessage(instead ?? view, speaker(event)))
    return { kind: 'message', message: said, alone: event.space.direct ? undefined : alone }
  }

  /** What cannot be rendered becomes the notice of that fault. */
  function drawn<T>(event: GchatEvent, during: string, draw: (instead?: Notice) => T): T {
    try {
      return draw()
    } catch (error) {
      return draw(fault(event, error, during))
    }
  }

  /** No dialog may open here: a button opens it. Why what was typed did not do without the form is told at once. */
  function formLater({ locale }: GchatEvent, form: Form, again: Button | undefined): Notice {
    const words = eventWordsFor(locale)
    const { problems = [] } = form
    const carried = again && JSON.stringify(again.args).length <= limits.arguments
    if (!carried)
      return { kind: 'notice', tone: 'refused', text: [...problems, words.formTooLong].join('\n') }
    if (problems.length === 0)
      return { kind: 'notice', tone: 'info', text: words.formReady, buttons: [again] }
    return {
      kind: 'notice',
      tone: 'refused',
      text: [...problems, words.formCorrect].join('\n'),
      buttons: [again],
    }
  }

  function fault({ locale }: GchatEvent, error: unknown, during: string): Notice {
    const id = randomUUID().slice(0, 8)
    log.error({ fault: id, err: error }, `A fault while ${during}`)
    return { kind: 'notice', tone: 'failed', text: wordsFor(locale).failed(id) }
  }

  return {
    show,
    redraw,
    confirm,
    home: (event, card) => ({
      kind: 'home',
      card: drawn(event, 'rendering the home page', (instead) =>
        toCard(instead ?? card, speaker(event), 'home'),
      ),
    }),
    publish: (event, view) => message(event, view, undefined),
    fault,
  }
}

/** Of a text that a form begins with so much fits beside all else. In characters. */
const maxOpenedText = 3_000

function isTooLarge(form: Form, options: DialogOptions): boolean {
  try {
    toDialog(form, options)
    return false
  } catch (error) {
    return error instanceof CardTooLarge
  }
}

/** The form's texts with their length in characters, the heaviest first. */
function findLongTexts(
  { parts }: Form,
  typed: Values,
): readonly { readonly label: string; readonly length: number }[] {
  return parts
    .flatMap((part) => {
      if (part.kind !== 'text' || !('name' in part)) return []
      const value = typed[part.name] ?? part.initial ?? ''
      const text = typeof value === 'string' ? value : value.join('')
      return [{ label: part.label, length: [...text].length, bytes: countBytes(text) }]
    })
    .toSorted((a, b) => b.bytes - a.bytes)
}

function withShortTexts(form: Form): Form {
  const parts = form.parts.map((part) =>
    part.kind === 'text' && 'name' in part && part.initial !== undefined
      ? { ...part, initial: [...part.initial].slice(0, maxOpenedText).join('') }
      : part,
  )
  return { ...form, parts }
}

/** Errors as lines, each after its field's label, as they stand above the form. */
export function errorLines({ fields }: FormState, errors: Readonly<Record<string, string>>): string {
  return Object.entries(errors)
    .map(([name, text]) => {
      const label = Object.hasOwn(fields, name) ? fields[name]?.label : undefined
      return `⚠ ${label ? `${label}: ${text}` : text}`
    })
    .join('\n')
}

/** What a card or notice says, as lines above a form. */
export function toErrorLines(view: Card | Notice): string {
  return asBlocks(view).flatMap(blockLines).join('\n')
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'quote':
      return [block.text]
    case 'quiet':
      return [
        block.parts
          .flatMap((part) => (typeof part === 'string' ? [part] : 'spans' in part ? [joinSpans(part)] : []))
          .join(' '),
      ]
    case 'fields':
      return block.fields.flatMap(({ label, value }) =>
        typeof value === 'string' ? [`${label}: ${value}`] : [],
      )
    case 'item':
      return [block.title]
    case 'actions':
    case 'divider':
      return []
  }
}
