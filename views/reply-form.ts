/** The form of `reply`: the message with its audience, and what may go out with it. */
import { type Audience, audiences, type Case, severities, statuses } from '../src/cases/case.ts'
import { textLimit } from '../src/cases/case-inputs.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { withoutUnseeing } from './case-bounds.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { reasonOptions } from './escalate-form.ts'
import { filesInput } from './file-fields.ts'
import { personalDataParts } from './new-form.ts'
import type { Field, Form } from './view.ts'

/** NOT-4: the writer chooses the audience; internal by default. The desk also says what it waits for (UPD-7). */
export function replyForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, text, takesFiles } = options
  const { t } = translator
  // CRE-9: while the partner is the first line it says what it waits for.
  const isFirst = actor.party === 'partner' && supportCase.firstLine === 'partner'
  const message: Field = {
    kind: 'text',
    name: 'text',
    label: t('reply.text'),
    placeholder: t('reply.text.placeholder'),
    multiline: true,
    maxLength: textLimit,
    ...(takesFiles ? { optional: true, hint: t('files.text.hint') } : {}),
    ...(text ? { initial: text } : {}),
  }
  const status: Field = {
    kind: 'select',
    name: 'status',
    label: t('reply.status'),
    optional: true,
    placeholder: t('reply.status.keep'),
    options: statuses
      .filter((status) => status !== 'new' && status !== 'closed')
      .map((status) => ({ value: status, label: t(`status.${status}`) })),
  }
  return changeForm(
    'reply',
    options,
    { title: t('reply.title', { number: supportCase.number }), submit: t('reply.submit') },
    [
      message,
      ...(takesFiles ? [filesInput(translator)] : []),
      audienceField(actor, supportCase, translator),
      ...(actor.party === 'desk' || isFirst ? [status] : []),
      ...(actor.party === 'partner' ? besides(options) : []),
      ...personalDataParts(translator),
    ],
  )
}

/** UPD-1: what may go out with the message as one change. What is left as it is changes nothing. */
function besides({ supportCase, translator, escalatable }: ChangeFormOptions): readonly Field[] {
  const { t } = translator
  const severity: Field = {
    kind: 'select',
    name: 'severity',
    label: t('label.severity'),
    optional: true,
    placeholder: t('severity.now', { severity: t(`severity.${supportCase.severity}`) }),
    options: severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) })),
  }
  const next: Field = {
    kind: 'select',
    name: 'next',
    label: t('reply.next'),
    optional: true,
    placeholder: t('reply.next.nothing'),
    options: [
      { value: 'close', label: t('reply.next.close') },
      ...(escalatable ? reasonOptions(translator) : []).map(({ value, label }) => ({
        value,
        label: t('reply.next.escalate', { reason: label }),
      })),
    ],
  }
  if (!escalatable) return [severity, next]
  // Its own field: the message may be for fewer readers than the justification has.
  const justification: Field = {
    kind: 'text',
    name: 'justification',
    label: t('escalate.justification'),
    hint: t('escalate.explain'),
    multiline: true,
    optional: true,
    maxLength: textLimit,
  }
  return [severity, next, justification]
}

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

function audienceField(actor: Actor, supportCase: Case, translator: Translator): Field {
  const { t } = translator
  const offered = withoutUnseeing(listAudiences(actor), supportCase)
  const later = supportCase.firstLine === 'partner'
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  const detail = (audience: Audience): string => {
    if (audience === 'internal' && actor.party === 'desk') return translator.t('audience.internal.desk')
    return audience === 'everyone' && later
      ? translator.t('audience.everyone.later')
      : audienceDetail(audience, domain, translator)
  }
  const label = (audience: Audience): string =>
    audience === 'customer' && actor.party === 'customer'
      ? t('audience.customer.own')
      : t(`audience.${audience}`)
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
