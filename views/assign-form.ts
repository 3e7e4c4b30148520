/** OWN-1: who is to work on a case. */
import { findResponsible } from '../src/cases/assignment.ts'
import type { Responsible } from '../src/cases/case.ts'
import { findByName } from '../src/cases/match-names.ts'
import { toAuthor, toReader } from '../src/cases/policy.ts'
import { toSide } from '../src/cases/reader-facts.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { describeReader } from './labels.ts'
import type { Field, Form, Option } from './view.ts'

/** In the place of an e-mail. */
export const nobodyOption = 'nobody'
/** More are found by typing. */
const maxListed = 20

export function assignForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, colleagues = [], text } = options
  const { t } = translator
  const side = toSide(toReader(actor))
  const current = side ? findResponsible(supportCase, side) : null
  const typed = text ? { problem: whyNotTold(text, colleagues, translator) } : {}
  return changeForm(
    'assign',
    { ...typed, ...options },
    { title: t('assign.title', { number: supportCase.number }), submit: t('assign.submit') },
    [
      {
        kind: 'text',
        text: current ? t('assign.now', { name: current.name }) : t('assign.now.nobody'),
      },
      choice(options, current),
      {
        kind: 'quiet',
        parts: [t('assign.explain', { domain: describeReader(toReader(actor), translator) })],
      },
    ],
  )
}

function whyNotTold(typed: string, colleagues: readonly Responsible[], { t }: Translator): string {
  const told = { typed: [...typed].slice(0, 60).join('') }
  return findByName(colleagues, typed).length > 1 ? t('assign.several', told) : t('assign.no-match', told)
}

function choice(
  { actor, translator, colleagues = [], text = '' }: ChangeFormOptions,
  current: Responsible | null,
): Field {
  const { t } = translator
  const base = { name: 'to', label: t('assign.to'), placeholder: t('assign.placeholder') }
  const own = toAuthor(actor).email
  // Whoever has it needs no second look; those who could be meant stand first.
  const others = colleagues.filter(({ email }) => email !== current?.email)
  const meant = findByName(others, text)
  const listed = [...meant, ...others.filter((one) => !meant.includes(one))]
  const options = colleagueOptions(listed, own, translator).filter(
    ({ value }) => current !== null || value !== nobodyOption,
  )
  if (options.length <= maxListed) return { ...base, kind: 'select', options }
  return { ...base, kind: 'search', source: 'colleagues', minQuery: 0 }
}

export function colleagueOptions(
  colleagues: readonly Responsible[],
  own: string,
  { t, nameOf }: Translator,
): readonly Option[] {
  const isOwn = ({ email }: Responsible) => email === own.toLowerCase()
  const sorted = [...colleagues.filter(isOwn), ...colleagues.filter((one) => !isOwn(one))]
  return [
    ...sorted.map((one) => ({
      value: one.email,
      label: isOwn(one) ? t('assign.me', { name: one.name }) : one.name,
      description: nameOf(one.email),
    })),
    { value: nobodyOption, label: t('assign.nobody') },
  ]
}
