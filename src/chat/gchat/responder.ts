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
import { limits } from './render/limits.ts'
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
  home(event: GchatEvent, card: Card): Reply
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
    if (view.kind === 'form') return message(event, formLater(event, again), event.user.name)
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
    const card = formCard(event, form, {
      dialog: memory.dialog,
      step: memory.step + (next ? 1 : 0),
      place: memory.place,
      typed,
      over: memory,
      ...(note === undefined ? {} : { note }),
    })
    return { kind: 'dialog', opens: false, card }
  }

  function formCard(event: GchatEvent, form: Form, how: Omit<DialogOptions, keyof Speaker>) {
    return drawn(event, 'rendering a form', (instead) =>
      instead ? toCard(instead, speaker(event)) : toDialog(form, { ...speaker(event), ...how }),
    )
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

  function formLater({ locale }: GchatEvent, again: Button | undefined): Notice {
    const words = eventWordsFor(locale)
    const carried = again && JSON.stringify(again.args).length <= limits.arguments
    if (!carried) return { kind: 'notice', tone: 'refused', text: words.formTooLong }
    return { kind: 'notice', tone: 'info', text: words.formReady, buttons: [again] }
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
