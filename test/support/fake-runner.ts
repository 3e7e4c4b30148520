import type { FormErrors } from '../../commands/define.ts'
import type { Runner, Wish } from '../../commands/dispatcher.ts'
import type { Card, Form, Notice, Option, Values, View } from '../../views/view.ts'

type Later<T> = T | Promise<T>

/** What the runner answers; each test sets what it needs. */
export interface Script {
  typed: (wish: Wish, line: string) => Later<View>
  pressed: (wish: Wish, command: string, args: Readonly<Record<string, string>>) => Later<View>
  submitted: (
    wish: Wish,
    command: string,
    values: Values,
    hidden: Form['context'],
  ) => Later<View | FormErrors>
  refreshed: (wish: Wish, command: string, values: Values, hidden: Form['context']) => Later<View>
  choices: (wish: Wish, source: string, query: string, hidden: Form['context']) => Later<readonly Option[]>
  home: (wish: Wish) => Later<Card>
}

/** One call of the runner: which, by whom, with what. */
export interface Asked {
  readonly what: keyof Runner
  readonly wish: Wish
  readonly rest: readonly unknown[]
}

export interface FakeRunner extends Runner {
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
    context: { customer: 'C-midori' },
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
    home: () => aCard('My cases'),
  }
  const script = { ...plain }
  const note = (what: keyof Runner, wish: Wish, ...rest: readonly unknown[]) => {
    asked.push({ what, wish, rest })
  }
  return {
    asked,
    script,
    reset() {
      asked.length = 0
      Object.assign(script, plain)
    },
    async typed(wish, line) {
      note('typed', wish, line)
      return script.typed(wish, line)
    },
    async pressed(wish, command, args) {
      note('pressed', wish, command, args)
      return script.pressed(wish, command, args)
    },
    async submitted(wish, command, values, hidden) {
      note('submitted', wish, command, values, hidden)
      return script.submitted(wish, command, values, hidden)
    },
    async refreshed(wish, command, values, hidden) {
      note('refreshed', wish, command, values, hidden)
      return script.refreshed(wish, command, values, hidden)
    },
    async choices(wish, source, query, hidden) {
      note('choices', wish, source, query, hidden)
      return script.choices(wish, source, query, hidden)
    },
    async home(wish) {
      note('home', wish)
      return script.home(wish)
    },
  }
}
