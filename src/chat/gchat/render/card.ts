import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Button, Card, Notice } from '../../../../views/view.ts'
import { asBlocks } from '../../to-blocks.ts'
import { type Group, renderBlock } from './blocks.ts'
import { closeButton, footerButton, linkButton } from './buttons.ts'
import { fitCard } from './fit.ts'
import { limits } from './limits.ts'
import { askCommand } from './parameters.ts'
import { wordsFor } from './render-messages.ts'
import type { Speaker, Surface } from './speaker.ts'
import { html, line, plain } from './text.ts'

type ChatCard = chat_v1.Schema$GoogleAppsCardV1Card

/** A card or notice: in a message, in a dialog that only shows something, or as the app's home. */
export function toCard(view: Card | Notice, how: Speaker, surface: Surface = 'dialog'): ChatCard {
  const link = view.kind === 'notice' && view.link ? [linkGroup(view.link)] : []
  return fitCard(
    (most) => {
      const [first, ...rest] = asBlocks(view).map((block) =>
        renderBlock(block, { speaker: how, surface, most }),
      )
      return first ? [first, ...link, ...rest] : link
    },
    {},
    wordsFor(how.locale).cut,
  )
}

function linkGroup(link: NonNullable<Notice['link']>): Group {
  return { kept: true, widgets: [linkButton(link)] }
}

/** The question before a button's command, as a dialog: its yes runs the command, its no closes the dialog. */
export function toConfirmation(button: Button, how: Speaker): ChatCard {
  const { confirm, ...plainButton } = button
  const asked = confirm ?? { title: button.label, text: button.label, yes: button.label, no: '' }
  const action = { function: how.callback, parameters: askCommand(plainButton) }
  const text = html(plain(asked.text, limits.value))
  return {
    header: { title: line(asked.title, limits.control) },
    sections: [{ widgets: [{ textParagraph: { text } }] }],
    fixedFooter: {
      primaryButton: footerButton(asked.yes, action, button.style === 'danger' ? 'danger' : 'first'),
      ...(confirm ? { secondaryButton: closeButton(asked.no, how) } : {}),
    },
  }
}
