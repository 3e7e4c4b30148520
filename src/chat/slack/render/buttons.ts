import type { ActionsBlock, ConfirmationDialog, Overflow, Button as SlackButton } from '@slack/types'
import { z } from 'zod'
import type { Button, Notice } from '../../../../views/view.ts'
import { fits, limits } from './limits.ts'
import { line, plain } from './text.ts'

/** Counts the buttons of one message or view, so that each has an action id of its own. */
export type Numbering = () => number

export function numbering(from = 0): Numbering {
  let last = from
  return () => ++last
}

const Args = z.record(z.string(), z.string())
const Chosen = z.tuple([z.string().min(1), Args])

/** `run:<command>:<n>` with the arguments as the value. */
export function slackButton(button: Button, next: Numbering): SlackButton {
  return {
    type: 'button',
    text: line(button.label, limits.buttonText),
    action_id: fits('A button’s command', `run:${button.command}:${next()}`, limits.id),
    value: fits(
      `The arguments of the button for ${button.command}`,
      JSON.stringify(button.args),
      limits.buttonValue,
    ),
    ...(button.style ? { style: button.style } : {}),
    ...(button.confirm ? { confirm: confirmation(button.confirm) } : {}),
  }
}

/**
 * Buttons in a row, the lesser ones in an overflow menu. A menu asks no question per entry, takes five and carries little:
 * an entry that needs a confirmation or carries more, one past the fifth and a lone one become ordinary buttons.
 */
export function actionBlocks(
  buttons: readonly Button[],
  more: readonly Button[],
  next: Numbering,
): readonly ActionsBlock[] {
  const quiet = more.filter((button) => !button.confirm && entryValue(button).length <= limits.optionValue)
  const menu = quiet.length > 1 ? quiet.slice(0, limits.overflow) : []
  const row = [...buttons, ...more.filter((button) => !menu.includes(button))]
  const elements = [
    ...row.map((button) => slackButton(button, next)),
    ...(menu.length > 0 ? [overflow(menu, next)] : []),
  ]
  const blocks: ActionsBlock[] = []
  for (let at = 0; at < elements.length; at += limits.actions) {
    blocks.push({ type: 'actions', elements: elements.slice(at, at + limits.actions) })
  }
  return blocks
}

function entryValue(button: Button): string {
  return JSON.stringify([button.command, button.args])
}

function overflow(buttons: readonly Button[], next: Numbering): Overflow {
  return {
    type: 'overflow',
    action_id: `more:${next()}`,
    options: buttons.map((button) => ({
      text: line(button.label, limits.optionText),
      value: entryValue(button),
    })),
  }
}

function confirmation(ask: NonNullable<Button['confirm']>): ConfirmationDialog {
  return {
    title: line(ask.title, limits.confirmTitle),
    text: plain(ask.text, limits.confirmText),
    confirm: line(ask.yes, limits.confirmButton),
    deny: line(ask.no, limits.confirmButton),
  }
}

/** A button that opens an address. Slack tells of the press as well; `open:` is nothing to run. */
export function linkButton({ label, url }: NonNullable<Notice['link']>): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: line(label, limits.buttonText),
        action_id: 'open:1',
        url: fits('The address of a link', url, limits.url),
        style: 'primary',
      },
    ],
  }
}

/** A button that types a line again: for when a form could not be opened while its trigger was alive. */
export function lineButton(label: string, typed: string): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: line(label, limits.buttonText),
        action_id: 'line:1',
        value: fits('The typed line', JSON.stringify({ line: typed }), limits.buttonValue),
      },
    ],
  }
}

/** What a pressed button asks for. */
export type Pressed =
  | { readonly kind: 'command'; readonly command: string; readonly args: Readonly<Record<string, string>> }
  | { readonly kind: 'line'; readonly line: string }
  /** A shortcut on a message, by the callback id of that. */
  | ({ readonly kind: 'message'; readonly callback: string } & MessagePlace)

/** Under this name a button carries the files that came with the message which asked for its form. */
export const filesArgument = '_files'

/** Reads a pressed button or menu entry; undefined for one that is not ours or no longer understood. */
export function readPressed(actionId: string, value: string | undefined): Pressed | undefined {
  const json = parse(value)
  const command = /^run:(.+):\d+$/.exec(actionId)?.[1]
  if (command) {
    const args = Args.safeParse(json)
    return args.success ? { kind: 'command', command, args: args.data } : undefined
  }
  if (actionId.startsWith('more:')) {
    const chosen = Chosen.safeParse(json)
    return chosen.success ? { kind: 'command', command: chosen.data[0], args: chosen.data[1] } : undefined
  }
  if (actionId.startsWith('line:')) {
    const typed = z.object({ line: z.string() }).safeParse(json)
    return typed.success ? { kind: 'line', line: typed.data.line } : undefined
  }
  if (actionId.startsWith('message:')) {
    const message = OnMessage.safeParse(json)
    return message.success ? { kind: 'message', ...message.data } : undefined
  }
  return undefined
}

/** A message that a button is about; `edit`: the mark of its last edit when the button was made. */
export interface MessagePlace {
  readonly channel: string
  readonly ts: string
  readonly edit?: string | undefined
}

const OnMessage = z.object({
  callback: z.string(),
  channel: z.string(),
  ts: z.string(),
  edit: z.string().optional(),
})

/** Buttons that do what a shortcut on a message does; the first one is what is most likely wanted. */
export function messageButtons(
  buttons: readonly { readonly label: string; readonly callback: string }[],
  { channel, ts, edit }: MessagePlace,
): ActionsBlock {
  return {
    type: 'actions',
    elements: buttons.map(({ label, callback }, index) => ({
      type: 'button',
      text: line(label, limits.buttonText),
      action_id: `message:${index + 1}`,
      value: fits('The message', JSON.stringify({ callback, channel, ts, edit }), limits.buttonValue),
      ...(index === 0 ? { style: 'primary' } : {}),
    })),
  }
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
