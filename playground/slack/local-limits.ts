import { z } from 'zod'
import { actionsElement, contextImage, inputElement, sectionAccessory } from './limits-elements.ts'
import { anyText, imageSource, menuOptions, optionGroups, plainText } from './limits-text.ts'

/** Slack's limits of blocks, messages and views, refused with Slack's error names and pointers into the JSON. */

/** `messages` is what Slack puts into `response_metadata.messages`. */
export interface Fault {
  readonly error: string
  readonly messages: readonly string[]
}

const id = { block_id: z.string().min(1).max(255).optional() }

const section = z
  .strictObject({
    type: z.literal('section'),
    ...id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(
    (block) => block.text !== undefined || block.fields !== undefined,
    'must have one of text and fields',
  )

const contextText = anyText(3000)
const blocksEverywhere = [
  section,
  z.strictObject({ type: z.literal('divider'), ...id }),
  z.strictObject({ type: z.literal('header'), ...id, text: plainText(150) }),
  z.strictObject({
    type: z.literal('context'),
    ...id,
    elements: z
      .array(z.discriminatedUnion('type', [contextImage, ...contextText.options]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), ...id, elements: z.array(actionsElement).min(1).max(25) }),
  z.strictObject({ type: z.literal('image'), ...id, ...imageSource, title: plainText(2000).optional() }),
  z.strictObject({
    type: z.literal('rich_text'),
    ...id,
    elements: z.array(z.looseObject({ type: z.string() })),
  }),
  z.strictObject({
    type: z.literal('video'),
    ...id,
    video_url: z.string(),
    thumbnail_url: z.string(),
    alt_text: z.string(),
    title: plainText(199),
    title_url: z.string().optional(),
    description: plainText(200).optional(),
    author_name: z.string().max(49).optional(),
    provider_name: z.string().optional(),
    provider_icon_url: z.string().optional(),
  }),
] as const

const input = z.strictObject({
  type: z.literal('input'),
  ...id,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
})
const markdown = z.strictObject({ type: z.literal('markdown'), ...id, text: z.string().min(1).max(12_000) })
const table = z.strictObject({
  type: z.literal('table'),
  ...id,
  rows: z.array(z.array(z.looseObject({ type: z.string() })).max(20)).max(100),
  column_settings: z.array(z.looseObject({})).max(20).optional(),
})

const surfaces = {
  message: z.array(z.discriminatedUnion('type', [...blocksEverywhere, markdown, table])).max(50),
  modal: z.array(z.discriminatedUnion('type', [...blocksEverywhere, input])).max(100),
  home: z.array(z.discriminatedUnion('type', blocksEverywhere)).max(100),
}

const viewCommon = {
  private_metadata: z.string().max(3000).nullish(),
  callback_id: z.string().max(255).nullish(),
  external_id: z.string().max(255).nullish(),
}
const modal = z
  .strictObject({
    type: z.literal('modal'),
    ...viewCommon,
    title: plainText(24),
    submit: plainText(24).nullish(),
    close: plainText(24).nullish(),
    blocks: surfaces.modal,
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine((view) => view.submit || !view.blocks.some((block) => block.type === 'input'), {
    message: 'missing required field: submit, which a modal with input blocks needs',
    path: ['submit'],
  })
const home = z.strictObject({ type: z.literal('home'), ...viewCommon, blocks: surfaces.home })
const anyView = z.discriminatedUnion('type', [modal, home])

/** The largest text that all blocks of a message may hold together. */
const messageCharacters = 13_000
const viewBytes = 250 * 1024

/** Checks a message's blocks; undefined when Slack would take them. */
export function checkMessageBlocks(blocks: unknown): Fault | undefined {
  const faults = [...issuesOf(surfaces.message, blocks, '/blocks'), ...duplicates(blocks, '/blocks')]
  if (faults.length > 0) return { error: 'invalid_blocks', messages: faults }
  if (textLength(blocks) > messageCharacters) {
    return {
      error: 'msg_blocks_too_long',
      messages: [`[ERROR] the blocks hold more than ${messageCharacters} characters [json-pointer:/blocks]`],
    }
  }
  return undefined
}

/** Checks a view for `views.open`, `push`, `update`, `publish` or a `response_action`. */
export function checkView(view: unknown, type: 'modal' | 'home'): Fault | undefined {
  if (!isRecord(view))
    return { error: 'invalid_arguments', messages: ['[ERROR] must provide an object [json-pointer:/view]'] }
  if (Buffer.byteLength(JSON.stringify(view)) > viewBytes) {
    return {
      error: 'view_too_large',
      messages: ['[ERROR] the view is larger than 250 KB [json-pointer:/view]'],
    }
  }
  if (view.type !== type) {
    return {
      error: 'invalid_arguments',
      messages: [`[ERROR] must be of type ${type} [json-pointer:/view/type]`],
    }
  }
  const faults = [...issuesOf(anyView, view, '/view'), ...duplicates(view.blocks, '/view/blocks')]
  return faults.length > 0 ? { error: 'invalid_arguments', messages: faults } : undefined
}

const suggestions = z
  .looseObject({
    options: menuOptions.or(z.array(z.never())).optional(),
    option_groups: optionGroups.or(z.array(z.never())).optional(),
  })
  .refine((answer) => answer.options || answer.option_groups, 'must have one of options and option_groups')

/** Checks the answer to a `block_suggestion`. */
export function checkSuggestions(answer: unknown): Fault | undefined {
  const faults = issuesOf(suggestions, answer, '')
  return faults.length > 0 ? { error: 'invalid_options', messages: faults } : undefined
}

function issuesOf(schema: z.ZodType, value: unknown, at: string): string[] {
  const result = schema.safeParse(value)
  if (result.success) return []
  return result.error.issues.map(
    (issue) => `[ERROR] ${sentence(issue, value)} [json-pointer:${at}${pointer(issue)}]`,
  )
}

type Issue = z.core.$ZodIssue

function pointer(issue: Issue): string {
  const path = isMissing(issue) ? issue.path.slice(0, -1) : issue.path
  return path.map((part) => `/${String(part)}`).join('')
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
}

function sentence(issue: Issue, value: unknown): string {
  if (isMissing(issue)) return `missing required field: ${String(issue.path.at(-1) ?? 'blocks')}`
  switch (issue.code) {
    case 'too_big':
      if (issue.origin === 'array') return `no more than ${issue.maximum} items allowed`
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `must be no more than ${issue.maximum}`
    case 'too_small':
      if (issue.origin === 'array') return `no fewer than ${issue.minimum} items allowed`
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `must be no less than ${issue.minimum}`
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return `unsupported type: ${String(at(value, issue.path))}`
    default:
      return issue.message
  }
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
}

/** Slack wants each block_id once in a message or view, and each action_id once in its block. */
function duplicates(blocks: unknown, at: string): string[] {
  if (!Array.isArray(blocks)) return []
  const faults: string[] = []
  const blockIds = new Set<string>()
  for (const [index, block] of blocks.entries()) {
    if (!isRecord(block)) continue
    if (typeof block.block_id === 'string') {
      if (blockIds.has(block.block_id))
        faults.push(
          `[ERROR] block_id ${block.block_id} already exists [json-pointer:${at}/${index}/block_id]`,
        )
      blockIds.add(block.block_id)
    }
    const actionIds = elementsOf(block).flatMap((element) =>
      typeof element.action_id === 'string' ? [element.action_id] : [],
    )
    for (const actionId of actionIds.filter((one, place) => actionIds.indexOf(one) !== place)) {
      faults.push(`[ERROR] action_id ${actionId} already exists [json-pointer:${at}/${index}]`)
    }
  }
  return faults
}

/** The elements of a block that a person can act on or fill in. */
export function elementsOf(block: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const listed = block.type === 'actions' && Array.isArray(block.elements) ? block.elements : []
  return [block.accessory, block.element, ...listed].filter(isRecord)
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0)
  if (!isRecord(value)) return 0
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
