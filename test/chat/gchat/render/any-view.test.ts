import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCard } from '../../../../src/chat/gchat/render/card.ts'
import { toDialog } from '../../../../src/chat/gchat/render/dialog.ts'
import { toSuggestions } from '../../../../src/chat/gchat/render/fields.ts'
import { toMessage } from '../../../../src/chat/gchat/render/message.ts'
import { readInputs, readParameters } from '../../../../src/chat/gchat/render/parameters.ts'
import { clean, isBlank } from '../../../../src/chat/plain-text.ts'
import { RenderError } from '../../../../src/chat/render-error.ts'
import type { Block, Button, Form } from '../../../../views/view.ts'
import { card, form, notice, text } from '../../../support/arbitrary-views.ts'
import { naughtyStrings } from '../../../support/naughty-strings.ts'
import { actionsIn, submitOf } from '../support/build-clicks.ts'
import { alive, cardFaults, htmlIn, seen, widgetsIn } from '../support/card-faults.ts'
import { messageProtoFaults } from '../support/card-protos.ts'

const speaker = {
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  callback: 'https://cases.example.com/gchat/events',
} as const
const opened = {
  ...speaker,
  place: { platform: 'gchat', tenant: '', channel: 'spaces/AAA', thread: 'spaces/AAA/threads/BBB' },
  dialog: 'd1',
  step: 0,
} as const
/** Shrinking a failure ends in time too. */
const runs = { numRuns: 150, interruptAfterTimeLimit: 20_000 }
const said = fc.oneof(text, fc.constantFrom(...naughtyStrings))

describe('whatever a view holds', () => {
  it('Google Chat takes it as a message, and nothing in it comes alive', () => {
    fc.assert(
      fc.property(fc.oneof(card, notice), (view) => {
        const message = toMessage(view, speaker)

        expect(messageProtoFaults(message)).toEqual([])
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(32_000)
        expect(message.fallbackText.trim()).not.toBe('')
        expect(message.fallbackText).not.toMatch(/<[a-z/!?]/i)
        expect(message).not.toHaveProperty('text')
        for (const { card: drawn = {} } of message.cardsV2) {
          expect(cardFaults(drawn, 'message')).toEqual([])
          expect(alive(drawn)).toEqual([])
        }
      }),
      runs,
    )
  })

  it('Google Chat takes it as a dialog that shows something, and as the home card', () => {
    fc.assert(
      fc.property(fc.oneof(card, notice), fc.constantFrom('dialog', 'home'), (view, surface) => {
        const drawn = toCard(view, speaker, surface)
        expect(cardFaults(drawn, surface)).toEqual([])
        expect(alive(drawn)).toEqual([])
      }),
      runs,
    )
  })

  it('Google Chat takes it as a form with every field in it, or it is refused aloud as too much', () => {
    fc.assert(
      fc.property(form, fc.option(said, { nil: undefined }), (view, note) => {
        const drawn = dialogOr(view, note)
        if (!drawn) return
        expect(cardFaults(drawn, 'dialog')).toEqual([])
        expect(alive(drawn)).toEqual([])
        const names = new Set(
          widgetsIn(drawn).flatMap(
            (one) => one.textInput?.name ?? one.selectionInput?.name ?? one.dateTimePicker?.name ?? [],
          ),
        )
        const wanted = view.parts.flatMap((part) =>
          'name' in part && part.kind !== 'files' && !('options' in part && part.options.length === 0)
            ? [part.name]
            : [],
        )
        for (const name of wanted) expect(names).toContain(name)
      }),
      runs,
    )
  })

  /** A form with thirty menus of a hundred entries is more than 32 KB, whatever is cut. */
  function dialogOr(view: Form, note: string | undefined) {
    try {
      return toDialog(view, { ...opened, ...(note === undefined ? {} : { note }) })
    } catch (error) {
      if (error instanceof RenderError && JSON.stringify(view).length > 6_000) return undefined
      throw error
    }
  }

  it('each text reads as it was written', () => {
    // Tabs become spaces; a fold parts the text at a line break.
    const bare = (one: string) => clean(one).replace(/[\s\u00a0]+/g, '')
    fc.assert(
      fc.property(said, said, (long, short) => {
        fc.pre(!isBlank(long) && long.length <= 2_000 && !isBlank(short) && short.length < 150)
        const blocks: Block[] = [
          { kind: 'heading', text: short },
          { kind: 'quote', text: long },
          { kind: 'text', text: long },
          { kind: 'text', text: long, tone: 'strong' },
          { kind: 'quiet', parts: [short] },
          { kind: 'fields', fields: [{ label: 'Label', value: long }] },
          { kind: 'item', title: short, detail: [short] },
        ]
        const read = htmlIn(toCard({ kind: 'card', summary: 'S', blocks }, speaker))
          .map(seen)
          .join('\n')
        const wanted = [short, long, long, long, short, long, short, short].map(bare).join('')
        expect(bare(read).replaceAll('·', '')).toBe(wanted.replaceAll('·', ''))
      }),
      runs,
    )
  })

  it('line breaks and indents stay', () => {
    const written = 'Trace:\n  at one (a.ts)\n    at two\n\nend  of it'
    const drawn = toCard({ kind: 'card', summary: 'S', blocks: [{ kind: 'quote', text: written }] }, speaker)
    expect(htmlIn(drawn).map(seen)).toEqual([written])
  })

  it('each button still says its command and arguments', () => {
    fc.assert(
      fc.property(card, (view) => {
        const asked = view.blocks.flatMap((block): readonly Button[] => {
          if (block.kind === 'item') return block.button ? [block.button] : []
          return block.kind === 'actions' ? [...block.buttons, ...(block.more ?? [])] : []
        })
        const known = new Set(asked.map((one) => JSON.stringify([one.command, one.args])))
        const found = actionsIn(toCard(view, speaker, 'message')).map((one) => readParameters(one.parameters))
        for (const one of found) {
          const told = one?.kind === 'confirm' ? one.button : one
          expect(told && 'args' in told && known.has(JSON.stringify([told.command, told.args]))).toBe(true)
        }
        // None is lost while they are within reason.
        if (JSON.stringify(asked).length < 12_000 && asked.length < 40)
          expect(found.length).toBe(asked.length)
      }),
      runs,
    )
  })

  it('what stands in an untouched form comes back from it, and survives when the form is drawn anew', () => {
    fc.assert(
      fc.property(form, (view) => {
        const drawn = dialogOr(view, undefined)
        const submit = drawn && submitOf(drawn)
        if (!submit) return
        const asked = readParameters(submit.parameters)
        if (asked?.kind !== 'submit') throw new Error('the submit button does not submit')
        expect(asked.memory).toMatchObject({
          command: view.command,
          formState: view.formState,
          place: opened.place,
          dialog: 'd1',
          step: 0,
        })
        const values = readInputs(submit.inputs, asked.memory)
        const again = toDialog(view, { ...opened, typed: values, over: asked.memory })
        expect(again).toEqual(drawn)
      }),
      runs,
    )
  })

  it('suggestions are entries with a text and a value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.string(), label: said, description: said }), { maxLength: 130 }),
        (options) => {
          const items = toSuggestions(options)
          expect(items.length).toBeLessThanOrEqual(100)
          for (const one of items) expect([one.text, one.value].every((part) => part !== '')).toBe(true)
        },
      ),
      runs,
    )
  })
})
