/** UPD-1: everything that one send may change, in one form. What is left as it is changes nothing; what this person may not do is not offered. */
import { severities } from '../src/cases/case.ts'
import { textLimit } from '../src/cases/case-inputs.ts'
import { audienceField } from './audience-field.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { reasonOptions } from './escalate-form.ts'
import { filesInput } from './file-fields.ts'
import { personalDataParts } from './new-form.ts'
import { messageField, statusField } from './reply-form.ts'
import type { Field, Form } from './view.ts'

export function updateForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, takesFiles } = options
  const { t } = translator
  const isCustomer = actor.party === 'customer'
  return changeForm(
    'update',
    options,
    { title: t('update.title', { number: supportCase.number }), submit: t('update.submit') },
    [
      ...(isCustomer ? [] : [severityField(options)]),
      ...(actor.party === 'desk' ? [statusField(translator)] : []),
      { ...messageField(options, t('update.text.placeholder')), optional: true },
      audienceField(actor, translator),
      ...(takesFiles ? [filesInput(translator)] : []),
      ...(isCustomer ? [] : nextFields(options)),
      ...personalDataParts(translator),
    ],
  )
}

function severityField({ supportCase, translator: { t } }: ChangeFormOptions): Field {
  return {
    kind: 'select',
    name: 'severity',
    label: t('label.severity'),
    optional: true,
    placeholder: t('severity.now', { severity: t(`severity.${supportCase.severity}`) }),
    options: severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) })),
  }
}

/** UPD-2: closing, or escalating with a reason; the desk is whom a case is escalated to. */
function nextFields({ translator, escalatable }: ChangeFormOptions): readonly Field[] {
  const { t } = translator
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
  if (!escalatable) return [next]
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
  return [next, justification]
}
