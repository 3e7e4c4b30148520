import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { describe, expect, it } from 'vitest'
import { toCard, toConfirmation } from '../../../../src/chat/gchat/render/card.ts'
import { toDialog } from '../../../../src/chat/gchat/render/dialog.ts'
import { toMessage } from '../../../../src/chat/gchat/render/message.ts'
import { readInputs, readParameters } from '../../../../src/chat/gchat/render/parameters.ts'
import type { Surface } from '../../../../src/chat/gchat/render/speaker.ts'
import { moment } from '../../../../src/chat/gchat/render/text.ts'
import { RenderError } from '../../../../src/chat/render-error.ts'
import type { Block, Button, Field, Form, Values } from '../../../../views/view.ts'
import { naughtyStrings } from '../../../support/naughty-strings.ts'
import { actionsIn, clickOf, inputsOf, submitOf } from '../support/build-clicks.ts'
import { cardFaults, htmlIn, seen, widgetsIn } from '../support/card-faults.ts'

const speaker = { locale: 'en', timeZone: 'Asia/Tokyo', callback: 'casethread' } as const
const place = { platform: 'gchat', tenant: '', channel: 'spaces/AAA' } as const
const drawn = (surface: Surface, ...blocks: readonly Block[]) =>
  toCard({ kind: 'card', summary: 'Summary', blocks }, speaker, surface)
const button = (more: Partial<Button> = {}): Button => ({
  label: 'Close',
  command: 'close',
  args: { number: '1001' },
  ...more,
})
const aForm = (parts: Form['parts'], more: Partial<Form> = {}): Form => ({
  kind: 'form',
  command: 'new',
  title: 'A title that is longer than Slack takes',
  parts,
  formState: {},
  ...more,
})
const opened = { ...speaker, place, dialog: 'd1', step: 0 } as const
const dialog = (parts: Form['parts'], more: Partial<Form> = {}) => toDialog(aForm(parts, more), opened)
const text = (card: chat_v1.Schema$GoogleAppsCardV1Card) => htmlIn(card).map(seen).join('\n')

/** What the bot hears when this dialog is submitted as it stands, but for what the person changed. */
function sent(card: chat_v1.Schema$GoogleAppsCardV1Card, changed: Readonly<Record<string, string>> = {}) {
  const asked = readParameters(submitOf(card)?.parameters ?? {})
  if (asked?.kind !== 'submit') throw new Error('it cannot be submitted')
  const typed = Object.entries(changed).map(([name, value]) => [name, { stringInputs: { value: [value] } }])
  const inputs = { ...inputsOf(card), ...Object.fromEntries(typed) }
  return { memory: asked.memory, values: readInputs(inputs, asked.memory) }
}

describe('a moment', () => {
  const at = new Date('2026-11-02T12:00:00Z')

  it('is told in the words and the time zone of the reader, which is named', () => {
    const bare = (words: string) => words.replace(/\s/g, ' ')
    expect(bare(moment(at, { locale: 'en', timeZone: 'Asia/Tokyo' }))).toBe('Nov 2, 2026, 9:00 PM GMT+9')
    expect(bare(moment(at, { locale: 'ja', timeZone: 'Asia/Tokyo' }))).toBe('2026年11月2日 21:00 JST')
    expect(bare(moment(at, { locale: 'en', timeZone: 'No/Such_Zone' }))).toBe('Nov 2, 2026, 12:00 PM UTC')
  })

  it('follows the word before it in small print', () => {
    expect(text(drawn('message', { kind: 'quiet', parts: ['Acting for x', 'Updated', { at }] }))).toMatch(
      /^Acting for x · Updated Nov 2, 2026/,
    )
  })
})

describe('a card', () => {
  it('has a section for each heading, and a heading alone is still seen', () => {
    const card = drawn(
      'message',
      { kind: 'heading', text: 'First <b>' },
      { kind: 'text', text: 'under it' },
      { kind: 'heading', text: 'Last' },
    )
    expect(card.sections).toMatchObject([
      { header: 'First &lt;b&gt;', widgets: [{ textParagraph: { text: 'under it' } }] },
      { widgets: [{ textParagraph: { text: '<b>Last</b>' } }] },
    ])
  })

  it('shows four fields and more in two columns, each from top to bottom', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((label) => ({ label, value: label }))
    const [widget] = widgetsIn(drawn('message', { kind: 'fields', fields }))
    const labels = widget?.columns?.columnItems?.map((column) =>
      column.widgets?.map((one) => one.decoratedText?.topLabel),
    )
    expect(labels).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
    expect(widgetsIn(drawn('message', { kind: 'fields', fields: fields.slice(0, 3) }))).toHaveLength(3)
  })

  it('folds a long quote after its first lines, whole (complaint 8)', () => {
    const said = Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n')
    const card = drawn('message', { kind: 'quote', text: said }, { kind: 'text', text: 'after' })
    expect(card.sections).toMatchObject([{ collapsible: true, uncollapsibleWidgetsCount: 1 }, {}])
    const [first, ...rest] = htmlIn(card).map(seen)
    expect(first?.split('\n')).toHaveLength(10)
    expect([first, ...rest].join('\n')).toBe(`${said}\nafter`)
  })

  it('that weighs too much shortens all long texts alike, says so, and keeps its buttons', () => {
    const entry = (at: number): readonly Block[] => [
      { kind: 'quiet', parts: [`entry ${at}`] },
      { kind: 'quote', text: `${at} みどり商会のメールが届きません。`.repeat(160) },
    ]
    const card = drawn('message', ...Array.from({ length: 12 }, (_, at) => entry(at)).flat(), {
      kind: 'actions',
      buttons: [button()],
    })
    expect(cardFaults(card, 'message')).toEqual([])
    for (let at = 0; at < 12; at += 1) expect(text(card)).toContain(`entry ${at}`)
    expect(text(card)).toMatch(/… Shortened to fit .*Show history/)
    expect(widgetsIn(card).at(-1)).toMatchObject({ buttonList: { buttons: [{ text: 'Close' }] } })
  })

  it('of three hundred lines leaves out the end, says so, and keeps its buttons', () => {
    const lines = Array.from({ length: 300 }, (_, at): Block => ({ kind: 'text', text: `line ${at}` }))
    const card = drawn('message', ...lines, { kind: 'actions', buttons: [button()] })
    expect(widgetsIn(card)).toHaveLength(100)
    expect(text(card)).toContain('line 90')
    expect(text(card)).toMatch(/… Shortened/)
    expect(widgetsIn(card).at(-1)).toMatchObject({ buttonList: {} })
  })

  it('cuts no character in two', () => {
    const card = drawn('message', {
      kind: 'fields',
      fields: [{ label: 'Title', value: '👩‍👩‍👧‍👦'.repeat(400) }],
    })
    expect(text(card).replaceAll('👩‍👩‍👧‍👦', '')).toBe('…')
  })
})

describe('a message', () => {
  it('has no text, in which a mention could come alive, but one for where no card is shown', () => {
    const message = toMessage({ kind: 'notice', tone: 'refused', text: '<users/all> *no* way' }, speaker)
    expect(Object.keys(message)).toEqual(['fallbackText', 'cardsV2'])
    expect(message.fallbackText).toBe('‹users/all> *no* way')
    expect(text(message.cardsV2[0]?.card ?? {})).toBe('⚠ <users/all> *no* way')
  })

  it('opens the link of a notice before its buttons', () => {
    const card = toCard(
      {
        kind: 'notice',
        tone: 'info',
        text: 'Sign in.',
        link: { label: 'Sign in with Google', url: 'https://cases.example.com/link/secret' },
        buttons: [{ label: 'Help', command: 'help', args: {} }],
      },
      speaker,
    )
    expect(widgetsIn(card).slice(1)).toMatchObject([
      {
        buttonList: {
          buttons: [{ onClick: { openLink: { url: 'https://cases.example.com/link/secret' } } }],
        },
      },
      { buttonList: { buttons: [{ text: 'Help' }] } },
    ])
  })
})

describe('a button', () => {
  const clicks = (surface: Surface) =>
    actionsIn(
      drawn(surface, {
        kind: 'actions',
        buttons: [button()],
        more: [button({ command: 'list' }), button({ command: 'help' })],
      }),
    )

  it('asks for a dialog on a message and on the home card, since any command may answer with a form', () => {
    for (const surface of ['message', 'home'] as const)
      expect(clicks(surface).map((one) => one.interaction)).toEqual(Array(3).fill('OPEN_DIALOG'))
    expect(clicks('dialog').map((one) => one.interaction)).toEqual([undefined, undefined, undefined])
  })

  it('says its command and arguments, in a menu as well', () => {
    expect(clicks('message').map((one) => readParameters(one.parameters))).toEqual(
      ['close', 'list', 'help'].map((command) => ({ kind: 'command', command, args: { number: '1001' } })),
    )
  })

  it('that wants a confirmation opens a dialog with the question; only its yes is the command', () => {
    const confirm = { title: 'Unlink', text: 'Really <b>?', yes: 'Yes', no: 'Keep it' }
    const [click] = actionsIn(
      drawn('message', { kind: 'actions', buttons: [button({ style: 'danger', confirm })] }),
    )
    const asked = readParameters(click?.parameters ?? {})
    if (asked?.kind !== 'confirm') throw new Error('it asks nothing')

    const card = toConfirmation(asked.button, speaker)

    expect(cardFaults(card, 'dialog')).toEqual([])
    expect(text(card)).toBe('Really <b>?')
    expect(card.header?.title).toBe('Unlink')
    const { primaryButton, secondaryButton } = card.fixedFooter ?? {}
    expect([primaryButton?.text, secondaryButton?.text]).toEqual(['Yes', 'Keep it'])
    expect(actionsIn(card.fixedFooter).map((one) => readParameters(one.parameters))).toEqual([
      { kind: 'command', command: 'close', args: { number: '1001' } },
      { kind: 'close' },
    ])
  })

  it('is refused aloud where its arguments are more than views/view.ts promises', () => {
    const long = (size: number) => () =>
      drawn('message', { kind: 'actions', buttons: [button({ args: { text: 'x'.repeat(size) } })] })
    expect(long(1900)).not.toThrow()
    expect(long(2000)).toThrow(RenderError)
  })
})

describe('parameters that are not ours', () => {
  it('ask for nothing', () => {
    for (const text of ['', '{}', '[]', 'null', '{"c":1}', ...naughtyStrings]) {
      expect(readParameters({ ct: 'submit', memory: text })).toBeUndefined()
      expect(
        readParameters({ ct: 'command', command: 'x', args: text === '{}' ? '[]' : text }),
      ).toBeUndefined()
      expect(readParameters({ ct: text })).toBeUndefined()
    }
    expect(readParameters({})).toBeUndefined()
    expect(readParameters({ ct: 'command', command: '', args: '{}' })).toBeUndefined()
  })
})

describe('a form', () => {
  it('carries its command, place, step and hidden context, with the whole title', () => {
    const card = dialog([{ kind: 'text', name: 'a', label: 'A' }], {
      formState: { number: '1001' },
      close: 'Cancel',
    })
    expect(card.header?.title).toBe('A title that is longer than Slack takes')
    expect(sent(card).memory).toMatchObject({
      command: 'new',
      dialog: 'd1',
      step: 0,
      formState: { number: '1001' },
      place,
      fields: { a: { kind: 'text', label: 'A', touched: false } },
    })
    const [, close] = actionsIn(card.fixedFooter)
    expect(readParameters(close?.parameters ?? {})).toEqual({ kind: 'close' })
  })

  it('comes back with what stands in each kind of field', () => {
    const options = [
      { value: 'x', label: 'X' },
      { value: 'y', label: 'Y', description: 'the second' },
    ]
    const card = dialog([
      { kind: 'text', name: 'text', label: 'T', initial: 'a\nb', multiline: true },
      { kind: 'select', name: 'select', label: 'S', options, initial: 'y' },
      { kind: 'select', name: 'none', label: 'N', options, optional: true },
      { kind: 'radio', name: 'radio', label: 'R', options, initial: 'x' },
      { kind: 'checks', name: 'checks', label: 'C', options, initial: ['x', 'y'] },
      {
        kind: 'search',
        name: 'search',
        label: 'F',
        source: 'customers',
        initial: { value: 'C1', label: 'One' },
      },
      { kind: 'date', name: 'date', label: 'D', initial: '2026-11-02' },
      { kind: 'files', name: 'files', label: 'Files', max: 10 },
    ])
    expect(cardFaults(card, 'dialog')).toEqual([])
    expect(sent(card).values).toEqual({
      text: 'a\nb',
      select: 'y',
      none: '',
      radio: 'x',
      checks: ['x', 'y'],
      search: 'C1',
      date: '2026-11-02',
      files: [],
    } satisfies Values)
    expect(JSON.stringify(card)).toContain('Y – the second')
    expect(text(card)).toContain('add files to a Google Chat form')
  })

  it('lets Chat ask for what must be filled in, as Slack does', () => {
    const card = dialog([
      { kind: 'text', name: 'must', label: 'Must' },
      { kind: 'text', name: 'may', label: 'May', optional: true },
      { kind: 'search', name: 'who', label: 'Who', source: 'customers' },
    ])
    expect(card.fixedFooter?.primaryButton?.onClick?.action?.requiredWidgets).toEqual(['must', 'who'])
    expect(widgetsIn(card).map((one) => one.textInput?.label)).toContain('May (optional)')
  })

  it('finds a choice while typing: one, from the source of its field', () => {
    const [widget] = widgetsIn(
      dialog([{ kind: 'search', name: 'who', label: 'Who', source: 'customers', minQuery: 0 }], {
        formState: { in: 'x.example.com' },
      }),
    )
    expect(widget?.selectionInput).toMatchObject({
      type: 'MULTI_SELECT',
      multiSelectMaxSelectedItems: 1,
      multiSelectMinQueryLength: 0,
    })
    const asked = readParameters(clickOf(widget?.selectionInput?.externalDataSource ?? {}).parameters)
    expect(asked).toMatchObject({
      kind: 'choices',
      source: 'customers',
      memory: { formState: { in: 'x.example.com' } },
    })
  })

  it('with more than a hundred choices shows them all, in menus one under another', () => {
    const options = Array.from({ length: 230 }, (_, at) => ({ value: `v${at}`, label: `Choice ${at}` }))
    const card = dialog([
      { kind: 'select', name: 'many', label: 'Many', options, initial: 'v120' },
      { kind: 'checks', name: 'checks', label: 'Checks', options, initial: ['v1', 'v200', 'gone'] },
    ])
    expect(cardFaults(card, 'dialog')).toEqual([])
    expect(sent(card).values).toEqual({ many: 'v120', checks: ['v1', 'v200'] })
    expect(sent(card, { many: 'v3' }).values.many).toBe('v3')
  })

  it('that is shown again tells the news above, and keeps what was typed', () => {
    const parts: readonly Field[] = [
      { kind: 'text', name: 'title', label: 'Title' },
      {
        kind: 'search',
        name: 'zone',
        label: 'Zone',
        source: 'time-zones',
        initial: { value: 'UTC', label: 'UTC' },
      },
    ]
    const before = sent(dialog(parts), { title: 'Mail <b>', zone: 'Asia/Tokyo' })
    const card = toDialog(aForm(parts), {
      ...opened,
      step: 1,
      note: '⚠ Title: too short\n⚠ Zone: unknown',
      typed: before.values,
      over: before.memory,
    })
    expect(text(card)).toBe('⚠ Title: too short\n⚠ Zone: unknown')
    expect(sent(card)).toMatchObject({
      values: { title: 'Mail <b>', zone: 'Asia/Tokyo' },
      memory: { step: 1 },
    })
  })

  it('that is drawn anew takes its new default only where the person left the old one', () => {
    const form = (language: string) =>
      aForm([
        { kind: 'text', name: 'title', label: 'Title' },
        {
          kind: 'select',
          name: 'language',
          label: 'Language',
          options: ['ja', 'en', 'de'].map((value) => ({ value, label: value })),
          initial: language,
        },
      ])
    const first = toDialog(form('ja'), opened)
    const again = (card: typeof first, language: string, changed: Readonly<Record<string, string>>) => {
      const { values, memory } = sent(card, changed)
      return toDialog(form(language), { ...opened, typed: values, over: memory })
    }
    expect(sent(again(first, 'en', { title: 'x' })).values).toEqual({ title: 'x', language: 'en' })
    const chosen = again(first, 'en', { language: 'de' })
    expect(sent(chosen).values.language).toBe('de')
    // Without a memory of the first drawing nothing is taken for a default.
    const blind = toDialog(form('en'), { ...opened, typed: { title: '', language: 'ja' } })
    expect(sent(blind).values.language).toBe('ja')
    // The choice is remembered through further drawings.
    expect(sent(again(chosen, 'en', {})).values.language).toBe('de')
  })

  it('drops a typed choice that is no longer offered', () => {
    const form = (value: string) =>
      aForm([{ kind: 'select', name: 'a', label: 'A', options: [{ value, label: value }], initial: value }])
    const { values, memory } = sent(toDialog(form('old'), opened))
    expect(sent(toDialog(form('new'), { ...opened, typed: values, over: memory })).values.a).toBe('new')
  })

  it('tells the bot of a change that needs it drawn anew; by hand as well', () => {
    const card = dialog([{ kind: 'search', name: 'who', label: 'Who', source: 'customers', refresh: true }])
    const asked = actionsIn(card.sections).map((one) => readParameters(one.parameters))
    const change = widgetsIn(card).find((one) => one.selectionInput)?.selectionInput?.onChangeAction
    expect(readParameters(clickOf(change ?? {}).parameters)).toMatchObject({ kind: 'refresh' })
    expect(asked.map((one) => one?.kind)).toEqual(['refresh'])
  })

  it('that no cutting can make fit is refused aloud', () => {
    const options = Array.from({ length: 100 }, (_, at) => ({
      value: `${'v'.repeat(140)}${at}`,
      label: `${at}`,
    }))
    const parts = Array.from(
      { length: 20 },
      (_, at): Field => ({ kind: 'select', name: `f${at}`, label: 'F', options }),
    )
    expect(() => dialog(parts)).toThrow(RenderError)
  })
})
