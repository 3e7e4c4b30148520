/** What Google documents of cards beyond their protos, and what nothing of ours may hold. */
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { cardProtoFaults } from './card-protos.ts'

type Card = chat_v1.Schema$GoogleAppsCardV1Card
type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

/** All objects within a card. */
export function* objects(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const inner of value) yield* objects(inner)
  else if (typeof value === 'object' && value !== null) {
    yield value as Readonly<Record<string, unknown>>
    for (const inner of Object.values(value)) yield* objects(inner)
  }
}

export function widgetsIn(card: Card): readonly Widget[] {
  return (card.sections ?? []).flatMap((section) => (section.widgets ?? []).flatMap(withInner))
}

function withInner(widget: Widget): readonly Widget[] {
  const inner = (widget.columns?.columnItems ?? []).flatMap((column) => column.widgets ?? [])
  return [widget, ...(inner as readonly Widget[])]
}

/** Everything that is wrong with a card, in words; nothing where Google Chat takes it. */
export function cardFaults(card: Card, surface: 'message' | 'dialog' | 'home'): readonly string[] {
  const widgets = widgetsIn(card)
  const bytes = Buffer.byteLength(JSON.stringify(card))
  const names = widgets.flatMap(({ textInput, selectionInput, dateTimePicker }) => {
    const input = textInput ?? selectionInput ?? dateTimePicker
    return input ? [input.name ?? ''] : []
  })
  const faults = [
    ...cardProtoFaults(card),
    ...(bytes > 32_000 ? [`weighs ${bytes} bytes`] : []),
    ...(widgets.length > 100 ? [`has ${widgets.length} widgets`] : []),
    ...((card.sections ?? []).length === 0 ? ['has no section'] : []),
    ...((card.sections ?? []).some((one) => (one.widgets ?? []).length === 0) ? ['a section is empty'] : []),
    ...(new Set(names).size < names.length || names.includes('')
      ? ['names of inputs are not their own']
      : []),
    ...(card.fixedFooter && surface !== 'dialog' ? ['has a footer'] : []),
    ...(card.fixedFooter && !card.fixedFooter.primaryButton ? ['its footer has no first button'] : []),
  ]
  for (const button of [card.fixedFooter?.primaryButton, card.fixedFooter?.secondaryButton])
    if (button && (!button.text || !button.color)) faults.push('a button of the footer has no text or colour')
  for (const one of objects(card)) faults.push(...objectFaults(one, surface))
  return faults
}

function objectFaults(one: Readonly<Record<string, unknown>>, surface: string): readonly string[] {
  const faults: string[] = []
  for (const key of ['text', 'topLabel', 'label', 'title', 'header', 'hintText', 'placeholderText'])
    if (typeof one[key] === 'string' && !/[^\s\p{Cf}\p{Cc}]/u.test(one[key])) faults.push(`a ${key} is blank`)
  if (Array.isArray(one.buttons) && one.buttons.length === 0) faults.push('a list has no button')
  if ('onClick' in one && !('text' in one) && !('icon' in one)) faults.push('a button says nothing')
  if (Array.isArray(one.parameters)) {
    if (typeof one.function !== 'string' || one.function === '') faults.push('an action calls nothing')
    if (surface === 'dialog' && 'interaction' in one) faults.push('a dialog opens a dialog')
  }
  if (typeof one.type === 'string' && /^(RADIO_BUTTON|CHECK_BOX|DROPDOWN|MULTI_SELECT)$/.test(one.type))
    faults.push(...selectionFaults(one as chat_v1.Schema$GoogleAppsCardV1SelectionInput))
  return faults
}

function selectionFaults(one: chat_v1.Schema$GoogleAppsCardV1SelectionInput): readonly string[] {
  const items = one.items ?? []
  const chosen = items.filter((item) => item.selected).length
  return [
    ...(items.length > 100 ? ['more than 100 entries'] : []),
    ...(items.length === 0 && !one.externalDataSource ? ['nothing to choose from'] : []),
    ...(items.some((item) => !item.text || !item.value) ? ['an entry without text or value'] : []),
    ...(new Set(items.map((item) => item.value)).size < items.length ? ['two entries of one value'] : []),
    ...(one.type !== 'CHECK_BOX' && chosen > 1 ? ['two entries chosen'] : []),
    ...((one.type === 'MULTI_SELECT') !== (one.externalDataSource !== undefined)
      ? ['a source misplaced']
      : []),
  ]
}

const ours = /<\/?b>|<br>|<font color="#757575">|<\/font>/g

/** Texts that Chat reads as HTML in which anything but our own marks would come alive; and lookalikes of tags elsewhere. */
export function alive(card: Card): readonly string[] {
  const found: string[] = []
  for (const html of htmlIn(card)) {
    const rest = html.replace(ours, '')
    if (/[<>]/.test(rest) || /&(?!(?:amp|lt|gt);)/.test(rest)) found.push(html)
  }
  for (const one of objects(card))
    for (const key of ['topLabel', 'title', 'label', 'placeholderText', 'bottomText'])
      if (typeof one[key] === 'string' && /<[a-z/!?]/i.test(one[key])) found.push(one[key])
  return found
}

/** The texts that Google documents as HTML: paragraphs, decorated texts, the headers of sections. */
export function htmlIn(card: Card): readonly string[] {
  return [
    ...(card.sections ?? []).map((section) => section.header),
    ...widgetsIn(card).map(({ textParagraph, decoratedText }) => (textParagraph ?? decoratedText)?.text),
  ].filter((text) => typeof text === 'string')
}

/** HTML of ours as its reader sees it. */
export function seen(html: string): string {
  return html
    .replace(/<br>/g, '\n')
    .replace(ours, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
