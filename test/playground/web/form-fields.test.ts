import type { KnownBlock } from '@slack/types'
import { describe, expect, it } from 'vitest'
import { checkForm } from '../../../playground/web/lib/check-form.ts'
import { type Drafts, keepDrafts, readDrafts, toViewState } from '../../../playground/web/lib/drafts.ts'
import { en } from '../../../playground/web/lib/page-texts.ts'

const label = { type: 'plain_text', text: 'Label' } as const
const red = { text: { type: 'plain_text', text: 'Red' }, value: 'red' } as const

const title: KnownBlock = {
  type: 'input',
  block_id: 'title',
  label,
  element: { type: 'plain_text_input', action_id: 'a', max_length: 5 },
}
const colour: KnownBlock = {
  type: 'input',
  block_id: 'colour',
  label,
  optional: true,
  element: { type: 'static_select', action_id: 'a', options: [red] },
}
const files: KnownBlock = {
  type: 'input',
  block_id: 'files',
  label,
  optional: true,
  element: { type: 'file_input', action_id: 'a', max_files: 1 },
}
const typed: Drafts = { 'title a plain_text_input': { kind: 'text', text: 'Hello' } }

describe('what is typed into a form', () => {
  it('is sent in Slack’s own shape, empty fields among it', () => {
    expect(toViewState([title, colour, files], typed)).toEqual({
      title: { a: { type: 'plain_text_input', value: 'Hello' } },
      colour: { a: { type: 'static_select', selected_option: null } },
      files: { a: { type: 'file_input', files: [] } },
    })
  })

  it('stays when the bot draws the form anew, where block, action and type are the same', () => {
    expect(keepDrafts(typed, [colour, title])).toEqual(typed)
    expect(keepDrafts(typed, [colour])).toEqual({})
  })

  it('comes back from what the server holds', () => {
    const state = {
      title: { a: { type: 'plain_text_input', value: 'Hello' } },
      colour: { a: { type: 'static_select', selected_option: red } },
    }
    const drafts = readDrafts([title, colour], state)
    expect(toViewState([title, colour], drafts)).toEqual(state)
  })

  it('is refused before it is sent: an empty required field, and one that is too long by how much', () => {
    expect(checkForm([title, colour], {}, en)).toEqual({ title: en.required })
    const long: Drafts = { 'title a plain_text_input': { kind: 'text', text: 'Too long' } }
    expect(checkForm([title], long, en)).toEqual({ title: en.tooLong(5, 3) })
    expect(checkForm([title], typed, en)).toEqual({})
  })
})
