/** VIS-7: the choice of who reads what is written. */
import { type Audience, audiences, type Case } from '../src/cases/case.ts'
import type { Actor } from '../src/cases/policy.ts'
import { audienceName } from '../src/i18n/audience-name.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { withoutUnseeing } from './case-bounds.ts'
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

/** Who reads what is written for this audience. */
export function audienceDetail(audience: Audience, domain: string, { t }: Translator): string {
  return t(`audience.${audience}.detail`, { domain })
}

/** NOT-4: internal unless another one is chosen. Nobody is written to who does not see the case (CRE-9, CRE-10). */
export function audienceField(actor: Actor, supportCase: Case, translator: Translator): Field {
  const { t } = translator
  const offered = withoutUnseeing(listAudiences(actor), supportCase)
  const isLater = supportCase.firstLine === 'partner'
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  const detail = (audience: Audience): string =>
    audience === 'internal' && actor.party === 'desk'
      ? t('audience.internal.desk')
      : audience === 'everyone' && isLater
        ? t('audience.everyone.later')
        : audienceDetail(audience, domain, translator)
  const label = (audience: Audience): string =>
    audience === 'customer' && actor.party === 'customer'
      ? t('audience.customer.own')
      : audienceName(audience, actor, translator)
  return {
    kind: 'radio',
    name: 'audience',
    label: t('reply.audience'),
    options: offered.map((audience) => ({
      value: audience,
      label: label(audience),
      description: detail(audience),
    })),
    initial: offered.includes('internal') ? 'internal' : 'everyone',
  }
}
