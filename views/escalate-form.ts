import { escalationReasons } from '../src/cases/case.ts'
import { textLimit } from '../src/cases/case-inputs.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { personalDataParts } from './new-form.ts'
import type { Form, Option } from './view.ts'

/** UPD-2: the reason and its justification. */
export function escalateForm(options: ChangeFormOptions): Form {
  const { supportCase, translator, text } = options
  const { t } = translator
  return changeForm(
    'escalate',
    options,
    { title: t('escalate.title', { number: supportCase.number }), submit: t('escalate.submit') },
    [
      { kind: 'text', text: t('escalate.explain') },
      { kind: 'radio', name: 'reason', label: t('escalate.reason'), options: reasonOptions(translator) },
      {
        kind: 'text',
        name: 'justification',
        label: t('escalate.justification'),
        placeholder: t('escalate.justification.placeholder'),
        multiline: true,
        maxLength: textLimit,
        ...(text ? { initial: text } : {}),
      },
      ...personalDataParts(translator),
    ],
  )
}

export function reasonOptions({ t }: Translator): readonly Option[] {
  return escalationReasons.map((reason) => ({ value: reason, label: t(`escalation.${reason}`) }))
}
