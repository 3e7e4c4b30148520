import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Card, CardWithId } from './message-store.ts'
import type { Fault } from './protos.ts'

/**
 * What Google documents of cards beyond their protos: https://developers.google.com/workspace/chat/api/reference/rest/v1/cards.
 * Where Chat would leave a surplus widget out in silence, this refuses: nobody notices what is not shown.
 */

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget
type Button = chat_v1.Schema$GoogleAppsCardV1Button
type OnClick = chat_v1.Schema$GoogleAppsCardV1OnClick

export type Surface = 'message' | 'dialog' | 'home'

const maxMessageBytes = 32_000
const maxCardBytes = 32 * 1024
const maxWidgets = 100
const maxItems = 100

export function messageFaults(text: string, cards: readonly CardWithId[]): readonly Fault[] {
  const faults: Fault[] = []
  const size = Buffer.byteLength(JSON.stringify({ text, cardsV2: cards }))
  if (size > maxMessageBytes)
    faults.push({ at: '', message: `Message is too large: ${size} bytes, at most ${maxMessageBytes}.` })
  const ids = cards.map((card) => card.cardId ?? '')
  if (cards.length > 1 && new Set(ids).size < ids.length)
    faults.push({ at: 'cardsV2', message: 'Each card of a message needs an id of its own.' })
  cards.forEach(({ card }, index) => {
    faults.push(...cardFaults(card ?? {}, 'message', `cardsV2[${index}].card`))
  })
  return faults
}

export function cardFaults(card: Card, surface: Surface, at = 'card'): readonly Fault[] {
  const faults: Fault[] = []
  const refuse = (place: string, message: string) => faults.push({ at: `${at}${place}`, message })
  const size = Buffer.byteLength(JSON.stringify(card))
  if (size > maxCardBytes) refuse('', `Card is too large: ${size} bytes, at most ${maxCardBytes}.`)
  if (card.header && !card.header.title) refuse('.header', 'A header needs a title.')
  const sections = card.sections ?? []
  if (!card.header && sections.length === 0) refuse('', 'A card needs a header or a section.')
  const all = sections.flatMap((section) => (section.widgets ?? []).flatMap(withInner))
  if (all.length > maxWidgets) refuse('', `A card has at most ${maxWidgets} widgets, this one ${all.length}.`)
  const names = all.map(nameOf).filter((name) => name !== undefined)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) refuse('', `Two inputs are called "${twice}".`)
  sections.forEach((section, index) => {
    const widgets = section.widgets ?? []
    if (widgets.length === 0) refuse(`.sections[${index}]`, 'A section needs a widget.')
    if ((section.uncollapsibleWidgetsCount ?? 0) > widgets.length)
      refuse(`.sections[${index}]`, 'More uncollapsible widgets than there are widgets.')
    widgets.forEach((widget, place) => {
      for (const message of widgetFaults(widget)) refuse(`.sections[${index}].widgets[${place}]`, message)
    })
  })
  if (card.fixedFooter) {
    if (surface === 'message') refuse('.fixedFooter', 'Card messages take no fixed footer, dialogs do.')
    const { primaryButton, secondaryButton } = card.fixedFooter
    if (!primaryButton) refuse('.fixedFooter', 'A fixed footer needs a primary button.')
    for (const button of [primaryButton, secondaryButton])
      if (button) for (const message of buttonFaults(button)) refuse('.fixedFooter', message)
  }
  return faults
}

/** A widget and those in its columns. */
function withInner(widget: Widget): readonly Widget[] {
  const inner = (widget.columns?.columnItems ?? []).flatMap((column) => column.widgets ?? [])
  return [widget, ...(inner as readonly Widget[])]
}

function nameOf(widget: Widget): string | undefined {
  return (widget.textInput ?? widget.selectionInput ?? widget.dateTimePicker)?.name ?? undefined
}

function widgetFaults(widget: Widget): readonly string[] {
  if (widget.decoratedText) {
    const { text, button, onClick } = widget.decoratedText
    return [
      ...(text ? [] : ['A decorated text needs its text.']),
      ...(button ? buttonFaults(button) : []),
      ...(onClick ? onClickFaults(onClick) : []),
    ]
  }
  if (widget.textParagraph) return widget.textParagraph.text ? [] : ['A text paragraph needs its text.']
  if (widget.buttonList) {
    const buttons = widget.buttonList.buttons ?? []
    return buttons.length === 0 ? ['A button list needs a button.'] : buttons.flatMap(buttonFaults)
  }
  if (widget.textInput) {
    const { name, label, hintText } = widget.textInput
    return [
      ...(name ? [] : ['A text input needs a name.']),
      ...(label || hintText ? [] : ['A text input needs a label or a hint.']),
    ]
  }
  if (widget.selectionInput) return selectionFaults(widget.selectionInput)
  if (widget.dateTimePicker) return widget.dateTimePicker.name ? [] : ['A date picker needs a name.']
  if (widget.columns) return columnsFaults(widget.columns)
  if (widget.image) return /^https:/.test(widget.image.imageUrl ?? '') ? [] : ['An image comes by https.']
  if (widget.divider || widget.grid || widget.carousel || widget.chipList) return []
  return ['A widget needs something to show.']
}

function selectionFaults(input: chat_v1.Schema$GoogleAppsCardV1SelectionInput): readonly string[] {
  const items = input.items ?? []
  const isMulti = input.type === 'MULTI_SELECT'
  const source = input.externalDataSource ?? input.platformDataSource
  const chosen = items.filter((item) => item.selected).length
  return [
    ...(input.name ? [] : ['A selection input needs a name.']),
    ...(items.length > maxItems ? [`A selection takes at most ${maxItems} items.`] : []),
    ...(items.length === 0 && !source ? ['A selection needs an item.'] : []),
    ...(source && !isMulti ? ['Only a multiselect takes a data source.'] : []),
    ...(items.some((item) => !item.text) ? ['An item needs its text.'] : []),
    ...(items.some((item) => !item.value && item.value !== '') ? ['An item needs its value.'] : []),
    ...(chosen > 1 && (input.type === 'RADIO_BUTTON' || input.type === 'DROPDOWN')
      ? ['Only one item may be selected.']
      : []),
    ...(isMulti && chosen > (input.multiSelectMaxSelectedItems ?? chosen)
      ? ['More items are selected than may be.']
      : []),
  ]
}

function columnsFaults(columns: chat_v1.Schema$GoogleAppsCardV1Columns): readonly string[] {
  const items = columns.columnItems ?? []
  return [
    ...(items.length === 0 || items.length > 2 ? ['Columns are one or two.'] : []),
    ...items.flatMap((column) => (column.widgets ?? []).flatMap((widget) => widgetFaults(widget as Widget))),
  ]
}

function buttonFaults(button: Button): readonly string[] {
  return [
    ...(button.text || button.icon ? [] : ['A button needs a text or an icon.']),
    ...(button.onClick ? onClickFaults(button.onClick) : ['A button needs something to do.']),
  ]
}

function onClickFaults(onClick: OnClick): readonly string[] {
  if (onClick.action) return onClick.action.function ? [] : ['An action needs its function.']
  if (onClick.openLink) return URL.canParse(onClick.openLink.url ?? '') ? [] : ['A link needs its address.']
  if (onClick.overflowMenu) {
    const items = onClick.overflowMenu.items ?? []
    if (items.length === 0) return ['An overflow menu needs an item.']
    return items.flatMap((item) => [
      ...(item.text ? [] : ['An item of a menu needs its text.']),
      ...(item.onClick ? onClickFaults(item.onClick) : ['An item of a menu needs something to do.']),
    ])
  }
  return []
}
