import { randomUUID } from 'node:crypto'
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Conversation } from '../../../commands/define.ts'
import type { Card, Notice, View } from '../../../views/view.ts'
import type { Person } from '../../cases/directory.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { wordsFor } from './messages.ts'
import {
  lineButton,
  type MessagePlace,
  messageButtons,
  numbering,
  type Pressed,
  slackButton,
} from './render/buttons.ts'
import { message, type SlackMessage } from './render/message.ts'
import { cardView, formView, type Typed } from './render/modal.ts'
import { describe } from './slack-log.ts'

/** How a message goes to a `response_url`. */
export type Respond = (
  message: SlackMessage & { response_type: 'ephemeral'; replace_original: boolean },
) => Promise<unknown>

/** Where an answer can be shown to one person. */
export interface ResponseTarget {
  readonly person: Person
  readonly place: Conversation
  /** Good for one dialog, for three seconds; undefined once it is spent. */
  readonly trigger?: string
  readonly respond?: Respond
  /** Runs the same wish again: offered where a form came too late for its trigger. */
  readonly again?: Pressed
  /** It was said in the conversation: no dialog can be opened by it. */
  readonly said?: boolean
  /** In direct messages an answer is a message like any other. */
  readonly direct?: boolean
  /** The App Home tab: no message can be shown there. */
  readonly home?: boolean
  /** The dialog that the person stands in. One with fields must not be replaced: what is typed would be lost. */
  readonly dialog?: {
    readonly view: string
    readonly step: number
    readonly fields: boolean
    readonly typed?: Typed
  }
}

/** Each does what a shortcut of this callback does on the message. */
export interface MessageOffer {
  readonly message: MessagePlace
  readonly buttons: readonly { readonly label: string; readonly callback: string }[]
}

export interface Responder {
  /** Shows what `work` comes to at this spot, waiting at most `waitMs` before the trigger is spent. Never throws. */
  give(spot: ResponseTarget, work: Promise<View>, waitMs: number): Promise<void>
  /** The same, when the wait is over. */
  giveLate(spot: ResponseTarget, work: Promise<View>): Promise<void>
  show(spot: ResponseTarget, view: View): Promise<void>
  /** A message to the person alone: in the thread, by the response address, in the channel, else directly. */
  tell(spot: ResponseTarget, view: Card | Notice): Promise<void>
  /** The same, with the button that asks for `spot.again`. */
  offer(spot: ResponseTarget, view: Notice): Promise<void>
  /** The same with buttons about a message that somebody wrote. False: it did not get through. */
  offerOn(spot: ResponseTarget, view: Notice, on: MessageOffer): Promise<boolean>
  /** A card or notice as a message; one that cannot be rendered becomes the notice of that fault. */
  message(person: Person, view: Card | Notice): SlackMessage
  /** Logs our own fault and answers what the person is told of it. */
  fault(person: Person, error: unknown, during: string): Notice
}

/**
 * Answers first, then works. A trigger lives for three seconds, and at the deadline nobody knows yet whether a form
 * will come: so a late answer spends its trigger on a dialog that says "one moment", and whatever comes is drawn into
 * that dialog. A person who closed it gets a message instead; if not even the dialog could be opened, a late form
 * becomes a button that asks for it with a fresh trigger. Nothing that was asked for is lost.
 */
export function createResponder(options: { readonly web: WebClient; readonly log: Log }): Responder {
  const { web, log } = options

  async function give(spot: ResponseTarget, work: Promise<View>, waitMs: number): Promise<void> {
    const first = await withTimeout(work, waitMs)
    if (first === timedOut) return giveLate(spot, work)
    return show(spot, first)
  }

  async function giveLate(spot: ResponseTarget, work: Promise<View>): Promise<void> {
    const dialog = await openMoment(spot)
    const { trigger: _spent, ...rest } = spot
    const view = await work
    if (dialog && (await drawInto(dialog, spot, view))) return
    return show(rest, view)
  }

  async function show(spot: ResponseTarget, view: View): Promise<void> {
    if (view.kind !== 'form' && !spot.dialog && !spot.home) return tell(spot, view)
    const drawn = draw(spot, view)
    if (await openDialog(spot, drawn, view.kind === 'form' && view.anew === true)) return
    await tell(
      spot,
      view.kind === 'form' ? tooLate(spot) : view,
      view.kind === 'form' ? spot.again : undefined,
    )
  }

  /** A view as a modal; one that cannot be rendered becomes the notice of that fault. */
  function draw(spot: ResponseTarget, view: View): ModalView {
    const step = view.kind === 'form' ? (spot.dialog?.step ?? -1) + 1 : (spot.dialog?.step ?? 0)
    const typed = view.kind === 'form' && view.anew ? spot.dialog?.typed : undefined
    const dialog = { place: spot.place, step, ...(typed ? { typed } : {}) }
    const words = wordsFor(spot.person.locale)
    try {
      return view.kind === 'form' ? formView(view, dialog) : cardView(view, dialog, words)
    } catch (error) {
      return cardView(fault(spot.person, error, 'rendering a dialog'), dialog, words)
    }
  }

  async function openDialog(spot: ResponseTarget, view: ModalView, replaces: boolean): Promise<boolean> {
    try {
      if (spot.dialog && (replaces || !spot.dialog.fields))
        await web.views.update({ view_id: spot.dialog.view, view })
      else if (!spot.trigger) return false
      else if (spot.dialog) await web.views.push({ trigger_id: spot.trigger, view })
      else await web.views.open({ trigger_id: spot.trigger, view })
      return true
    } catch (error) {
      log.warn({ user: spot.person.user, error: describe(error) }, 'A dialog could not be opened')
      return false
    }
  }

  /** The id of the dialog that waits for the answer. */
  async function openMoment(spot: ResponseTarget): Promise<string | undefined> {
    if (spot.dialog && !spot.dialog.fields) return spot.dialog.view
    if (!spot.trigger) return undefined
    const words = wordsFor(spot.person.locale)
    const view = draw(spot, { kind: 'notice', tone: 'info', text: words.moment })
    try {
      const opened = spot.dialog
        ? await web.views.push({ trigger_id: spot.trigger, view })
        : await web.views.open({ trigger_id: spot.trigger, view })
      return opened.view?.id
    } catch (error) {
      log.warn({ user: spot.person.user, error: describe(error) }, 'A waiting dialog could not be opened')
      return undefined
    }
  }

  async function drawInto(dialog: string, spot: ResponseTarget, view: View): Promise<boolean> {
    try {
      await web.views.update({ view_id: dialog, view: draw(spot, view) })
      return true
    } catch (error) {
      log.info(
        { user: spot.person.user, error: describe(error) },
        'The waiting dialog is gone; answering by message',
      )
      return false
    }
  }

  function tooLate(spot: ResponseTarget): Notice {
    const words = wordsFor(spot.person.locale)
    if (spot.said && spot.again) return { kind: 'notice', tone: 'info', text: words.formReady }
    return { kind: 'notice', tone: 'info', text: spot.again ? words.lateForm : words.tooLateForm }
  }

  async function tell(spot: ResponseTarget, view: Card | Notice, again?: Pressed): Promise<void> {
    await send(spot, view, asMessage(spot.person, view, again))
  }

  async function send(spot: ResponseTarget, view: Card | Notice, said: SlackMessage): Promise<boolean> {
    const replaces = view.kind === 'card' && view.replaces === true
    for (const [way, post] of ways(spot, said, replaces)) {
      try {
        await post()
        return true
      } catch (error) {
        log.info(
          { user: spot.person.user, way, error: describe(error) },
          'An answer did not get through this way',
        )
      }
    }
    log.warn({ user: spot.person.user }, 'An answer did not reach the person by any way')
    return false
  }

  function asMessage(person: Person, view: Card | Notice, again?: Pressed): SlackMessage {
    try {
      const said = message(view)
      return again ? { ...said, blocks: [...said.blocks, againButton(person, again)] } : said
    } catch (error) {
      return message(fault(person, error, 'rendering a message'))
    }
  }

  function againButton(person: Person, again: Pressed) {
    const label = wordsFor(person.locale).openForm
    if (again.kind === 'line') return lineButton(label, again.line)
    if (again.kind === 'message') {
      const { callback, channel, ts } = again
      return messageButtons([{ label, callback }], { channel, ts })
    }
    const element = slackButton({ label, command: again.command, args: again.args }, numbering())
    return { type: 'actions' as const, elements: [element] }
  }

  function ways(
    spot: ResponseTarget,
    said: SlackMessage,
    replaces: boolean,
  ): readonly (readonly [string, () => Promise<unknown>])[] {
    const { person, place, respond } = spot
    const direct = place.channel === person.user
    const alone = { channel: place.channel, user: person.user, ...said }
    const ephemeral = () =>
      web.chat.postEphemeral(place.thread === undefined ? alone : { ...alone, thread_ts: place.thread })
    const reply = (replace_original: boolean) => () =>
      respond?.({ response_type: 'ephemeral', replace_original, ...said }) ?? Promise.resolve()
    const found: (readonly [string, () => Promise<unknown>])[] = []
    // The address is of the message that the button stands in, and can be used for half an hour.
    if (respond && replaces) found.push(['the message itself', reply(true)])
    if (spot.direct) {
      const { channel, thread } = place
      const answer = { channel, ...said, ...(thread === undefined ? {} : { thread_ts: thread }) }
      return [...found, ['direct message', () => web.chat.postMessage(answer)]]
    }
    if (place.thread !== undefined && !direct) found.push(['thread', ephemeral])
    if (respond) found.push(['response address', reply(false)])
    if (place.thread === undefined && !direct) found.push(['channel', ephemeral])
    found.push(['direct message', () => web.chat.postMessage({ channel: person.user, ...said })])
    return found
  }

  function fault(person: Person, error: unknown, during: string): Notice {
    const id = randomUUID().slice(0, 8)
    log.error({ fault: id, error: describe(error) }, `A fault while ${during}`)
    return { kind: 'notice', tone: 'failed', text: wordsFor(person.locale).failed(id) }
  }

  return {
    give,
    giveLate,
    show,
    tell: (spot, view) => tell(spot, view),
    offer: (spot, view) => tell(spot, view, spot.again),
    offerOn(spot, view, { message: on, buttons }) {
      const said = asMessage(spot.person, view)
      const blocks = buttons.length > 0 ? [...said.blocks, messageButtons(buttons, on)] : said.blocks
      return send(spot, view, { ...said, blocks })
    },
    message: (person, view) => asMessage(person, view),
    fault,
  }
}
