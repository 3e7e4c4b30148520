/** OWN-3: the targets as the operator's file has them. */
import type { Case, Side } from '../cases/case.ts'
import type { Customer } from '../cases/directory.ts'
import type { Calendar } from './business-time.ts'

/** What a target is chosen by, beside the side. */
export type TargetFacts = Pick<Case, 'severity' | 'language'> & { readonly tier: Customer['tier'] }

/** One line of the file. Where it names nothing, it holds for all. */
export interface TargetRule {
  /** `partners`: every reseller domain towards its customers. */
  readonly sides: readonly string[]
  readonly tiers?: readonly Customer['tier'][]
  readonly severities?: readonly Case['severity'][]
  readonly languages?: readonly Case['language'][]
}

export interface Target {
  readonly calendar: Calendar
  /** Of open hours, ms; none where there is no such target. */
  readonly first?: number
  readonly next?: number
  /** Where it stands in the file, from 0. */
  readonly position: number
  readonly rule: TargetRule
}

export interface Targets {
  /** The first that holds, from the top. */
  find(side: Side, facts: TargetFacts): Target | undefined
  readonly all: readonly Target[]
  /** Whether anybody is reminded. */
  readonly reminders: boolean
}

export function createTargets(all: readonly Target[], reminders: boolean): Targets {
  return {
    all,
    reminders,
    find: (side, facts) => all.find(({ rule }) => holdsFor(rule, side, facts)),
  }
}

function holdsFor(
  { sides, tiers, severities, languages }: TargetRule,
  side: Side,
  facts: TargetFacts,
): boolean {
  const isSide =
    side === 'desk' ? sides.includes('desk') : sides.includes(side.domain) || sides.includes('partners')
  return (
    isSide &&
    (tiers?.includes(facts.tier) ?? true) &&
    (severities?.includes(facts.severity) ?? true) &&
    (languages?.includes(facts.language) ?? true)
  )
}
