/** Forms and answers for tests of a bot that waits for its runner only so long. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Form } from '../../../../views/view.ts'
import { aForm } from '../../../support/fake-runner.ts'
import type { Bot, OpenView } from './bot.ts'

/** How long the bot waits, and an answer that takes longer. In ms. */
export const deadlines = { answerMs: 300, submitMs: 300 }
export const slow = 600

/** A field of each kind. */
export const parts: Form['parts'] = [
  { kind: 'search', name: 'customer', label: 'Customer', source: 'customers', refresh: true },
  { kind: 'text', name: 'title', label: 'Title' },
  { kind: 'text', name: 'description', label: 'What happened', multiline: true, optional: true },
  {
    kind: 'select',
    name: 'severity',
    label: 'Severity',
    options: [
      { value: 'P1', label: 'P1' },
      { value: 'P3', label: 'P3' },
    ],
    initial: 'P3',
  },
  {
    kind: 'checks',
    name: 'confirm',
    label: 'Confirm',
    options: [{ value: 'yes', label: 'Yes' }],
    optional: true,
  },
  { kind: 'date', name: 'since', label: 'Since', optional: true },
  { kind: 'files', name: 'files', label: 'Files', max: 3, optional: true },
]

export async function openedForm(bot: Bot, form: Form = aForm(parts)): Promise<OpenView> {
  bot.runner.script.typed = () => form
  return bot.open()
}

/** The answer, after the bot gave up waiting for it. */
export async function late<T>(answer: T): Promise<T> {
  await sleep(slow)
  return answer
}
