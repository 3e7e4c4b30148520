import { textLimit } from '../src/cases/case-inputs.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import type { Field, Form } from './view.ts'

/** CRE-5: whom to add, and whom of those that share it to take out. */
export function shareForm(options: ChangeFormOptions): Form {
  const { supportCase, translator, text } = options
  const { t } = translator
  const add: Field = {
    kind: 'text',
    name: 'add',
    label: t('share.add'),
    hint: t('share.hint'),
    multiline: true,
    optional: true,
    maxLength: textLimit,
    ...(text ? { initial: text } : {}),
  }
  const remove: Field = {
    kind: 'checks',
    name: 'remove',
    label: t('share.remove'),
    optional: true,
    options: supportCase.sharedWith.map((value) => ({ value: value, label: value })),
  }
  return changeForm(
    'share',
    options,
    { title: t('share.title', { number: supportCase.number }), submit: t('share.submit') },
    [
      ...(supportCase.status === 'closed' ? [] : [add]),
      ...(supportCase.sharedWith.length > 0 ? [remove] : []),
    ],
  )
}
