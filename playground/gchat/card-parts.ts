import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'

/** The things of a card that one can use, each with the JSON pointer at which it stands. */

type Action = chat_v1.Schema$GoogleAppsCardV1Action

export interface Pressable {
  readonly text: string
  readonly at: string
  readonly action: Action
}

export interface FieldPart {
  readonly name: string
  readonly label: string
  readonly at: string
  readonly text?: chat_v1.Schema$GoogleAppsCardV1TextInput
  readonly selection?: chat_v1.Schema$GoogleAppsCardV1SelectionInput
  readonly date?: chat_v1.Schema$GoogleAppsCardV1DateTimePicker
}

type Json = Readonly<Record<string, unknown>>

function walk(json: unknown, at: string, visit: (part: Json, at: string) => void): void {
  if (typeof json !== 'object' || json === null) return
  if (!Array.isArray(json)) visit(json as Json, at)
  for (const [key, value] of Object.entries(json)) walk(value, `${at}/${key}`, visit)
}

/** Buttons and items of menus, in reading order. */
export function pressablesIn(root: unknown): readonly Pressable[] {
  const found: Pressable[] = []
  walk(root, '', (part, at) => {
    const onClick = part.onClick as { readonly action?: Action } | undefined
    if (!onClick?.action) return
    const text = String(part.text ?? part.altText ?? part.label ?? '')
    found.push({ text, at: `${at}/onClick/action`, action: onClick.action })
  })
  return found
}

const kinds = { textInput: 'text', selectionInput: 'selection', dateTimePicker: 'date' } as const

/** Inputs, in reading order. */
export function fieldsIn(root: unknown): readonly FieldPart[] {
  const found: FieldPart[] = []
  walk(root, '', (part, at) => {
    for (const [key, kind] of Object.entries(kinds)) {
      const input = part[key] as { readonly name?: string; readonly label?: string } | undefined
      if (!input?.name) continue
      const label = input.label ?? input.name
      found.push({ name: input.name, label, at: `${at}/${key}`, [kind]: input })
    }
  })
  return found
}

/** Every text of a card, to look for words in. */
export function textsIn(root: unknown): string {
  const found: string[] = []
  walk(root, '', (part) => {
    for (const key of [
      'title',
      'subtitle',
      'header',
      'text',
      'topLabel',
      'bottomLabel',
      'label',
      'bottomText',
    ])
      if (typeof part[key] === 'string') found.push(part[key])
  })
  return found.join('\n')
}
