import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Place } from '../../../commands/define.ts'
import type { Button, Card, Field, Form, Notice, Values } from '../../../views/view.ts'
import { fitBlocks, type Group, renderBlock } from './blocks.ts'
import { actionBlocks, numbering } from './buttons.ts'
import { fieldBlockId, readFieldBlockId, slackField } from './fields.ts'
import { fits, limits } from './limits.ts'
import { groups } from './message.ts'
import { line, plain } from './text.ts'

const noteNumbers = 900

export const formCallback = 'form'
export const cardCallback = 'card'

/**
 * What a dialog carries along unseen (`private_metadata`). `step` counts the forms that were answered in this same
 * dialog: it tells a repeated submission of one form from the submission of the next.
 */
export const DialogMemory = z.object({
  command: z.string(),
  place: z.object({ tenant: z.string(), channel: z.string(), thread: z.string().optional() }),
  hidden: z.record(z.string(), z.string()),
  step: z.number().int(),
})
export type DialogMemory = z.infer<typeof DialogMemory>

/** What a dialog holds at this moment: the typed values, and the block id under which each field stands. */
export interface Typed {
  readonly values: Values
  readonly blockIds: ReadonlyMap<string, string>
}

export interface Dialog {
  readonly place: Place
  readonly step: number
  /** The dialog that this one is drawn over. */
  readonly typed?: Typed
}

/** A form as a modal. Room is left for a line of news above it (`withNote`). */
export function formView(form: Form, dialog: Dialog): ModalView {
  const next = numbering()
  const parts = form.parts.map((part): Group => {
    if (!isField(part)) return renderBlock(part, next)
    return { kept: true, blocks: [slackField(part, blockIdFor(part, dialog.typed))] }
  })
  const blocks = fitBlocks(parts, { blocks: limits.viewBlocks - 1, characters: limits.viewCharacters })
  const submittable = form.submit !== undefined || blocks.some((block) => block.type === 'input')
  return {
    type: 'modal',
    callback_id: formCallback,
    title: line(form.title, limits.viewTitle),
    ...(submittable ? { submit: line(form.submit ?? 'OK', limits.viewTitle) } : {}),
    ...(form.close === undefined ? {} : { close: line(form.close, limits.viewTitle) }),
    private_metadata: memory(form.command, form.context, dialog),
    blocks,
  }
}

/** A card or notice in a modal, for where no message can be shown. */
export function cardView(
  view: Card | Notice,
  dialog: Dialog,
  words: { readonly title: string; readonly close: string },
): ModalView {
  return {
    type: 'modal',
    callback_id: cardCallback,
    title: line(words.title, limits.viewTitle),
    close: line(words.close, limits.viewTitle),
    private_metadata: memory('', {}, dialog),
    blocks: fitBlocks(groups(view), { blocks: limits.viewBlocks, characters: limits.viewCharacters }),
  }
}

function memory(command: string, hidden: Form['context'], dialog: Dialog): string {
  const { tenant, channel, thread } = dialog.place
  const place = { tenant, channel, ...(thread === undefined ? {} : { thread }) }
  const kept: DialogMemory = { command, place, hidden, step: dialog.step }
  return fits(`The context of the form for ${command}`, JSON.stringify(kept), limits.metadata)
}

export function readMemory(metadata: string): (DialogMemory & { readonly place: Place }) | undefined {
  try {
    const { place, ...kept } = DialogMemory.parse(JSON.parse(metadata))
    const { thread, ...rest } = place
    return { ...kept, place: { platform: 'slack', ...rest, ...(thread === undefined ? {} : { thread }) } }
  } catch {
    return undefined
  }
}

export function isField(part: Form['parts'][number]): part is Field {
  return 'name' in part
}

/**
 * Under the same block id Slack keeps what was typed, also what is typed while the form is being drawn anew, and
 * looks at no initial value. So the id stays, unless the new form says another value or no longer has the chosen one.
 */
function blockIdFor(field: Field, typed: Typed | undefined): string {
  const before = typed?.blockIds.get(field.name)
  const revision = before === undefined ? 0 : (readFieldBlockId(before)?.revision ?? 0)
  if (before === undefined || keepsTyped(field, typed?.values[field.name]))
    return fieldBlockId(field.name, revision)
  return fieldBlockId(field.name, revision + 1)
}

function keepsTyped(field: Field, typed: Values[string] | undefined): boolean {
  if (typed === undefined || field.kind === 'files') return true
  if ('options' in field) {
    const known = new Set(field.options.map((option) => option.value))
    if ([typed].flat().some((value) => value !== '' && !known.has(value))) return false
  }
  if (field.initial === undefined) return true
  if (field.kind === 'search') return field.initial.value === typed
  if (typeof field.initial === 'string') return field.initial === typed
  return field.initial.length === typed.length && field.initial.every((value) => typed.includes(value))
}

export const noteBlockId = 'note'

/** A line of news above what a dialog shows; replaces the one before. */
export function note(text: string): KnownBlock {
  return { type: 'section', block_id: noteBlockId, text: plain(text, limits.section) }
}

export function noteButtons(buttons: readonly Button[]): readonly KnownBlock[] {
  return actionBlocks(buttons, [], numbering(noteNumbers)).map((block, at) => ({
    ...block,
    block_id: `${noteBlockId}-${at}`,
  }))
}
