import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'

type Card = chat_v1.Schema$GoogleAppsCardV1Card
type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

/** What Google Chat takes (developers.google.com/workspace/chat: cards v2, messages), and what reads well where it says nothing. */
export const limits = {
  /** A card may weigh 32 KB and a message 32,000 bytes; there is more in a message than its card. */
  cardBytes: 30_000,
  /** Past the hundredth widget Chat leaves out the whole section and all that follow. */
  widgets: 100,
  items: 100,
  heading: 300,
  label: 100,
  control: 200,
  value: 2000,
  note: 2000,
  question: 500,
  fallback: 600,
  /** A button's arguments as JSON. */
  arguments: 2000,
  /** A quote longer than this is folded after its first part. */
  quote: 900,
  quoteLines: 12,
  quoteFirst: 600,
  quotePiece: 3000,
} as const

/** How much a card weighs, in bytes. */
export function countBytes(card: unknown): number {
  return Buffer.byteLength(JSON.stringify(card))
}

/** How many widgets these are; those in columns count as well. */
export function countWidgets(widgets: readonly Widget[]): number {
  const nested = (widget: Widget) =>
    (widget.columns?.columnItems ?? []).reduce((sum, column) => sum + (column.widgets?.length ?? 0), 0)
  return widgets.reduce((sum, widget) => sum + 1 + nested(widget), 0)
}

/** True where Chat shows the whole card. */
export function fitsChat(card: Card): boolean {
  const widgets = (card.sections ?? []).flatMap((section) => section.widgets ?? [])
  return countWidgets(widgets) <= limits.widgets && countBytes(card) <= limits.cardBytes
}
