import { describe, expect, test } from 'vitest'
import { checkMessageBlocks, checkView } from '../../../playground/slack/local-limits.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const long = (length: number) => 'x'.repeat(length)
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const section = { type: 'section', text: mrkdwn('Hello') }
const option = (index: number) => ({ text: plain(`Option ${index}`), value: `v${index}` })
const button = (changes: object = {}) => ({ type: 'button', action_id: 'b', text: plain('Go'), ...changes })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const select = (changes: object) => ({ type: 'static_select', action_id: 's', ...changes })
const input = (element: object, changes: object = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...changes,
})
const modal = (changes: object = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Send'),
  blocks: [section],
  ...changes,
})

describe('a message at the limit is taken, one step beyond is refused', () => {
  const table: [name: string, good: object[], bad: object[], fault: string][] = [
    [
      '50 blocks',
      many(50, () => section),
      many(51, () => section),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'section text of 3000',
      [{ ...section, text: mrkdwn(long(3000)) }],
      [{ ...section, text: mrkdwn(long(3001)) }],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a section field of 2000',
      [{ type: 'section', fields: [mrkdwn(long(2000))] }],
      [{ type: 'section', fields: [mrkdwn(long(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      '10 fields',
      [{ type: 'section', fields: many(10, () => mrkdwn('a')) }],
      [{ type: 'section', fields: many(11, () => mrkdwn('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a header of 150',
      [{ type: 'header', text: plain(long(150)) }],
      [{ type: 'header', text: plain(long(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '25 actions',
      [actions(...many(25, (index) => button({ action_id: `b${index}` })))],
      [actions(...many(26, (index) => button({ action_id: `b${index}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '10 things in a context',
      [{ type: 'context', elements: many(10, () => mrkdwn('a')) }],
      [{ type: 'context', elements: many(11, () => mrkdwn('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '100 options',
      [actions(select({ options: many(100, option) }))],
      [actions(select({ options: many(101, option) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an option text of 75',
      [actions(select({ options: [{ text: plain(long(75)), value: 'v' }] }))],
      [actions(select({ options: [{ text: plain(long(76)), value: 'v' }] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option value of 150',
      [actions(select({ options: [{ text: plain('a'), value: long(150) }] }))],
      [actions(select({ options: [{ text: plain('a'), value: long(151) }] }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      '5 lines in an overflow',
      [actions({ type: 'overflow', action_id: 'o', options: many(5, option) })],
      [actions({ type: 'overflow', action_id: 'o', options: many(6, option) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '10 check boxes',
      [actions({ type: 'checkboxes', action_id: 'c', options: many(10, option) })],
      [actions({ type: 'checkboxes', action_id: 'c', options: many(11, option) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '10 radio buttons',
      [actions({ type: 'radio_buttons', action_id: 'r', options: many(10, option) })],
      [actions({ type: 'radio_buttons', action_id: 'r', options: many(11, option) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a button text of 75',
      [actions(button({ text: plain(long(75)) }))],
      [actions(button({ text: plain(long(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2000',
      [actions(button({ value: long(2000) }))],
      [actions(button({ value: long(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action_id of 255',
      [actions(button({ action_id: long(255) }))],
      [actions(button({ action_id: long(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a block_id of 255',
      [{ ...section, block_id: long(255) }],
      [{ ...section, block_id: long(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'block_ids that differ',
      [
        { ...section, block_id: 'a' },
        { ...section, block_id: 'b' },
      ],
      [
        { ...section, block_id: 'a' },
        { ...section, block_id: 'a' },
      ],
      'block_id a already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'action_ids that differ',
      [actions(button(), button({ action_id: 'c' }))],
      [actions(button(), button())],
      'action_id b already exists [json-pointer:/blocks/0]',
    ],
    [
      'an initial option among the options',
      [actions(select({ options: [option(1)], initial_option: option(1) }))],
      [actions(select({ options: [option(1)], initial_option: option(2) }))],
      'initial_option must be one of the options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a select with options',
      [actions(select({ options: [option(1)] }))],
      [actions(select({}))],
      'must have one of options and option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a section with text',
      [section],
      [{ type: 'section' }],
      'must have one of text and fields [json-pointer:/blocks/0]',
    ],
    [
      'a header with text',
      [{ type: 'header', text: plain('a') }],
      [{ type: 'header' }],
      'missing required field: text [json-pointer:/blocks/0]',
    ],
    [
      'a header in plain text',
      [{ type: 'header', text: plain('a') }],
      [{ type: 'header', text: mrkdwn('a') }],
      'Invalid input: expected "plain_text" [json-pointer:/blocks/0/text/type]',
    ],
    [
      'texts that are not empty',
      [section],
      [{ ...section, text: mrkdwn('') }],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'known blocks',
      [section],
      [{ type: 'sektion' }],
      'unsupported type: sektion [json-pointer:/blocks/0/type]',
    ],
    [
      'known keys',
      [section],
      [{ ...section, colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'inputs in modals only',
      [section],
      [input({ type: 'plain_text_input', action_id: 'a' })],
      'unsupported type: input [json-pointer:/blocks/0/type]',
    ],
    [
      'files in inputs only',
      [section],
      [{ ...section, accessory: { type: 'file_input', action_id: 'f' } }],
      'unsupported type: file_input [json-pointer:/blocks/0/accessory/type]',
    ],
  ]
  test.each(table)('%s', (_name, good, bad, fault) => {
    expect(checkMessageBlocks(good)).toBeUndefined()
    expect(checkMessageBlocks(bad)).toEqual({ error: 'invalid_blocks', messages: [`[ERROR] ${fault}`] })
  })

  test('13,000 characters over all blocks', () => {
    const fill = (length: number) => [
      ...many(4, () => ({ ...section, text: mrkdwn(long(3000)) })),
      { ...section, text: mrkdwn(long(length)) },
    ]
    expect(checkMessageBlocks(fill(1000))).toBeUndefined()
    expect(checkMessageBlocks(fill(1001))?.error).toBe('msg_blocks_too_long')
  })
})

describe('a modal at the limit is taken, one step beyond is refused', () => {
  const text = (changes: object = {}) => input({ type: 'plain_text_input', action_id: 'a', ...changes })
  const table: [name: string, good: object, bad: object, fault: string][] = [
    [
      '100 blocks',
      { blocks: many(100, () => section) },
      { blocks: many(101, () => section) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a title of 24',
      { title: plain(long(24)) },
      { title: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a submit of 24',
      { submit: plain(long(24)) },
      { submit: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a close of 24',
      { close: plain(long(24)) },
      { close: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'private_metadata of 3000',
      { private_metadata: long(3000) },
      { private_metadata: long(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id of 255',
      { callback_id: long(255) },
      { callback_id: long(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'a submit where there are inputs',
      { blocks: [text()] },
      { blocks: [text()], submit: undefined },
      'missing required field: submit, which a modal with input blocks needs [json-pointer:/view/submit]',
    ],
    ['a title', {}, { title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'max_length of 3000',
      { blocks: [text({ max_length: 3000 })] },
      { blocks: [text({ max_length: 3001 })] },
      'must be no more than 3000 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'initial text of 3000',
      { blocks: [text({ initial_value: long(3000) })] },
      { blocks: [text({ initial_value: long(3001) })] },
      'must be less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      '10 files',
      { blocks: [input({ type: 'file_input', action_id: 'f', max_files: 10 })] },
      { blocks: [input({ type: 'file_input', action_id: 'f', max_files: 11 })] },
      'must be no more than 10 [json-pointer:/view/blocks/0/element/max_files]',
    ],
    [
      'no button as an input',
      {},
      { blocks: [input(button())] },
      'unsupported type: button [json-pointer:/view/blocks/0/element/type]',
    ],
    [
      'a placeholder of 150',
      { blocks: [text({ placeholder: plain(long(150)) })] },
      { blocks: [text({ placeholder: plain(long(151)) })] },
      'must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]',
    ],
  ]
  test.each(table)('%s', (_name, good, bad, fault) => {
    expect(checkView(modal(good), 'modal')).toBeUndefined()
    const refused = checkView(modal(bad), 'modal')
    expect(refused?.error).toBe('invalid_arguments')
    expect(refused?.messages).toContain(`[ERROR] ${fault}`)
  })

  test('250 KB', () => {
    const heavy = (count: number) =>
      modal({ blocks: many(count, () => ({ ...section, text: mrkdwn(long(2990)) })) })
    expect(checkView(heavy(80), 'modal')).toBeUndefined()
    expect(checkView(heavy(90), 'modal')?.error).toBe('view_too_large')
  })

  test('a home tab is no modal', () => {
    expect(checkView({ type: 'home', blocks: [] }, 'modal')?.error).toBe('invalid_arguments')
    expect(checkView({ type: 'home', blocks: [section] }, 'home')).toBeUndefined()
  })
})
