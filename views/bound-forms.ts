/** The forms of `said`, `reveal` and `pass`: a customer's part in a case. */
import { saidWays } from '../src/cases/case.ts'
import { nameLimit, textLimit } from '../src/cases/case-inputs.ts'
import { audienceDetail, listAudiences } from './audience-field.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { personalDataParts } from './new-form.ts'
import type { Form } from './view.ts'

/** NOT-4: what the customer said elsewhere. It counts as the customer's own message, so a note is not offered. */
export function saidForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, text, now = supportCase.updatedAt } = options
  const { t } = translator
  // The day that it is for this person, such as 2026-03-02.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: translator.timeZone }).format(now)
  const audiences = listAudiences(actor).filter((audience) => audience !== 'internal')
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  return changeForm(
    'said',
    options,
    { title: t('said.title', { number: supportCase.number }), submit: t('said.submit') },
    [
      { kind: 'text', text: t('said.explain', { customer: supportCase.customer.name }) },
      {
        kind: 'text',
        name: 'text',
        label: t('said.text'),
        multiline: true,
        maxLength: textLimit,
        ...(text ? { initial: text } : {}),
      },
      { kind: 'text', name: 'by', label: t('said.by'), maxLength: nameLimit },
      {
        kind: 'select',
        name: 'way',
        label: t('said.way'),
        options: saidWays.map((way) => ({ value: way, label: t(`said-way.${way}`) })),
        initial: 'mail',
      },
      { kind: 'date', name: 'on', label: t('said.on'), initial: today },
      {
        kind: 'radio',
        name: 'audience',
        label: t('reply.audience'),
        options: audiences.map((audience) => ({
          value: audience,
          label: t(`audience.${audience}`),
          description: audienceDetail(audience, domain, translator),
        })),
        initial: 'everyone',
      },
      ...personalDataParts(translator),
    ],
  )
}

/** CRE-10: asked once more, as it cannot be taken back. */
export function revealForm(options: ChangeFormOptions): Form {
  const { supportCase, translator } = options
  const { t } = translator
  return changeForm(
    'reveal',
    options,
    { title: t('reveal.title', { number: supportCase.number }), submit: t('reveal.submit') },
    [{ kind: 'text', text: t('reveal.explain', { customer: supportCase.customer.name }) }],
  )
}

/** CRE-9. */
export function passForm(options: ChangeFormOptions): Form {
  const { supportCase, translator, text } = options
  const { t } = translator
  return changeForm(
    'pass',
    options,
    { title: t('pass.title', { number: supportCase.number }), submit: t('pass.submit') },
    [
      { kind: 'text', text: t('pass.explain') },
      {
        kind: 'text',
        name: 'note',
        label: t('pass.note'),
        multiline: true,
        optional: true,
        maxLength: textLimit,
        ...(text ? { initial: text } : {}),
      },
      ...personalDataParts(translator),
    ],
  )
}
