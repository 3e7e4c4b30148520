import type { ViewClosedAction, ViewOutput } from '@slack/bolt'
import type { View } from '@slack/types'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stage, setStage } from './support.ts'

/** What the bot was sent, and how it is to answer the next submission. */
let stage: Stage
let opens: View
let answer: object | undefined
let submitted: ViewOutput['state']['values']
let submissions = 0
let actions: { readonly action_id: string; readonly [key: string]: unknown }[] = []
let closed: { readonly callback_id: string; readonly cleared: boolean }[] = []
let redraws: View | undefined

const plain = (text: string) => ({ type: 'plain_text', text }) as const
const option = (name: string) => ({ text: plain(name), value: name.toLowerCase() })
const customers = ['Aozora Foods', 'Aoyama Books', 'Blue Lake'].map(option)

function modal(changes: object): View {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Form'),
    submit: plain('Send'),
    blocks: [],
    ...changes,
  } as View
}

function input(label: string, element: object, changes: object = {}) {
  return {
    type: 'input',
    block_id: label.toLowerCase(),
    label: plain(label),
    element: { action_id: 'value', ...element },
    ...changes,
  }
}

beforeAll(async () => {
  stage = await setStage()
  const { app } = stage
  app.command('/case', async ({ ack, body, client }) => {
    await ack()
    await client.views.open({ trigger_id: body.trigger_id, view: opens })
  })
  app.view('form', async ({ ack, view }) => {
    submissions += 1
    submitted = view.state.values
    await ack(answer as never)
  })
  app.view<ViewClosedAction>({ callback_id: 'form', type: 'view_closed' }, async ({ ack, view, body }) => {
    closed.push({ callback_id: view.callback_id, cleared: body.is_cleared })
    await ack()
  })
  app.action(/.*/, async ({ ack, body, action, client }) => {
    actions.push(action as never)
    await ack()
    if (redraws && body.type === 'block_actions' && body.view) {
      await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: redraws })
    }
  })
  app.options('value', async ({ ack, options }) => {
    await ack({
      options: customers.filter((one) => one.text.text.toLowerCase().includes(options.value.toLowerCase())),
    })
  })
})

beforeEach(() => {
  answer = undefined
  submissions = 0
  actions = []
  closed = []
  redraws = undefined
})

afterAll(() => stage.close())

async function openForm(view: View) {
  opens = view
  expect(await stage.aiko.command('support', '/case')).toEqual({ ok: true })
  return stage.aiko.view()
}

test('every kind of input comes to the bot as Slack sends it', async () => {
  const form = await openForm(
    modal({
      blocks: [
        input('Title', { type: 'plain_text_input' }),
        input('Severity', { type: 'static_select', options: ['P1', 'P2'].map(option) }),
        input('Customer', { type: 'external_select', min_query_length: 2 }),
        input('Also', { type: 'checkboxes', options: ['Mail', 'Drive', 'Meet'].map(option) }),
        input('Impact', { type: 'radio_buttons', options: ['One', 'Many'].map(option) }),
        input('Since', { type: 'datepicker' }),
        input('Person', { type: 'users_select' }),
        input('Note', { type: 'plain_text_input' }, { optional: true }),
        input('Files', { type: 'file_input', max_files: 2, filetypes: ['txt'] }),
      ],
    }),
  )
  const file = await stage.aiko.upload('log.txt', 'line one')
  const answered = await stage.aiko.submit(form, {
    Title: 'メールが遅い <b>',
    Severity: 'P2',
    Customer: 'Aozora',
    Also: ['Mail', 'Meet'],
    Impact: 'many',
    Since: '2026-11-22',
    Person: stage.slack.users.get('ben') ?? '',
    Files: [file.id],
  })

  expect(answered).toEqual({ ok: true, closed: true })
  expect(submitted).toMatchObject({
    title: { value: { type: 'plain_text_input', value: 'メールが遅い <b>' } },
    severity: { value: { selected_option: option('P2') } },
    customer: { value: { type: 'external_select', selected_option: option('Aozora Foods') } },
    also: { value: { selected_options: [option('Mail'), option('Meet')] } },
    impact: { value: { selected_option: option('Many') } },
    since: { value: { selected_date: '2026-11-22' } },
    person: { value: { selected_user: stage.slack.users.get('ben') } },
    note: { value: { type: 'plain_text_input', value: null } },
    files: { value: { files: [{ id: file.id, name: 'log.txt', size: 8, mimetype: 'text/plain' }] } },
  })
})

test('the bot downloads a submitted file with its token, and nobody else does', async () => {
  const form = await openForm(modal({ blocks: [input('Files', { type: 'file_input' })] }))
  const file = await stage.aiko.upload('notes.txt', 'for the bot')
  const info = () => stage.app.client.files.info({ file: file.id })
  await expect(info()).rejects.toThrow('file_not_found')

  await stage.aiko.submit(form, { Files: [file.id] })

  const address = (await info()).file?.url_private ?? ''
  expect(await (await fetch(address, { headers: { Authorization: 'Bearer xoxb-for-tests' } })).text()).toBe(
    'for the bot',
  )
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(302)
})

describe('what the client refuses never reaches the bot', () => {
  const refused: [name: string, element: object, state: object, error: string][] = [
    [
      'an empty required text',
      { type: 'plain_text_input' },
      { value: '' },
      'Please complete this required field.',
    ],
    [
      '3001 characters',
      { type: 'plain_text_input' },
      { value: 'x'.repeat(3001) },
      'Must be no more than 3000 characters.',
    ],
    [
      'text beyond max_length',
      { type: 'plain_text_input', max_length: 5 },
      { value: 'sixsix' },
      'Must be no more than 5 characters.',
    ],
    [
      'text under min_length',
      { type: 'plain_text_input', min_length: 5 },
      { value: 'four' },
      'Must be at least 5 characters.',
    ],
    [
      'an option that is not offered',
      { type: 'static_select', options: [option('P1')] },
      { selected_option: option('P9') },
      'That is not one of the choices.',
    ],
    [
      'a suggestion that was never made',
      { type: 'external_select' },
      { selected_option: option('Made Up') },
      'That is not one of the choices.',
    ],
    [
      'no check box',
      { type: 'checkboxes', options: [option('A')] },
      { selected_options: [] },
      'Please complete this required field.',
    ],
    ['a date that is none', { type: 'datepicker' }, { selected_date: '2026-02-31' }, 'Choose a date.'],
    [
      'a number with letters',
      { type: 'number_input', is_decimal_allowed: false },
      { value: 'ten' },
      'Enter a number.',
    ],
    [
      'an address without @',
      { type: 'email_text_input' },
      { value: 'nobody' },
      'Enter a valid email address.',
    ],
    [
      'a file that was never uploaded',
      { type: 'file_input' },
      { files: [{ id: 'F000' }] },
      'The file could not be found. Upload it again.',
    ],
    [
      'a person who is not there',
      { type: 'users_select' },
      { selected_user: 'U000' },
      'That is not one of the choices.',
    ],
  ]
  test.each(refused)('%s', async (_name, element, state, error) => {
    const form = await openForm(modal({ blocks: [input('Field', element)] }))
    const response = await fetch(`${stage.slack.url}/local/submit`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        user: 'aiko',
        view_id: form.id,
        state: { field: { value: { ...element, ...state } } },
      }),
    })
    expect(await response.json()).toEqual({ ok: true, closed: false, errors: { field: error } })
    expect(submissions).toBe(0)
  })
})

test('errors stand at their fields, the form stays open, and what was typed stays in it', async () => {
  answer = { response_action: 'errors', errors: { title: 'Say more.' } }
  const form = await openForm(modal({ blocks: [input('Title', { type: 'plain_text_input' })] }))

  expect(await stage.aiko.submit(form, { Title: 'Hm' })).toEqual({
    ok: true,
    closed: false,
    errors: { title: 'Say more.' },
  })

  const [open] = await stage.aiko.views()
  expect(open?.id).toBe(form.id)
  expect(open?.state).toMatchObject({ title: { value: { value: 'Hm' } } })
})

test('errors that name no input are not understood', async () => {
  answer = { response_action: 'errors', errors: { nothing: 'Wrong.' } }
  const form = await openForm(modal({ blocks: [input('Title', { type: 'plain_text_input' })] }))
  expect(await stage.aiko.submit(form, { Title: 'Hm' })).toMatchObject({ ok: false, error: 'bad_answer' })
})

test('a submission updates, pushes and clears; a fourth view is refused', async () => {
  const at = (name: string) =>
    modal({ blocks: [input(name, { type: 'plain_text_input' }, { optional: true })] })
  const first = await openForm(at('First'))

  answer = { response_action: 'update', view: at('Updated') }
  expect(await stage.aiko.submit(first)).toEqual({ ok: true, closed: false })
  const updated = await stage.aiko.view()
  expect(updated.id).toBe(first.id)
  expect(updated.hash).not.toBe(first.hash)

  answer = { response_action: 'push', view: at('Second') }
  await stage.aiko.submit(updated)
  await stage.aiko.submit(await stage.aiko.view())
  expect(await stage.aiko.views()).toHaveLength(3)
  expect((await stage.aiko.view()).previous_view_id).toBe((await stage.aiko.views())[1]?.id)
  expect(await stage.aiko.submit(await stage.aiko.view())).toMatchObject({
    ok: false,
    message: expect.stringContaining('push_limit_reached'),
  })

  answer = undefined
  await stage.aiko.submit(await stage.aiko.view())
  expect(await stage.aiko.views()).toHaveLength(2)
  answer = { response_action: 'clear' }
  expect(await stage.aiko.submit(await stage.aiko.view())).toEqual({ ok: true, closed: true })
  expect(await stage.aiko.views()).toEqual([])
})

test('a view in an answer is held to the limits', async () => {
  answer = { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) }
  const form = await openForm(
    modal({ blocks: [input('Title', { type: 'plain_text_input' }, { optional: true })] }),
  )
  expect(await stage.aiko.submit(form)).toMatchObject({
    ok: false,
    error: 'bad_answer',
    message: expect.stringContaining('json-pointer:/view/title/text'),
  })
})

test('a field with dispatch_action tells the bot at once, and a redrawn form keeps what was typed', async () => {
  const title = input('Title', { type: 'plain_text_input' })
  const customer = input(
    'Customer',
    { type: 'external_select', min_query_length: 1 },
    { dispatch_action: true },
  )
  redraws = modal({ blocks: [title, customer, { type: 'section', text: plain('Premium') }] })
  const form = await openForm(modal({ blocks: [title, customer] }))

  const filled = await stage.aiko.fill(form, { Title: 'Slow mail', Customer: 'Blue Lake' })

  expect(actions).toMatchObject([
    { type: 'external_select', block_id: 'customer', selected_option: option('Blue Lake') },
  ])
  expect(filled.view.blocks).toHaveLength(3)
  expect(filled.state).toMatchObject({
    title: { value: { value: 'Slow mail' } },
    customer: { value: { selected_option: option('Blue Lake') } },
  })
  expect(await stage.aiko.submit(filled.view)).toEqual({ ok: true, closed: true })
  expect(submitted.title?.value?.value).toBe('Slow mail')
})

test('a query shorter than min_query_length is not sent', async () => {
  const form = await openForm(modal({ blocks: [input('Customer', { type: 'external_select' })] }))
  expect(await stage.aiko.suggest(form, 'Customer', 'Ao')).toMatchObject({
    ok: false,
    error: 'query_too_short',
  })
  expect(await stage.aiko.suggest(form, 'Customer', 'Aoy')).toEqual({
    ok: true,
    options: [option('Aoyama Books')],
  })
})

test('closing tells a bot that asked for it, and with clear_on_close takes the whole stack', async () => {
  const quiet = await openForm(modal({ blocks: [] }))
  await stage.aiko.close(quiet)
  expect(closed).toEqual([])

  const field = input('Title', { type: 'plain_text_input' }, { optional: true })
  const loud = await openForm(modal({ notify_on_close: true, blocks: [field] }))
  answer = {
    response_action: 'push',
    view: modal({ notify_on_close: true, clear_on_close: true, blocks: [field] }),
  }
  await stage.aiko.submit(loud)
  await stage.aiko.close(await stage.aiko.view())
  expect(await stage.aiko.views()).toEqual([])
  expect(closed).toHaveLength(2)
  expect(await stage.aiko.submit(loud)).toMatchObject({ ok: false, error: 'view_not_found' })
})

test('an old hash is a conflict', async () => {
  const form = await openForm(
    modal({ blocks: [input('Title', { type: 'plain_text_input' }, { optional: true })] }),
  )
  const update = () =>
    stage.app.client.views.update({ view_id: form.id, hash: form.hash, view: modal({ blocks: [] }) })
  await update()
  await expect(update()).rejects.toThrow('hash_conflict')
})

test("nobody touches another person's form", async () => {
  const form = await openForm(
    modal({ blocks: [input('Title', { type: 'plain_text_input' }, { optional: true })] }),
  )
  expect(await stage.ben.submit(form)).toMatchObject({ ok: false, error: 'view_not_found' })
  expect(await stage.ben.close(form)).toMatchObject({ ok: false, error: 'view_not_found' })
})

test('buttons and overflow menus in messages send what they carry', async () => {
  await stage.app.client.chat.postMessage({
    channel: stage.slack.channels.get('general') ?? '',
    text: 'Choose',
    blocks: [
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          { type: 'button', action_id: 'go', text: plain('Go'), value: 'carried' },
          { type: 'overflow', action_id: 'more', options: ['Open', 'Shut'].map(option) },
        ],
      },
    ],
  })
  const message = (await stage.aiko.messages('general')).at(-1)
  if (!message) throw new Error('no message')

  expect(await stage.aiko.press(message, { text: 'Go' })).toEqual({ ok: true })
  expect(await stage.aiko.press(message, { text: 'Shut' })).toEqual({ ok: true })

  expect(actions).toMatchObject([
    { type: 'button', block_id: 'row', action_id: 'go', value: 'carried' },
    { type: 'overflow', block_id: 'row', action_id: 'more', selected_option: option('Shut') },
  ])
})
