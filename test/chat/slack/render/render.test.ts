import { describe, expect, it } from 'vitest'
import { checkMessageBlocks, checkView } from '../../../../playground/slack/local-limits.ts'
import { cut, pieces } from '../../../../src/chat/plain-text.ts'
import { RenderError } from '../../../../src/chat/render-error.ts'
import { message } from '../../../../src/chat/slack/render/message.ts'
import { formView, readFormState } from '../../../../src/chat/slack/render/modal.ts'
import { typedText } from '../../../../src/chat/slack/render/text.ts'
import type { Block, Button, Field } from '../../../../views/view.ts'
import { texts } from '../support/bot.ts'

const place = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const rendered = (...blocks: readonly Block[]) => message({ kind: 'card', summary: 'Summary', blocks }).blocks
const button = (more: Partial<Button> = {}): Button => ({
  label: 'Close',
  command: 'close',
  args: { case: '1001' },
  ...more,
})
const form = (parts: readonly Field[], formState: Readonly<Record<string, string>> = {}) =>
  formView(
    { kind: 'form', command: 'new', title: 'A title that is longer than Slack takes', parts, formState },
    { place, step: 0 },
  )

describe('text', () => {
  it('is cut between graphemes, with an ellipsis', () => {
    const family = '👩‍👩‍👧‍👦'
    expect(cut(`ab${family}cd`, 6)).toBe('ab…')
    expect(cut('みどり商会', 4)).toBe('みどり…')
    expect(cut('fits', 4)).toBe('fits')
  })

  it('of any length is kept whole in pieces, parted at line breaks where there are some', () => {
    const long = Array.from({ length: 900 }, (_, at) => `line ${at}`).join('\n')

    const parts = pieces(long, 3000)

    expect(parts.join('')).toBe(long)
    expect(parts.every((part) => part.length <= 3000)).toBe(true)
    expect(parts.slice(0, -1).every((part) => part.endsWith('\n'))).toBe(true)
  })

  it('of a message comes back as its reader saw it', () => {
    expect(typedText('<!here> see <#C1|cases> and <https://a.example>')).toBe(
      '@here see cases and https://a.example',
    )
    expect(typedText('1 &lt; 2 &amp;&amp; &amp;lt;')).toBe('1 < 2 && &lt;')
  })
})

describe('a message', () => {
  it('quotes a long text whole, in several blocks (complaint 8)', () => {
    const said = 'A long story. '.repeat(600)

    const blocks = rendered({ kind: 'quote', text: said })

    expect(blocks.length).toBeGreaterThan(2)
    expect(texts(blocks).replaceAll('\n', '')).toBe(said)
  })

  it('that is too long keeps its buttons and says that there is more', () => {
    const blocks = rendered(
      { kind: 'quote', text: 'word '.repeat(8000) },
      { kind: 'text', text: 'After the quote' },
      { kind: 'actions', buttons: [button()] },
    )

    expect(checkMessageBlocks(blocks)).toBeUndefined()
    expect(blocks.at(-2)).toMatchObject({ type: 'context', elements: [{ text: '… /case show' }] })
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' })
  })

  it('of a hundred list lines stays within fifty blocks', () => {
    const lines = Array.from(
      { length: 100 },
      (_, at): Block => ({ kind: 'item', title: `Case ${at}`, detail: ['new'], button: button() }),
    )

    expect(rendered(...lines)).toHaveLength(50)
  })

  it('shows a moment in each reader’s own time zone', () => {
    const [block] = rendered({ kind: 'quiet', parts: ['opened', { at: new Date('2026-11-02T12:00:00Z') }] })

    expect(block).toMatchObject({
      elements: [
        { type: 'plain_text', text: 'opened', emoji: false },
        { type: 'mrkdwn', text: '<!date^1793620800^{date_short_pretty} {time}|2026-11-02 12:00 UTC>' },
      ],
    })
  })

  it('shows labels in bold, and a value with markup in it as it was typed', () => {
    const [block] = rendered({
      kind: 'fields',
      fields: [
        { label: 'Customer', value: 'A & B <Ltd>' },
        { label: 'Title', value: ':tada: *free*' },
      ],
    })

    expect(block).toMatchObject({
      fields: [
        { type: 'mrkdwn', text: '*Customer*\nA &amp; B &lt;Ltd&gt;', verbatim: true },
        { type: 'plain_text', text: 'Title\n:tada: *free*', emoji: false },
      ],
    })
  })

  it('keeps notification texts from mentioning anyone', () => {
    const { text } = message({ kind: 'notice', tone: 'info', text: '<!channel> & :tada: <@U1>' })

    expect(text).toBe('&lt;!channel&gt; &amp; :\u200btada: &lt;@U1&gt;')
  })
})

describe('buttons', () => {
  it('go into a menu where they are lesser, but not one that asks for a confirmation', () => {
    const confirm = { title: 'Close?', text: 'Really?', yes: 'Yes', no: 'No' }
    const [block] = rendered({
      kind: 'actions',
      buttons: [button()],
      more: [button({ label: 'A' }), button({ label: 'B' }), button({ label: 'C', confirm })],
    })

    expect(block).toMatchObject({
      elements: [
        { type: 'button', text: { text: 'Close' } },
        { type: 'button', text: { text: 'C' }, confirm: { title: { text: 'Close?' } } },
        {
          type: 'overflow',
          options: [{ text: { text: 'A' }, value: '["close",{"case":"1001"}]' }, { text: { text: 'B' } }],
        },
      ],
    })
  })

  it('are refused aloud where their arguments do not fit: 2000 characters', () => {
    expect(() =>
      rendered({ kind: 'actions', buttons: [button({ args: { text: 'x'.repeat(1900) } })] }),
    ).not.toThrow()
    expect(() =>
      rendered({ kind: 'actions', buttons: [button({ args: { text: 'x'.repeat(2000) } })] }),
    ).toThrow(RenderError)
  })

  it('stand in the row where a menu entry, which carries 150 characters, could not hold their arguments', () => {
    const more = (size: number) => [button(), button(), button({ args: { text: 'x'.repeat(size) } })]
    const kinds = (size: number) =>
      JSON.stringify(rendered({ kind: 'actions', buttons: [], more: more(size) })).match(
        /"(overflow|button)"/g,
      )

    expect(kinds(100)).toEqual(['"overflow"'])
    expect(kinds(150)).toEqual(['"button"', '"overflow"'])
  })
})

describe('a link', () => {
  it('is a button that opens its address, before the other buttons, and runs nothing', () => {
    const { blocks } = message({
      kind: 'notice',
      tone: 'info',
      text: 'Sign in.',
      link: { label: 'Sign in with Google', url: 'https://cases.example.com/link/secret' },
      buttons: [{ label: 'Help', command: 'help', args: {} }],
    })

    expect(checkMessageBlocks(blocks)).toBeUndefined()
    expect(blocks.slice(1)).toMatchObject([
      { elements: [{ url: 'https://cases.example.com/link/secret', action_id: 'open:1' }] },
      { elements: [{ action_id: 'run:help:1' }] },
    ])
  })
})

describe('a form', () => {
  it('carries its command, place and hidden context, up to what Slack keeps', () => {
    const view = form([], { customer: 'C-midori' })

    expect(view.title.text).toHaveLength(24)
    expect(readFormState(view.private_metadata ?? '')).toEqual({
      command: 'new',
      place,
      hidden: { customer: 'C-midori' },
      step: 0,
      touched: [],
    })
    expect(() => form([], { note: 'x'.repeat(3000) })).toThrow(RenderError)
    expect(readFormState('{}')).toBeUndefined()
  })

  it('shows more choices than Slack takes in one go: in groups, or as a menu for radio buttons', () => {
    const options = Array.from({ length: 130 }, (_, at) => ({ value: `v${at}`, label: `Choice ${at}` }))
    const view = form([
      { kind: 'select', name: 'many', label: 'Many', options, initial: 'v120' },
      { kind: 'radio', name: 'radio', label: 'Radio', options: options.slice(0, 11), initial: 'v3' },
      {
        kind: 'checks',
        name: 'checks',
        label: 'Checks',
        options: options.slice(0, 11),
        initial: ['v1', 'gone'],
      },
    ])

    expect(checkView(view, 'modal')).toBeUndefined()
    expect(view.blocks).toMatchObject([
      {
        element: {
          type: 'static_select',
          initial_option: { value: 'v120' },
          option_groups: [{ label: { text: '1–100' } }, { label: { text: '101–130' } }],
        },
      },
      { element: { type: 'static_select', initial_option: { value: 'v3' } } },
      { element: { type: 'multi_static_select', initial_options: [{ value: 'v1' }] } },
    ])
  })

  it('never begins with a choice that is not there, an impossible date or an empty text', () => {
    const view = form([
      { kind: 'select', name: 'a', label: 'A', options: [{ value: 'x', label: 'X' }], initial: 'gone' },
      { kind: 'date', name: 'b', label: 'B', initial: '2026-13-45' },
      { kind: 'text', name: 'c', label: 'C', initial: '' },
    ])

    expect(JSON.stringify(view.blocks)).not.toContain('initial_')
  })
})
