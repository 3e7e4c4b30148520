import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { RenderError } from '../../render-error.ts'
import { type Group, paragraph } from './blocks.ts'
import { countBytes, countWidgets, fitsChat, limits } from './limits.ts'
import { faint } from './text.ts'

type Card = chat_v1.Schema$GoogleAppsCardV1Card
type Section = chat_v1.Schema$GoogleAppsCardV1Section
type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

/** What a person acts with is more than a card holds. */
export class CardTooLarge extends RenderError {}

/** What stands around a card's sections. */
export type Frame = Partial<Pick<Card, 'header' | 'fixedFooter'>>

/** The lengths that texts are cut to, one after another, until a card fits. */
const lengths = [Number.POSITIVE_INFINITY, 3000, 1500, 700, 300, 120] as const

/**
 * The whole as one card within what Chat takes. Where it is too much, all long texts are cut to the same length first, so that
 * the beginning of each stays; then what is only read is left out from the end. Both are said. What a person acts with stays
 * as long as there is room for all of it; else it goes like the rest, or is a fault where `tooMuch` says so.
 */
export function fitCard(
  draw: (most: number) => readonly Group[],
  frame: Frame,
  cutNote: string,
  tooMuch?: string,
): Card {
  const note: Group = { kept: true, widgets: paragraph(faint(cutNote)) }
  for (const most of lengths) {
    const groups = draw(most)
    const card = cardOfGroups(most === Number.POSITIVE_INFINITY ? groups : noted(groups, note), frame)
    if (fitsChat(card)) return card
  }
  return cardOfGroups(fewer(draw(lengths.at(-1) ?? 0), frame, note, tooMuch), frame)
}

/** Whether Chat shows all of it in one card. */
export function fitsWhole(groups: readonly Group[]): boolean {
  return fitsChat(cardOfGroups(groups, {}))
}

/** The note under what is read, before the buttons at the end. */
function noted(groups: readonly Group[], note: Group): readonly Group[] {
  const end = groups.findLastIndex((group) => !group.kept) + 1
  return [...groups.slice(0, end), note, ...groups.slice(end)]
}

/** As many groups as there is room for, in their order. */
function fewer(groups: readonly Group[], frame: Frame, note: Group, tooMuch?: string): readonly Group[] {
  const cost = (group: Group) => countBytes(group) + 100
  const kept = groups.filter((group) => group.kept)
  let bytes = limits.cardBytes - countBytes(frame) - cost(note)
  let widgets = limits.widgets - 1
  const keptBytes = kept.reduce((sum, group) => sum + cost(group), 0)
  const keptWidgets = kept.reduce((sum, group) => sum + size(group), 0)
  const reserve = keptBytes <= bytes && keptWidgets <= widgets
  if (!reserve && tooMuch) throw new CardTooLarge(tooMuch)
  if (reserve) {
    bytes -= keptBytes
    widgets -= keptWidgets
  }
  const taken: Group[] = []
  let full = false
  for (const group of groups) {
    if (reserve && group.kept) {
      taken.push(group)
      continue
    }
    if (full || cost(group) > bytes || size(group) > widgets) {
      if (!full) taken.push(note)
      full = true
      continue
    }
    bytes -= cost(group)
    widgets -= size(group)
    taken.push(group)
  }
  return taken
}

/** A header without anything under it becomes a widget. */
function size(group: Group): number {
  return countWidgets(group.widgets) + (group.heading === undefined ? 0 : 1)
}

function cardOfGroups(groups: readonly Group[], frame: Frame): Card {
  const sections = toSections(groups)
  return {
    ...frame,
    sectionDividerStyle: 'NO_DIVIDER',
    sections: sections.length > 0 ? sections : [{ widgets: [...paragraph('–')] }],
  }
}

/** Groups one under another; a heading and what is folded begin sections of their own. */
function toSections(groups: readonly Group[]): Section[] {
  const sections: Section[] = []
  let header: string | undefined
  let widgets: Widget[] = []
  function close(): void {
    if (widgets.length > 0) sections.push({ ...(header ? { header } : {}), widgets })
    else if (header) sections.push({ widgets: [...paragraph(`<b>${header}</b>`)] })
    header = undefined
    widgets = []
  }
  for (const group of groups) {
    if (group.heading !== undefined) {
      close()
      header = group.heading
    }
    if (group.shown === undefined) {
      widgets.push(...group.widgets)
      continue
    }
    if (widgets.length > 0) close()
    sections.push({
      ...(header ? { header } : {}),
      collapsible: true,
      uncollapsibleWidgetsCount: group.shown,
      widgets: [...group.widgets],
    })
    header = undefined
  }
  close()
  return sections
}
