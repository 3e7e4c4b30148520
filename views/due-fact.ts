/** OWN-3: when an answer of the reader's own side is due. What other sides owe is their business. */
import type { Case, Clock, Reader } from '../src/cases/case.ts'
import { toSide } from '../src/cases/reader-facts.ts'
import { findRunningClock } from '../src/cases/response-clocks.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Inline } from './view.ts'

type Clocked = Pick<Case, 'clocks'>

/** For a card. */
export function dueFacts(
  supportCase: Clocked,
  reader: Reader,
  overdue: boolean,
  { t }: Translator,
): readonly { readonly label: string; readonly value: Inline }[] {
  const clock = findOwn(supportCase, reader)
  if (!clock?.dueAt) return []
  return [{ label: t(`label.${overdue ? 'overdue' : 'due'}.${clock.kind}`), value: { at: clock.dueAt } }]
}

/** For one line of a list. */
export function dueDetail(
  supportCase: Clocked,
  reader: Reader,
  now: Date,
  { t }: Translator,
): readonly Inline[] {
  const dueAt = findOwn(supportCase, reader)?.dueAt
  if (!dueAt) return []
  return [t(dueAt <= now ? 'list.overdue' : 'list.due'), { at: dueAt }]
}

function findOwn(supportCase: Clocked, reader: Reader): Clock | undefined {
  const side = toSide(reader)
  return side && findRunningClock(supportCase, side)
}
