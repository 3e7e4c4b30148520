import type { FormErrors } from '../../commands/define.ts'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Card, Form, Notice, Option, Values, View } from '../../views/view.ts'

type Later<T> = T | Promise<T>

/** What the runner answers; each test sets what it needs. */
export interface Script {
  typed: (wish: Interaction, line: string) => Later<View>
  pressed: (wish: Interaction, command: string, args: Readonly<Record<string, string>>) => Later<View>
  submitted: (
    wish: Interaction,
    command: string,
    values: Values,
    hidden: Form['formState'],
  ) => Later<View | FormErrors>
  refreshed: (wish: Interaction, command: string, values: Values, hidden: Form['formState']) => Later<View>
  choices: (
    wish: Interaction,
    source: string,
    query: string,
    hidden: Form['formState'],
  ) => Later<readonly Option[]>
  serves: (wish: Interaction, command: string) => Later<boolean>
  home: (wish: Interaction) => Later<Card>
}

/** One call of the runner: which, by whom, with what. */
export interface Asked {
  readonly what: keyof Dispatcher
  readonly wish: Interaction
  readonly rest: readonly unknown[]
}

export interface FakeRunner extends Dispatcher {
  readonly asked: readonly Asked[]
  readonly script: Script
  reset(): void
}

export const done: Notice = { kind: 'notice', tone: 'done', text: 'It is done.' }

export function aCard(summary = 'Case 1001: Mail bounces', blocks: Card['blocks'] = []): Card {
  return { kind: 'card', summary, blocks: [{ kind: 'heading', text: summary }, ...blocks] }
}

export function aForm(
  parts: Form['parts'] = [{ kind: 'text', name: 'title', label: 'Title' }],
  overrides: Partial<Form> = {},
): Form {
  return {
    kind: 'form',
    command: 'new',
    title: 'New case',
    submit: 'Send',
    parts,
    formState: { customer: 'C-midori' },
    ...overrides,
  }
}

export function fakeRunner(): FakeRunner {
  const asked: Asked[] = []
  const plain: Script = {
    typed: () => done,
    pressed: () => done,
    submitted: () => done,
    refreshed: () => aForm(),
    choices: () => [],
    serves: () => true,
    home: () => aCard('My cases'),
  }
  const script = { ...plain }
  const note = (what: keyof Dispatcher, wish: Interaction, ...rest: readonly unknown[]) => {
    asked.push({ what, wish, rest })
  }
  return {
    asked,
    script,
    reset() {
      asked.length = 0
      Object.assign(script, plain)
    },
    async commandLine(wish, line) {
      note('commandLine', wish, line)
      return script.typed(wish, line)
    },
    async action(wish, command, args) {
      note('action', wish, command, args)
      return script.pressed(wish, command, args)
    },
    async submission(wish, command, values, hidden) {
      note('submission', wish, command, values, hidden)
      return script.submitted(wish, command, values, hidden)
    },
    async refresh(wish, command, values, hidden) {
      note('refresh', wish, command, values, hidden)
      return script.refreshed(wish, command, values, hidden)
    },
    async options(wish, source, query, hidden) {
      note('options', wish, source, query, hidden)
      return script.choices(wish, source, query, hidden)
    },
    async serves(wish, command) {
      note('serves', wish, command)
      return script.serves(wish, command)
    },
    async home(wish) {
      note('home', wish)
      return script.home(wish)
    },
  }
}
