/** Who of those concerned does not see a case, on its card (CRE-9, CRE-10), and what can be done about it. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Audience, Case, Reader } from '../src/cases/case.ts'
import { isOwnCase } from '../src/cases/own-cases.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Button } from './view.ts'

type Fields = Extract<Block, { readonly kind: 'fields' }>['fields']

/** Told to those who see it; the customer never sees a case that is hidden from it. */
export function boundFields(supportCase: Case, { t }: Translator): Fields {
  const { hiddenFromCustomer, firstLine } = supportCase
  return [
    ...(hiddenFromCustomer ? [{ label: t('label.visibility'), value: t('case.hidden') }] : []),
    ...(isOwnCase(supportCase) ? [{ label: t('label.visibility'), value: t('case.own') }] : []),
    ...(firstLine === 'partner' ? [{ label: t('label.first-line'), value: t('first-line.partner') }] : []),
  ]
}

/** In a line of a list. */
export function boundMark(
  { hiddenFromCustomer, ...supportCase }: Case,
  { t }: Translator,
): readonly string[] {
  if (isOwnCase(supportCase)) return [t('case.own.mark')]
  return hiddenFromCustomer ? [t('case.hidden.mark')] : []
}

/** What these readers may be written for; a customer that sees nothing is written nothing. */
export function withoutUnseeing(audiences: readonly Audience[], supportCase: Case): readonly Audience[] {
  if (supportCase.hiddenFromCustomer || isOwnCase(supportCase))
    return audiences.filter((audience) => audience === 'internal' || audience === 'desk')
  if (supportCase.firstLine === 'partner') return audiences.filter((audience) => audience !== 'desk')
  return audiences
}

/** What the partner and the desk can do about a customer's part in a case. */
export function boundActions(supportCase: Case, reader: Reader, { t }: Translator): readonly Block[] {
  if (reader.party === 'customer') return []
  const { status, hiddenFromCustomer, firstLine, number } = supportCase
  const args = { number: String(number), in: actorKey(reader) }
  const isOpen = status !== 'closed'
  const passes = isOpen && firstLine === 'partner' && reader.party === 'partner'
  const hears = isOpen && !hiddenFromCustomer && !isOwnCase(supportCase)
  const isLeft = isOpen && reader.party === 'desk' && hears && (supportCase.partnersLeft ?? []).length > 0
  const buttons: readonly Button[] = [
    ...(passes ? [{ label: t('button.pass'), command: 'pass', args, style: 'primary' } as const] : []),
    ...(isLeft ? [{ label: t('button.handover'), command: 'handover', args }] : []),
    ...(hears ? [{ label: t('button.said'), command: 'said', args }] : []),
    ...(hiddenFromCustomer ? [{ label: t('button.reveal'), command: 'reveal', args }] : []),
  ]
  return buttons.length > 0 ? [{ kind: 'actions', buttons }] : []
}
