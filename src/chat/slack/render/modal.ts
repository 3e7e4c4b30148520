import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Conversation } from '../../../../commands/define.ts'
import type { Button, Card, Field, Form, Notice } from '../../../../views/view.ts'
import { isField, keepsTyped, type TypedValues } from '../../form-values.ts'
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
 * dialog: it tells a repeated submission of one form from the submission of the next. `touched` names the fields that
 * the person changed: a default of a form drawn anew must not take their place.
 */
export const FormState = z.object({
  command: z.string(),
  place: z.object({ tenant: z.string(), channel: z.string(), thread: z.string().optional() }),
  hidden: z.record(z.string(), z.string()),
  step: z.number().int(),
  touched: z.array(z.string()).default([]),
})
export type FormState = z.infer<typeof FormState>

/** What a dialog holds at this moment: the typed values, which of them the person changed, and each field's block id. */
export interface Typed extends TypedValues {
  readonly blockIds: ReadonlyMap<string, string>
}

export interface Dialog {
  readonly place: Conversation
  readonly step: number
  /** The dialog that this one is drawn over. */
  readonly typed?: Typed
}

/** A form as a modal. Room is left for a line of news above it (`withNote`). */
export function formView(form: Form, dialog: Dialog): ModalView {
  const next = numbering()
  const parts = form.parts.map((part): Group => {
    if (!isField(part)) return renderBlock(part, next)
    const id = form.anew ? nextBlockId(part, dialog.typed) : blockIdFor(part, dialog.typed)
    return { kept: true, blocks: [slackField(part, id)] }
  })
  const blocks = fitBlocks(parts, { blocks: limits.viewBlocks - 1, characters: limits.viewCharacters })
  const submittable = form.submit !== undefined || blocks.some((block) => block.type === 'input')
  return {
    type: 'modal',
    callback_id: formCallback,
    title: line(form.title, limits.viewTitle),
    ...(submittable ? { submit: line(form.submit ?? 'OK', limits.viewTitle) } : {}),
    ...(form.close === undefined ? {} : { close: line(form.close, limits.viewTitle) }),
    private_metadata: memory(form.command, form.formState, dialog, form.anew ? [] : undefined),
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

function memory(
  command: string,
  hidden: Form['formState'],
  dialog: Dialog,
  touched = [...(dialog.typed?.touched ?? [])],
): string {
  const { tenant, channel, thread } = dialog.place
  const place = { tenant, channel, ...(thread === undefined ? {} : { thread }) }
  const kept: FormState = { command, place, hidden, step: dialog.step, touched }
  return fits(`The context of the form for ${command}`, JSON.stringify(kept), limits.metadata)
}

export function readFormState(metadata: string): (FormState & { readonly place: Conversation }) | undefined {
  try {
    const { place, ...kept } = FormState.parse(JSON.parse(metadata))
    const { thread, ...rest } = place
    return { ...kept, place: { platform: 'slack', ...rest, ...(thread === undefined ? {} : { thread }) } }
  } catch {
    return undefined
  }
}

/** The same memory, knowing of more touched fields; as it was where that would be too much to carry. */
export function withTouched(metadata: string, touched: ReadonlySet<string>): string {
  const kept = readFormState(metadata)
  if (!kept) return metadata
  const { tenant, channel, thread } = kept.place
  const place = { tenant, channel, ...(thread === undefined ? {} : { thread }) }
  const text = JSON.stringify({ ...kept, place, touched: [...touched] } satisfies FormState)
  return text.length > limits.metadata ? metadata : text
}

/**
 * Under the same block id Slack keeps what stands in a field, also what is typed while the form is being drawn anew,
 * and looks at no initial value. So the id stays, unless the chosen entry is no longer offered, or the new form says
 * another value for a field that the person left as it was (another customer's language, say).
 */
function blockIdFor(field: Field, typed: Typed | undefined): string {
  const before = typed?.blockIds.get(field.name)
  const revision = before === undefined ? 0 : (readFieldBlockId(before)?.revision ?? 0)
  if (!typed || before === undefined || keepsTyped(field, typed)) return fieldBlockId(field.name, revision)
  return fieldBlockId(field.name, revision + 1)
}

/** A field that keeps nothing of what stands in the dialog. */
function nextBlockId({ name }: Field, typed: Typed | undefined): string {
  const before = typed?.blockIds.get(name)
  return fieldBlockId(name, before === undefined ? 0 : (readFieldBlockId(before)?.revision ?? 0) + 1)
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
