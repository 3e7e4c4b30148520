import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMessageBlocks, checkView } from '../../../../playground/slack/local-limits.ts'
import { readPressed } from '../../../../src/chat/slack/render/buttons.ts'
import { homeView } from '../../../../src/chat/slack/render/home.ts'
import { message } from '../../../../src/chat/slack/render/message.ts'
import { cardView, formView } from '../../../../src/chat/slack/render/modal.ts'
import { card, form, notice, text } from '../../../support/arbitrary-views.ts'
import { alive, objects, unfit } from '../support/alive.ts'

const place = { platform: 'slack', tenant: 'T1', channel: 'C1', thread: '100.1' } as const
const dialog = { place, step: 0 }
const words = { title: 'Casethread', close: 'Close' }
const runs = { numRuns: 150 }

function expectGood(rendered: unknown): void {
  expect(alive(rendered)).toEqual([])
  expect(unfit(rendered)).toEqual([])
}

describe('whatever a view holds', () => {
  it('Slack takes it as a message, and nothing in it comes alive', () => {
    fc.assert(
      fc.property(fc.oneof(card, notice), (view) => {
        const said = message(view)

        expect(checkMessageBlocks(said.blocks)).toBeUndefined()
        expect(said.text.trim()).not.toBe('')
        expect(said.text).not.toMatch(/[<>]|:[^\s:\u200b]+:/)
        expectGood(said.blocks)
      }),
      runs,
    )
  })

  it('Slack takes it as a dialog and as the App Home tab', () => {
    fc.assert(
      fc.property(card, notice, (view, short) => {
        for (const one of [view, short])
          expect(checkView(cardView(one, dialog, words), 'modal')).toBeUndefined()
        const home = homeView(view)
        expect(checkView(home, 'home')).toBeUndefined()
        expectGood(home)
      }),
      runs,
    )
  })

  it('Slack takes it as a form, and every field with something to choose from is there', () => {
    fc.assert(
      fc.property(form, (view) => {
        const drawn = formView(view, dialog)

        expect(checkView(drawn, 'modal')).toBeUndefined()
        expectGood(drawn)
        const wanted = view.parts.filter(
          (part) => 'name' in part && !('options' in part && part.options.length === 0),
        )
        expect(drawn.blocks.filter((block) => block.type === 'input')).toHaveLength(wanted.length)
      }),
      runs,
    )
  })

  it('each button still says its command and arguments', () => {
    fc.assert(
      fc.property(card, (view) => {
        const asked = view.blocks.flatMap((block) => {
          if (block.kind === 'item') return block.button ? [block.button] : []
          return block.kind === 'actions' ? [...block.buttons, ...(block.more ?? [])] : []
        })
        fc.pre(
          asked.length < 100 &&
            JSON.stringify(asked.map((one) => [one.args, one.label, one.confirm])).length < 5000,
        )

        const known = new Set(asked.map((one) => JSON.stringify([one.command, one.args])))
        const found = [...objects(message(view).blocks)].flatMap((one) => {
          if (one.type === 'button') return [readPressed(String(one.action_id), String(one.value))]
          if (one.type !== 'overflow') return []
          const { options } = one as unknown as { options: readonly { value: string }[] }
          return options.map((option) => readPressed(String(one.action_id), option.value))
        })
        for (const one of found) {
          expect(one?.kind === 'command' && known.has(JSON.stringify([one.command, one.args]))).toBe(true)
        }
      }),
      runs,
    )
  })

  it('its typed values survive in a form that is shown again', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const view = formView(
          {
            kind: 'form',
            command: 'new',
            title: 'New',
            parts: [{ kind: 'text', name: 'title', label: 'Title', initial: typed }],
            formState: {},
          },
          dialog,
        )
        const initial = [...objects(view.blocks)].find(
          (one) => one.type === 'plain_text_input',
        )?.initial_value
        const kept = typed
          .toWellFormed()
          .replace(/\r\n?/g, '\n')
          .replace(/(?![\n\t])\p{Cc}/gu, '')
          .slice(0, 3000)
          .toWellFormed()
        expect(initial ?? '').toBe(/[^\s\p{Cf}]/u.test(kept) ? kept : '')
      }),
      runs,
    )
  })
})
