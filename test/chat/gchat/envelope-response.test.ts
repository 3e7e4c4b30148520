import { describe, expect, it } from 'vitest'
import { type Reply, toEnvelope } from '../../../src/chat/gchat/envelope-response.ts'

const card = { header: { title: 'New case' }, sections: [] }
const message = { fallbackText: 'Case 1001', cardsV2: [{ cardId: 'casethread', card }] }
const items = [{ text: 'Midori', value: 'C-midori', selected: false }]

const replies: readonly (readonly [
  name: string,
  reply: Reply,
  classic: object,
  addOn: object,
  home: object,
])[] = [
  ['nothing', { kind: 'nothing' }, {}, {}, {}],
  [
    'a message for one person',
    { kind: 'message', message, alone: 'users/1' },
    { actionResponse: { type: 'NEW_MESSAGE' }, ...message, privateMessageViewer: { name: 'users/1' } },
    {
      hostAppDataAction: {
        chatDataAction: {
          createMessageAction: { message: { ...message, privateMessageViewer: { name: 'users/1' } } },
        },
      },
    },
    { renderActions: { action: { navigations: [{ updateCard: card }] } } },
  ],
  [
    'a message for all',
    { kind: 'message', message, alone: undefined },
    { actionResponse: { type: 'NEW_MESSAGE' }, ...message },
    { hostAppDataAction: { chatDataAction: { createMessageAction: { message } } } },
    { renderActions: { action: { navigations: [{ updateCard: card }] } } },
  ],
  [
    'a dialog that opens',
    { kind: 'dialog', card, opens: true },
    { actionResponse: { type: 'DIALOG', dialogAction: { dialog: { body: card } } } },
    { action: { navigations: [{ pushCard: card }] } },
    { renderActions: { action: { navigations: [{ pushCard: card }] } } },
  ],
  [
    'the next thing in a dialog',
    { kind: 'dialog', card, opens: false },
    { actionResponse: { type: 'DIALOG', dialogAction: { dialog: { body: card } } } },
    { action: { navigations: [{ updateCard: card }] } },
    { renderActions: { action: { navigations: [{ updateCard: card }] } } },
  ],
  [
    'a dialog that closes with a word',
    { kind: 'close', said: 'Done' },
    {
      actionResponse: {
        type: 'DIALOG',
        dialogAction: { actionStatus: { statusCode: 'OK', userFacingMessage: 'Done' } },
      },
    },
    {
      action: {
        navigations: [{ endNavigation: { action: 'CLOSE_DIALOG' } }],
        notification: { text: 'Done' },
      },
    },
    {
      renderActions: {
        action: {
          navigations: [{ endNavigation: { action: 'CLOSE_DIALOG' } }],
          notification: { text: 'Done' },
        },
      },
    },
  ],
  [
    'a dialog that closes',
    { kind: 'close', said: undefined },
    { actionResponse: { type: 'DIALOG', dialogAction: { actionStatus: { statusCode: 'OK' } } } },
    { action: { navigations: [{ endNavigation: { action: 'CLOSE_DIALOG' } }] } },
    { renderActions: { action: { navigations: [{ endNavigation: { action: 'CLOSE_DIALOG' } }] } } },
  ],
  [
    'a dialog that stays, with a word',
    { kind: 'say', said: 'Later' },
    {
      actionResponse: {
        type: 'DIALOG',
        dialogAction: { actionStatus: { statusCode: 'INVALID_ARGUMENT', userFacingMessage: 'Later' } },
      },
    },
    { action: { notification: { text: 'Later' } } },
    { renderActions: { action: { notification: { text: 'Later' } } } },
  ],
  [
    'suggestions',
    { kind: 'suggestions', items },
    { actionResponse: { type: 'UPDATE_WIDGET', updatedWidget: { suggestions: { items } } } },
    {
      action: {
        modifyOperations: [{ updateWidget: { selectionInputWidgetSuggestions: { suggestions: items } } }],
      },
    },
    {
      action: {
        modifyOperations: [{ updateWidget: { selectionInputWidgetSuggestions: { suggestions: items } } }],
      },
    },
  ],
  [
    'the home page',
    { kind: 'home', card },
    { actionResponse: { type: 'DIALOG', dialogAction: { dialog: { body: card } } } },
    { action: { navigations: [{ pushCard: card }] } },
    { action: { navigations: [{ pushCard: card }] } },
  ],
]

describe('what Google Chat is answered with', () => {
  it.each(replies)('%s', (_name, reply, classic, addOn, home) => {
    expect(toEnvelope('classic', reply)).toEqual(classic)
    expect(toEnvelope('add-on', reply)).toEqual(addOn)
    expect(toEnvelope('home', reply)).toEqual(home)
  })
})
