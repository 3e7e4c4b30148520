/** Until when a case is put aside. */
import { parseFollowUp } from '../src/cases/parse-follow-up.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { formatFollowUp } from './moment.ts'
import type { Form, Option } from './view.ts'

/** What is most often wanted, as it could be typed. */
const choices = [
  ['1d', 'later.tomorrow'],
  ['3d', 'later.days'],
  ['next monday', 'later.week'],
  ['30d', 'later.month'],
] as const

export function laterForm(options: ChangeFormOptions): Form {
  const { supportCase, translator, text, now = supportCase.updatedAt } = options
  const { t } = translator
  const typed = text ? { problem: t('later.not-understood', { typed: [...text].slice(0, 60).join('') }) } : {}
  return changeForm(
    'later',
    { ...typed, ...options },
    { title: t('later.title', { number: supportCase.number }), submit: t('later.submit') },
    [
      { kind: 'text', text: t('later.explain') },
      {
        kind: 'radio',
        name: 'until',
        label: t('later.when'),
        options: untilOptions(now, translator),
        initial: '3d',
      },
      { kind: 'date', name: 'date', label: t('later.date'), hint: t('later.date.hint'), optional: true },
    ],
  )
}

function untilOptions(now: Date, translator: Translator): readonly Option[] {
  const { t, timeZone } = translator
  return choices.flatMap(([value, key]) => {
    const at = parseFollowUp(value, now, timeZone)
    if (!at) return []
    const label = t('later.option', { label: t(key), until: formatFollowUp(at, translator) })
    return [{ value, label }]
  })
}
