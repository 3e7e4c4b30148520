/** REP-4: the case at Google or a distributor, as people wrote it down. */
import { upstreamStates } from '../src/cases/case.ts'
import { toReader } from '../src/cases/policy.ts'
import { isSameSide, toSide } from '../src/cases/reader-facts.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { describeReader } from './labels.ts'
import type { Form } from './view.ts'

export function upstreamForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator } = options
  const { t } = translator
  const reader = toReader(actor)
  const side = toSide(reader)
  const known = side && supportCase.upstream?.find((one) => isSameSide(one.side, side))
  const explain =
    reader.party === 'desk'
      ? t('upstream.explain')
      : t('upstream.explain.partner', { domain: describeReader(reader, translator) })
  return changeForm(
    'upstream',
    options,
    { title: t('upstream.title', { number: supportCase.number }), submit: t('upstream.submit') },
    [
      // What was typed and not understood is not lost: it stands above the fields.
      ...(options.text
        ? [
            {
              kind: 'text',
              text: t('upstream.not-understood', { word: options.text, usage: t('usage.upstream') }),
            } as const,
          ]
        : []),
      { kind: 'text', text: explain },
      {
        kind: 'text',
        name: 'number',
        label: t('upstream.number'),
        hint: t('upstream.number.hint'),
        optional: true,
        maxLength: 60,
        ...(known ? { initial: known.number } : {}),
      },
      {
        kind: 'text',
        name: 'link',
        label: t('upstream.link'),
        placeholder: 'https://',
        optional: true,
        maxLength: 300,
        ...(known?.link ? { initial: known.link } : {}),
      },
      {
        kind: 'select',
        name: 'state',
        label: t('upstream.state'),
        options: upstreamStates.map((state) => ({ value: state, label: t(`upstream-state.${state}`) })),
        initial: known?.state ?? 'open',
      },
      {
        kind: 'date',
        name: 'followUp',
        label: t('upstream.follow-up'),
        hint: t('upstream.follow-up.hint'),
        optional: true,
        ...(known?.followUp ? { initial: toDate(known.followUp, translator.timeZone) } : {}),
      },
    ],
  )
}

function toDate(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
}
