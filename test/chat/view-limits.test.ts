import { expect, it } from 'vitest'
import { limits as gchat } from '../../src/chat/gchat/render/limits.ts'
import { limits as slack } from '../../src/chat/slack/render/limits.ts'
import { viewLimits } from '../../views/view-limits.ts'

it.each([
  ['Slack', 'what a form carries', slack.metadata, viewLimits.formState],
  ['Slack', 'a button’s arguments', slack.buttonValue, viewLimits.buttonArguments],
  ['Slack', 'a choice’s value', slack.optionValue, viewLimits.optionValue],
  ['Slack', 'the choices of a menu', slack.selectOptions, viewLimits.options],
  ['Google Chat', 'a button’s arguments', gchat.arguments, viewLimits.buttonArguments],
  ['Google Chat', 'the choices of a menu', gchat.items, viewLimits.options],
])('%s takes %s as large as views make it', (_chat, _what, taken, made) => {
  expect(taken).toBeGreaterThanOrEqual(made)
})
