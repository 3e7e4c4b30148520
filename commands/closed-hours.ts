/** OWN-3: whoever opens a case or writes while nobody is there reads when that side is back, in their own language and time zone. */
import type { Audience, Case, Side } from '../src/cases/case.ts'
import type { UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { formatMoment } from '../views/moment.ts'
import type { Context } from './define.ts'

type SentChange = UpdateCaseInput['changes'][number]

/** Lines of the confirmation: none where the sides that were asked are there, or nobody was. */
export async function tellClosed(
  context: Context,
  supportCase: Case,
  changes: readonly SentChange[],
): Promise<readonly string[]> {
  const asked = listAsked(context, supportCase, changes.map(toAudience))
  const lines = await Promise.all(asked.map((side) => tellSide(context, supportCase, side)))
  return lines.flat()
}

async function tellSide(
  { service, translator, now }: Context,
  supportCase: Case,
  side: Side,
): Promise<readonly string[]> {
  const back = await service.backAt(supportCase, side)
  if (!back) return []
  const at = formatMoment(back, now, translator)
  const { t } = translator
  return [
    side === 'desk' ? t('hours.back.desk', { at }) : t('hours.back.partner', { domain: side.domain, at }),
  ]
}

/** The desk by all that reaches it; a customer's own partner by what its customer writes. */
function listAsked(
  { actor }: Context,
  { status, domain }: Case,
  audiences: readonly (Audience | undefined)[],
): readonly Side[] {
  if (actor.party === 'desk' || status === 'closed') return []
  const asksDesk = audiences.some((audience) => audience === 'desk' || audience === 'everyone')
  const asksPartner =
    actor.party === 'customer' &&
    domain !== '' &&
    audiences.some((audience) => audience === 'customer' || audience === 'everyone')
  return [...(asksPartner ? [{ domain }] : []), ...(asksDesk ? (['desk'] as const) : [])]
}

/** Who is to answer what was sent; undefined for what asks nobody. */
function toAudience(change: SentChange): Audience | undefined {
  if (change.kind === 'message') return change.audience
  return change.kind === 'escalate' || change.kind === 'reopen' ? 'everyone' : undefined
}
