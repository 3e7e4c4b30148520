import fc from 'fast-check'
import type { Block, Button, Card, Field, Form, Inline, Notice, Option } from '../../views/view.ts'

/** Strings that have harmed chat apps before: markup, mentions, emptiness of every kind, broken and giant characters. */
export const hostile = [
  '',
  ' ',
  '\n\n',
  '\u200b\u200d\ufeff',
  '\u0000\u0007\u001b[31m',
  '<!channel> <!here> <@U0BOT> <#C1|general>',
  '&lt;!channel&gt; &amp;amp;',
  '<https://evil.example|your bank>',
  'https://evil.example/login @here #general',
  '<!date^0^{date}|now>',
  ':tada: :skull_and_crossbones: a:b:c',
  '*bold* _italic_ ~struck~ `code` ```block```',
  '> quoted\n>>> all of it',
  '&gt; not quoted',
  '\ud800 alone \udc00',
  '👩‍👩‍👧‍👦'.repeat(40),
  `e${'\u0301'.repeat(4000)}`,
  'みどり商会のメールが届きません。'.repeat(300),
  'x'.repeat(3001),
  'line\n'.repeat(2000),
  '\u202egnp.exe',
  '{"json":"[1]"}',
  "'; DROP TABLE cases; --",
]

export const text = fc.oneof(
  { arbitrary: fc.constantFrom(...hostile), weight: 3 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 400 }), weight: 2 },
  { arbitrary: fc.tuple(fc.constantFrom(...hostile), fc.string()).map(([a, b]) => a + b), weight: 1 },
)
const at = fc.date({
  min: new Date('1970-01-02T00:00:00Z'),
  max: new Date('2099-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const inline: fc.Arbitrary<Inline> = fc.oneof(
  text,
  at.map((moment) => ({ at: moment })),
  fc
    .array(fc.oneof(text, fc.record({ strong: text })), { minLength: 1, maxLength: 3 })
    .map((spans) => ({ spans })),
)

/** Keys and values that stay within what a button or a menu entry may carry. */
const args = (most: number) =>
  fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ maxLength: most }), { maxKeys: 2 })
const command = fc.stringMatching(/^[a-z]{1,12}$/)
const confirm = fc.record({ title: text, text, yes: text, no: text })

export const button: fc.Arbitrary<Button> = fc.record(
  { label: text, command, args: args(300), style: fc.constantFrom('primary', 'danger'), confirm },
  { requiredKeys: ['label', 'command', 'args'] },
)
/** For a menu: its entries carry 150 characters, `"` and control characters escaped. */
const entry: fc.Arbitrary<Button> = fc.record(
  {
    label: text,
    command,
    args: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[\w-]{0,20}$/), {
      maxKeys: 2,
    }),
    confirm,
  },
  { requiredKeys: ['label', 'command', 'args'] },
)

export const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text }),
  fc.record(
    { kind: fc.constant('text' as const), text, tone: fc.constantFrom('normal', 'strong') },
    { requiredKeys: ['kind', 'text'] },
  ),
  fc.record({ kind: fc.constant('quiet' as const), parts: fc.array(inline, { maxLength: 15 }) }),
  fc.record({ kind: fc.constant('quote' as const), text }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: text, value: inline }), { maxLength: 13 }),
  }),
  fc.record(
    { kind: fc.constant('item' as const), title: text, detail: fc.array(inline, { maxLength: 4 }), button },
    { requiredKeys: ['kind', 'title', 'detail'] },
  ),
  fc.record(
    {
      kind: fc.constant('actions' as const),
      buttons: fc.array(button, { maxLength: 28 }),
      more: fc.array(entry, { maxLength: 7 }),
    },
    { requiredKeys: ['kind', 'buttons'] },
  ),
  fc.constant({ kind: 'divider' as const }),
)

export const card: fc.Arbitrary<Card> = fc.record({
  kind: fc.constant('card' as const),
  summary: text,
  blocks: fc.array(block, { maxLength: 60 }),
})
export const notice: fc.Arbitrary<Notice> = fc.record(
  {
    kind: fc.constant('notice' as const),
    tone: fc.constantFrom('info', 'done', 'refused', 'failed'),
    text,
    link: fc.record({ label: text, url: fc.webUrl() }),
    buttons: fc.array(button, { maxLength: 6 }),
  },
  { requiredKeys: ['kind', 'tone', 'text'] },
)

const option: fc.Arbitrary<Option> = fc.record(
  {
    value: fc.string({ minLength: 1, maxLength: 150 }).filter((value) => value.trim() !== ''),
    label: text,
    description: text,
  },
  { requiredKeys: ['value', 'label'] },
)
const options = (maxLength: number) => fc.uniqueArray(option, { maxLength, selector: (one) => one.value })
const common = { label: text, hint: text, optional: fc.boolean(), refresh: fc.boolean(), placeholder: text }
const requiredKeys = ['kind', 'name', 'label'] as const

const field = (name: string): fc.Arbitrary<Field> =>
  fc.oneof(
    fc.record(
      {
        kind: fc.constant('text' as const),
        name: fc.constant(name),
        ...common,
        multiline: fc.boolean(),
        maxLength: fc.integer({ min: 1, max: 5000 }),
        initial: text,
      },
      { requiredKeys: [...requiredKeys] },
    ),
    fc.record(
      {
        kind: fc.constant('select' as const),
        name: fc.constant(name),
        ...common,
        options: options(130),
        initial: text,
      },
      { requiredKeys: [...requiredKeys, 'options'] },
    ),
    fc.record(
      {
        kind: fc.constant('search' as const),
        name: fc.constant(name),
        ...common,
        source: command,
        initial: option,
      },
      { requiredKeys: [...requiredKeys, 'source'] },
    ),
    fc.record(
      { kind: fc.constant('checks' as const), name: fc.constant(name), ...common, options: options(15) },
      { requiredKeys: [...requiredKeys, 'options'] },
    ),
    fc.record(
      {
        kind: fc.constant('radio' as const),
        name: fc.constant(name),
        ...common,
        options: options(15),
        initial: text,
      },
      { requiredKeys: [...requiredKeys, 'options'] },
    ),
    fc.record(
      {
        kind: fc.constant('date' as const),
        name: fc.constant(name),
        ...common,
        initial: fc.oneof(text, fc.constant('2026-11-02')),
      },
      { requiredKeys: [...requiredKeys] },
    ),
    fc.record(
      {
        kind: fc.constant('files' as const),
        name: fc.constant(name),
        ...common,
        max: fc.integer({ min: 0, max: 30 }),
      },
      { requiredKeys: [...requiredKeys, 'max'] },
    ),
  ) as fc.Arbitrary<Field>

export const form: fc.Arbitrary<Form> = fc.record(
  {
    kind: fc.constant('form' as const),
    command,
    title: text,
    submit: text,
    close: text,
    parts: fc
      .array(fc.boolean(), { maxLength: 30 })
      .chain((kinds) =>
        fc.tuple(...kinds.map((isField, at) => (isField ? field(`field-${at}`) : block))),
      ) as fc.Arbitrary<Form['parts']>,
    formState: args(200),
  },
  { requiredKeys: ['kind', 'command', 'title', 'parts', 'formState'] },
)
