import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Button, Notice } from '../../../../views/view.ts'
import { limits } from './limits.ts'
import { askClose, askCommand, type FormState } from './parameters.ts'
import { wordsFor } from './render-messages.ts'
import type { Speaker, Surface } from './speaker.ts'
import { line } from './text.ts'

type ChatButton = chat_v1.Schema$GoogleAppsCardV1Button
type Widget = chat_v1.Schema$GoogleAppsCardV1Widget
type OnClick = chat_v1.Schema$GoogleAppsCardV1OnClick

const blue = { red: 0.043, green: 0.341, blue: 0.816 } as const
const red = { red: 0.702, green: 0.149, blue: 0.118 } as const
const pale = { red: 0.91, green: 0.92, blue: 0.93 } as const

/** Where a button stands, and for whom. */
export interface Standing {
  readonly speaker: Speaker
  readonly surface: Surface
  /** The form around it, if one is. */
  readonly memory?: FormState
}

/** Any command may answer with a form, so every other click outside of a dialog asks for one (docs/decisions/0017). */
function pressed(button: Button, { speaker, surface, memory }: Standing): OnClick {
  return {
    action: {
      function: speaker.callback,
      parameters: askCommand(button, memory),
      // What takes the message's place must not open a dialog over it.
      ...(surface === 'dialog' || button.inPlace ? {} : { interaction: 'OPEN_DIALOG' }),
    },
  }
}

export function chatButton(button: Button, standing: Standing): ChatButton {
  return {
    text: line(button.label, limits.control),
    onClick: pressed(button, standing),
    ...(button.style === 'primary' ? { type: 'FILLED' } : {}),
    ...(button.style === 'danger' ? { color: red } : {}),
  }
}

/** Buttons in a row; the lesser ones in a menu, unless there is only one. */
export function buttonRow(
  buttons: readonly Button[],
  more: readonly Button[],
  standing: Standing,
): readonly Widget[] {
  const menu =
    more.length > 1 ? [overflow(more, standing)] : more.map((button) => chatButton(button, standing))
  const row = [...buttons.map((button) => chatButton(button, standing)), ...menu]
  return row.length > 0 ? [{ buttonList: { buttons: row } }] : []
}

function overflow(buttons: readonly Button[], standing: Standing): ChatButton {
  const { more } = wordsFor(standing.speaker.locale)
  return {
    icon: { materialIcon: { name: 'more_vert' }, altText: more },
    altText: more,
    type: 'BORDERLESS',
    onClick: {
      overflowMenu: {
        items: buttons.map((button) => ({
          text: line(button.label, limits.control),
          onClick: pressed(button, standing),
        })),
      },
    },
  }
}

/** A button that opens an address. */
export function linkButton({ label, url }: NonNullable<Notice['link']>): Widget {
  return {
    buttonList: {
      buttons: [{ text: line(label, limits.control), type: 'FILLED', onClick: { openLink: { url } } }],
    },
  }
}

/** A dialog's footer takes text buttons with a colour. */
export function footerButton(
  label: string,
  action: chat_v1.Schema$GoogleAppsCardV1Action,
  look: 'first' | 'second' | 'danger',
): ChatButton {
  const color = { first: blue, second: pale, danger: red }[look]
  return { text: line(label, limits.control), color, onClick: { action } }
}

export function closeButton(label: string, speaker: Speaker): ChatButton {
  return footerButton(label, { function: speaker.callback, parameters: askClose() }, 'second')
}
