/** VIS-7: the choice of who reads what is written. */
import { type Audience, audiences } from '../src/cases/case.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Field } from './view.ts'

/** Whom this actor may write for: the desk has no word with the customer behind the partner's back, nor the other way round. */
export function listAudiences(actor: Actor): readonly Audience[] {
  switch (actor.party) {
    case 'partner':
      return audiences
    case 'customer':
      return ['everyone', 'customer']
    case 'desk':
      return audiences.filter((audience) => audience !== 'customer')
  }
}

/** NOT-4: internal unless another one is chosen. */
export function audienceField(actor: Actor, { t }: Translator): Field {
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  const detail = (audience: Audience): string =>
    audience === 'internal' && actor.party === 'desk'
      ? t('audience.internal.desk')
      : t(`audience.${audience}.detail`, { domain })
  const label = (audience: Audience): string =>
    audience === 'customer' && actor.party === 'customer'
      ? t('audience.customer.own')
      : t(`audience.${audience}`)
  return {
    kind: 'radio',
    name: 'audience',
    label: t('reply.audience'),
    options: listAudiences(actor).map((audience) => ({
      value: audience,
      label: label(audience),
      description: detail(audience),
    })),
    initial: listAudiences(actor).includes('internal') ? 'internal' : 'everyone',
  }
}
