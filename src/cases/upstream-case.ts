/** REP-4: the case at Google or a distributor. Nothing is sent there: what people did by hand is written down here. */
import type { Author, CaseHead, Entry, Reader, Side, Upstream } from './case.ts'
import { type StoredChange, upstreamNumber } from './case-inputs.ts'
import { isSameSide } from './reader-facts.ts'
import { ok, type Result, refused } from './refusal.ts'

type Change = Extract<StoredChange, { kind: 'upstream' }>

/** What a case is found by: a word that nobody can type, so that a search tells nobody of a number that is not for them. */
export function toUpstreamTerm(side: Side, number: string): string {
  return `upstream\u0000${side === 'desk' ? 'desk' : `domain ${side.domain}`}\u0000${number}`
}

/** The terms that a typed number may mean to this reader; none where it is no such number. */
export function listUpstreamTerms(text: string, reader: Reader): readonly string[] {
  const number = text.normalize('NFKC').trim().toUpperCase()
  if (reader.party === 'customer' || !upstreamNumber.test(number) || !/\d/.test(number)) return []
  const own: readonly Side[] = reader.party === 'partner' ? [{ domain: reader.domain }, 'desk'] : ['desk']
  return own.map((side) => toUpstreamTerm(side, number))
}

/** `partners`: whether partners keep one too (UPSTREAM_BY). It may change after the case was closed: at Google it may last longer. */
export function decideUpstream(
  supportCase: CaseHead,
  { number, link, state, followUp }: Change,
  author: Author,
  now: Date,
  { partners }: { readonly partners: boolean },
): Result<{
  readonly set: Partial<CaseHead>
  readonly events: readonly Pick<Entry, 'audience' | 'event'>[]
}> {
  const side = findSide(author)
  if (!side || (side !== 'desk' && !partners)) return refused({ code: 'upstream-not-yours', rule: 'REP-4' })
  const before = supportCase.upstream?.find((one) => isSameSide(one.side, side))
  if (number === null && !before)
    return refused({ code: 'upstream-none', rule: 'REP-4', values: { number: supportCase.number } })
  if (followUp && (state !== 'waiting' || followUp <= now))
    return refused({ code: 'upstream-follow-up', rule: 'REP-4', field: 'followUp' })
  const after: Upstream | null = number === null ? null : { side, number, link, state, followUp }
  const isSame = before?.number === after?.number && before?.state === after?.state
  if (isSame && before?.link === after?.link && before?.followUp?.getTime() === after?.followUp?.getTime())
    return refused({ code: 'upstream-unchanged', rule: 'REP-4', values: { number: supportCase.number } })
  const others = supportCase.upstream?.filter((one) => !isSameSide(one.side, side)) ?? []
  return ok({
    set: {
      upstream: [...others, ...(after ? [after] : [])],
      ...putAside(supportCase, side, before?.followUp ?? null, after?.followUp ?? null),
    },
    events: [
      {
        audience: side === 'desk' ? 'desk' : 'internal',
        event: { type: 'upstream-changed', from: told(before), to: told(after) },
      },
    ],
  })
}

function findSide({ party, domain }: Author): Side | undefined {
  if (party === 'desk') return 'desk'
  return party === 'partner' && domain !== undefined ? { domain } : undefined
}

function told(upstream: Upstream | null | undefined) {
  return upstream ? { number: upstream.number, state: upstream.state } : null
}

/** While Google has to answer the case is put aside for that side. Where somebody put it aside for another day, that stands. */
function putAside(
  { aside = [] }: Pick<CaseHead, 'aside'>,
  side: Side,
  before: Date | null,
  after: Date | null,
): Partial<CaseHead> {
  if (before?.getTime() === after?.getTime()) return {}
  const own = aside.find((one) => isSameSide(one.side, side))
  const isOurs = own === undefined || own.until.getTime() === before?.getTime()
  if (!after && !isOurs) return {}
  const others = aside.filter((one) => one !== own)
  return { aside: after ? [...others, { side, until: after }] : others }
}
