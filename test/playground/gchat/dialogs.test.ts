import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../../playground/chat-person.ts'
import type { Envelope } from '../../../playground/gchat/local-options.ts'
import { formCard, type Stage, setStage } from './support.ts'

/** How each kind of app says the same. */
const say = {
  classic: {
    dialog: (card: object) => ({
      actionResponse: { type: 'DIALOG', dialogAction: { dialog: { body: card } } },
    }),
    update: (card: object) => say.classic.dialog(card),
    close: () => ({
      actionResponse: { type: 'DIALOG', dialogAction: { actionStatus: { statusCode: 'OK' } } },
    }),
    message: (message: object) => ({ actionResponse: { type: 'NEW_MESSAGE' }, ...message }),
    edit: (message: object) => ({ actionResponse: { type: 'UPDATE_MESSAGE' }, ...message }),
    suggest: (items: readonly object[]) => ({
      actionResponse: { type: 'UPDATE_WIDGET', updatedWidget: { suggestions: { items } } },
    }),
  },
  'add-on': {
    dialog: (card: object) => ({ action: { navigations: [{ pushCard: card }] } }),
    update: (card: object) => ({ action: { navigations: [{ updateCard: card }] } }),
    close: () => ({ action: { navigations: [{ endNavigation: { action: 'CLOSE_DIALOG' } }] } }),
    message: (message: object) => ({
      hostAppDataAction: { chatDataAction: { createMessageAction: { message } } },
    }),
    edit: (message: object) => ({
      hostAppDataAction: { chatDataAction: { updateMessageAction: { message } } },
    }),
    suggest: (suggestions: readonly object[]) => ({
      action: {
        modifyOperations: [{ updateWidget: { selectionInputWidgetSuggestions: { suggestions } } }],
      },
    }),
  },
}

/** What both envelopes tell, in one shape. */
// biome-ignore lint/suspicious/noExplicitAny: whatever came, as it came
function told(envelope: Envelope, body: any) {
  if (envelope === 'classic')
    return { ...body, ...body.common, type: body.type, text: body.message?.text ?? undefined }
  const { chat, commonEventObject } = body
  const [kind = ''] = Object.keys(chat).filter((key) => key.endsWith('Payload'))
  const types: Readonly<Record<string, string>> = {
    messagePayload: 'MESSAGE',
    appCommandPayload: 'MESSAGE',
    buttonClickedPayload: 'CARD_CLICKED',
    widgetUpdatedPayload: 'WIDGET_UPDATED',
    addedToSpacePayload: 'ADDED_TO_SPACE',
    removedFromSpacePayload: 'REMOVED_FROM_SPACE',
  }
  const payload = chat[kind]
  return { ...chat, ...payload, ...commonEventObject, type: types[kind], text: payload?.message?.text }
}

describe.each(['classic', 'add-on'] as const)('in the %s envelope', (envelope) => {
  const how = say[envelope]
  let stage: Stage
  const last = () => told(envelope, stage.received.at(-1)?.body)

  beforeAll(async () => {
    stage = await setStage({ envelope })
  })
  afterAll(() => stage.close())

  it('a slash command says who, where and what, and may open a dialog; its line is then not posted', async () => {
    stage.answer = () => how.dialog(formCard())

    const answer = await stage.aiko.command('Support', '/form one two')

    expect(answer).toMatchObject({ ok: true, dialog: { card: { header: { title: 'New case' } } } })
    const event = last()
    expect(event).toMatchObject({
      type: 'MESSAGE',
      isDialogEvent: true,
      dialogEventType: 'REQUEST_DIALOG',
      user: { name: stage.chat.users.get('aiko'), email: 'aiko@hoshi.example', type: 'HUMAN' },
      space: { name: stage.chat.spaces.get('Support'), spaceType: 'SPACE' },
      message: { slashCommand: { commandId: '1' }, argumentText: ' one two' },
      userLocale: 'ja-JP',
      timeZone: { id: 'Asia/Tokyo', offset: 9 * 3_600_000 },
    })
    expect(Number(event.appCommandMetadata.appCommandId)).toBe(1)
    expect(await stage.aiko.messages('Support')).toEqual([])
    expect(await stage.ben.openDialog()).toBeNull()
  })

  it('a change redraws the dialog; a search offers choices; what is sent holds every input', async () => {
    const items = [{ text: 'Brightwater Foods', value: 'c1', bottomText: 'brightwater.example' }]
    stage.answer = ({ body }) => {
      const { type, invokedFunction } = told(envelope, body)
      if (type === 'WIDGET_UPDATED') return how.suggest(items)
      return invokedFunction === 'https://app.example/redraw'
        ? how.update(formCard('P1 is for outages'))
        : how.close()
    }
    const opened = await stage.aiko.dialog()
    const { dialog } = await stage.aiko.fill(opened, { Severity: 'P1' })
    expect(last()).toMatchObject({
      type: 'CARD_CLICKED',
      dialogEventType: 'SUBMIT_DIALOG',
      invokedFunction: 'https://app.example/redraw',
      formInputs: { severity: { stringInputs: { value: ['p1'] } } },
    })
    expect(dialog).toMatchObject({ id: opened.id, step: opened.step + 1 })
    expect(wordsOf(dialog)).toContain('P1 is for outages')

    const found = await stage.aiko.suggest(dialog, 'Customer', 'bright')
    expect(found).toMatchObject({ ok: true, items })
    expect(last()).toMatchObject({
      invokedFunction: 'https://app.example/search',
      parameters: { autocomplete_widget_query: 'bright' },
    })

    const sent = await stage.aiko.submit(dialog, {
      Title: 'Mail is late',
      Customer: 'Brightwater',
      When: '2026-11-30',
    })
    expect(sent).toMatchObject({ ok: true, dialog: null })
    expect(last()).toMatchObject({
      type: 'CARD_CLICKED',
      dialogEventType: 'SUBMIT_DIALOG',
      parameters: { k: 'v' },
      formInputs: {
        title: { stringInputs: { value: ['Mail is late'] } },
        severity: { stringInputs: { value: ['p2'] } },
        customer: { stringInputs: { value: ['c1'] } },
        when: { dateInput: { msSinceEpoch: String(Date.UTC(2026, 10, 30)) } },
      },
    })
    expect(last().formInputs.checks).toBeUndefined()
  })

  it('Chat’s client refuses what the card forbids, and choices that nobody offered', async () => {
    stage.answer = () => how.dialog(formCard())
    await stage.aiko.command('Support', '/form')
    const dialog = await stage.aiko.dialog()
    const before = stage.received.length

    expect(await stage.aiko.submit(dialog)).toMatchObject({ ok: false, error: 'required', fields: ['title'] })
    expect(await stage.aiko.submit(dialog, { Title: 'x'.repeat(21) })).toMatchObject({ error: 'bad_input' })
    const invented = await fetch(`${stage.chat.url}/local-chat/click`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        user: 'aiko',
        surface: { type: 'dialog', id: dialog.id },
        at: '/fixedFooter/primaryButton/onClick/action',
        inputs: { title: ['x'], customer: ['invented'] },
      }),
    })
    expect(await invented.json()).toMatchObject({ ok: false, error: 'bad_input' })
    expect(stage.received).toHaveLength(before)
    await stage.aiko.close()
    expect(last()).toMatchObject({ dialogEventType: 'CANCEL_DIALOG' })
    expect(await stage.aiko.openDialog()).toBeNull()
  })

  it('a message in answer to a sent dialog closes it, for all or for one alone', async () => {
    stage.answer = () => how.dialog(formCard())
    await stage.aiko.command('Support', '/form')
    const viewer = stage.chat.users.get('aiko')
    stage.answer = () => how.message({ text: 'Case 1001', privateMessageViewer: { name: viewer } })

    const sent = await stage.aiko.submit(await stage.aiko.dialog(), { Title: 'x' })

    expect(sent).toMatchObject({ ok: true, dialog: null })
    expect((await stage.aiko.messages('Support')).at(-1)).toMatchObject({
      text: 'Case 1001',
      ephemeral: true,
    })
    expect(JSON.stringify(await stage.ben.messages('Support'))).not.toContain('1001')
  })

  it('a command without a dialog posts its line to the person alone; a dialog in answer is refused', async () => {
    stage.answer = () => how.message({ text: 'Here you are' })
    expect(await stage.ben.command('Support', '/plain')).toMatchObject({ ok: true })
    stage.answer = () => how.dialog(formCard())
    const refused = await stage.ben.command('Support', '/plain')

    expect(refused).toMatchObject({
      ok: false,
      error: 'BAD_ANSWER',
      message: expect.stringContaining('OPEN_DIALOG'),
    })
    const seen = await stage.ben.messages('Support')
    expect(seen.filter(({ text }) => text === '/plain').every(({ ephemeral }) => ephemeral)).toBe(true)
    expect((await stage.aiko.messages('Support')).map(({ text }) => text)).toContain('Here you are')
    expect((await stage.aiko.messages('Support')).map(({ text }) => text)).not.toContain('/plain')
  })

  it('a command with files is kept for the app to fetch them, also where a dialog comes of it', async () => {
    stage.answer = () => how.dialog(formCard())
    const file = await stage.aiko.upload('bounce.log', '550')

    await stage.aiko.command('Support', '/form', { files: [file.id] })

    const [attachment] = last().message.attachment
    expect(attachment).toMatchObject({ contentName: 'bounce.log' })
    const kept = await stage.call('GET', last().message.name)
    expect(kept.json.attachment).toEqual([attachment])
    expect((await stage.aiko.messages('Support')).at(-1)).toMatchObject({ ephemeral: true, text: '/form' })
    const theirs = await stage.ben.command('Support', '/form', { files: [file.id] })
    expect(theirs).toMatchObject({ ok: false, error: 'file_not_found' })
    await stage.aiko.close()
  })

  it('a button of a message changes it, or opens a dialog where it says so', async () => {
    const message = (more: object) => ({
      text: 'Pick',
      cardsV2: [
        {
          cardId: 'a',
          card: {
            sections: [
              {
                widgets: [
                  {
                    decoratedText: {
                      text: 'line',
                      button: {
                        text: 'Edit',
                        onClick: { action: { function: 'https://app.example/edit', ...more } },
                      },
                    },
                  },
                ],
              },
            ],
          },
        },
      ],
    })
    await stage.call('POST', `${stage.chat.spaces.get('Support')}/messages`, message({}))
    const root = (await stage.ben.messages('Support')).at(-1)
    if (!root) throw new Error('it was posted')

    stage.answer = () => how.dialog(formCard())
    expect(await stage.ben.press(root, 'Edit')).toMatchObject({ ok: false, error: 'BAD_ANSWER' })
    stage.answer = () => how.edit(message({ interaction: 'OPEN_DIALOG' }))
    expect(await stage.ben.press(root, 'Edit')).toMatchObject({ ok: true })
    expect(last()).toMatchObject({
      type: 'CARD_CLICKED',
      invokedFunction: 'https://app.example/edit',
      text: 'Pick',
    })
    const edited = (await stage.ben.messages('Support')).at(-1)
    if (!edited) throw new Error('it is still there')
    expect(edited).toMatchObject({ ts: root.ts, edited: true })

    stage.answer = () => how.dialog(formCard())
    expect(await stage.ben.press(edited, 'Edit')).toMatchObject({ ok: true, dialog: { step: 0 } })
    expect(last()).toMatchObject({ isDialogEvent: true, dialogEventType: 'REQUEST_DIALOG' })
    await stage.ben.close()
  })

  it('says what is meant for the app only, and answers within a thread stay there', async () => {
    const before = stage.received.length
    await stage.ben.say('Support', 'hello all')
    expect(stage.received).toHaveLength(before)

    stage.answer = () => how.message({ text: 'At your service' })
    const said = await stage.ben.say('Support', '@Testbot hello')
    expect(last()).toMatchObject({ type: 'MESSAGE', message: { argumentText: ' hello' } })
    if (!said.ok) throw new Error(said.message)
    await stage.ben.say('Support', '@Testbot again', { thread: said.ts })
    expect((await stage.ben.messages('Support', said.ts)).map(({ text }) => text)).toEqual([
      '@Testbot hello',
      '@Testbot again',
      'At your service',
    ])
    await stage.ben.attend('Support', false)
    expect(last()).toMatchObject({ type: 'REMOVED_FROM_SPACE' })
    expect(await stage.ben.command('Support', '/form')).toMatchObject({ ok: false, error: 'unknown_command' })
    await stage.ben.attend('Support', true)
    expect(last()).toMatchObject({ type: 'ADDED_TO_SPACE' })
  })

  it.each([
    ['no JSON object', () => ['x'], /no object/],
    ['an unknown field', () => ({ actionResponse: { type: 'NEW_MESSAGE' }, txet: 'x' }), /txet|Unrecognized/],
    [
      'an input without its name',
      () => how.dialog({ sections: [{ widgets: [{ textInput: { label: 'x' } }] }] }),
      /needs a name/,
    ],
    [
      'choices where there is nothing to choose',
      () => how.suggest([{ text: 'x', value: 'x' }]),
      /nothing to suggest/,
    ],
  ])('refuses %s in answer, and says so to the person', async (_, answer, fault) => {
    stage.answer = answer
    const refused = await stage.aiko.command('Support', '/form')

    expect(refused).toMatchObject({ ok: false, error: 'BAD_ANSWER' })
    expect(!refused.ok && refused.message).toMatch(fault)
  })

  it('tells the person when the app answers with an error', async () => {
    stage.answer = () => 500
    expect(await stage.aiko.command('Support', '/form')).toMatchObject({
      ok: false,
      error: 'HTTP_500',
      message: 'Testbot is not responding: it answered 500.',
    })
  })

  it('the home comes in the same shape to both: shown, changed, and a dialog out of it', async () => {
    const button = (text: string, more: object = {}) => ({
      text,
      onClick: { action: { function: `https://app.example/${text}`, ...more } },
    })
    const home = (title: string) => ({
      sections: [
        {
          widgets: [
            { textParagraph: { text: title } },
            { buttonList: { buttons: [button('Again'), button('Open', { interaction: 'OPEN_DIALOG' })] } },
          ],
        },
      ],
    })
    stage.answer = ({ body }) => {
      if (body.chat.type === 'APP_HOME') return { action: { navigations: [{ pushCard: home('First') }] } }
      return body.commonEventObject.invokedFunction.endsWith('Open')
        ? { renderActions: { action: { navigations: [{ pushCard: formCard() }] } } }
        : { renderActions: { action: { navigations: [{ updateCard: home('Second') }] } } }
    }

    expect(JSON.stringify(await stage.aiko.home())).toContain('First')
    await stage.aiko.press('home', 'Again')
    expect(stage.received.at(-1)?.body).toMatchObject({
      chat: { type: 'SUBMIT_FORM', user: { email: 'aiko@hoshi.example' } },
      commonEventObject: { invokedFunction: 'https://app.example/Again' },
    })
    expect(await stage.aiko.press('home', 'Open')).toMatchObject({ dialog: { step: 0 } })
    expect(stage.received.at(-1)?.body.chat).toMatchObject({ dialogEventType: 'REQUEST_DIALOG' })
    await stage.aiko.close()
  })
})

it('a status that is not OK leaves the classic dialog open with its line', async () => {
  const stage = await setStage()
  stage.answer = () => say.classic.dialog(formCard())
  await stage.aiko.command('Support', '/form')
  const dialog = await stage.aiko.dialog()
  stage.answer = () => ({
    actionResponse: {
      type: 'DIALOG',
      dialogAction: {
        actionStatus: { statusCode: 'INVALID_ARGUMENT', userFacingMessage: 'No such customer.' },
      },
    },
  })

  const sent = await stage.aiko.submit(dialog, { Title: 'x' })

  expect(sent).toMatchObject({
    status: { failed: true, text: 'No such customer.' },
    dialog: { id: dialog.id },
  })
  await stage.close()
})

it('an app that does not answer in time is told to the person', async () => {
  const stage = await setStage({ answerMs: 0 })
  expect(await stage.aiko.command('Support', '/form')).toMatchObject({ error: 'DEADLINE_EXCEEDED' })
  await stage.close()
})
