/** Short answers: done, refused, failed, and the question which account acts. */
import type { UnaskedSource } from '../src/cases/could-not-ask.ts'
import { isUnclaimed } from '../src/cases/create-setup.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { SetupGuide } from '../src/cases/setup-guide.ts'
import type { StoreFault } from '../src/cases/store-fault.ts'
import type { MessageKey, Translator } from '../src/i18n/translator.ts'
import { fitsButton, withinButton } from './button-arguments.ts'
import type { Button, Notice } from './view.ts'

/** Fields in which a person chooses and types nothing. */
const chosenFields = [
  'customer',
  'product',
  'category',
  'area',
  'severity',
  'audience',
  'status',
  'reason',
  'target',
  'sure',
]

/** One refusal in the person's words: what, why, and what to do next. */
export function refusalText(refusal: Refusal, { text }: Translator): string {
  const values = refusal.values ?? {}
  if (refusal.code === 'field-missing' && chosenFields.includes(refusal.field ?? ''))
    return text('refusal.choice-missing', values)
  if (refusal.code === 'personal-data-found' || refusal.code === 'personal-data-in-file') {
    return text(`refusal.${refusal.code}`, {
      ...values,
      found: text(`personal-data.${String(values.kind)}` as MessageKey, {}),
    })
  }
  return text(`refusal.${refusal.code}`, values)
}

export function refusalNotice(
  refusals: readonly Refusal[],
  translator: Translator,
  buttons: readonly Button[] = [],
): Notice {
  const texts = [...new Set(refusals.map((refusal) => refusalText(refusal, translator)))]
  return {
    kind: 'notice',
    tone: 'refused',
    text: texts.join('\n'),
    ...(buttons.length > 0 ? { buttons } : {}),
  }
}

/** CRE-3: what was found where no form is open in which it could be mended or confirmed; other refusals as always. */
export function foundNotice(refusals: readonly Refusal[], translator: Translator): Notice {
  const keys = {
    'personal-data-found': 'talk.found',
    'personal-data-in-file': 'talk.found-in-file',
  } as const
  const texts = refusals.map((refusal) => {
    const { code, values = {} } = refusal
    if (code !== 'personal-data-found' && code !== 'personal-data-in-file')
      return refusalText(refusal, translator)
    const found = translator.text(`personal-data.${String(values.kind)}` as MessageKey, {})
    return translator.text(keys[code], { ...values, found })
  })
  return { kind: 'notice', tone: 'refused', text: [...new Set(texts)].join('\n') }
}

export function doneNotice(text: string, buttons: readonly Button[] = []): Notice {
  return { kind: 'notice', tone: 'done', text, ...(buttons.length > 0 ? { buttons } : {}) }
}

export function failedNotice(id: string, { t }: Translator): Notice {
  return { kind: 'notice', tone: 'failed', text: t('failed', { id }) }
}

/**
 * Says that nobody knows just now, which is not that the person is nobody; with the way to ask again where a button can carry it.
 * In each of these languages, where the person's own is not known.
 */
export function couldNotAskNotice(
  source: UnaskedSource,
  again: { readonly command: string; readonly args: Readonly<Record<string, string>> } | undefined,
  translators: readonly Translator[],
): Notice {
  const text = translators.map(({ t }) => t(`unasked.${source}`)).join('\n')
  // What is cut would not be what was asked: then it is typed anew.
  const fits = again && fitsButton(again.args)
  if (!again || !fits) return { kind: 'notice', tone: 'refused', text }
  return { kind: 'notice', tone: 'refused', text, buttons: [tryAgainButton(again, translators)] }
}

/** Whether something was saved, why not, and who can mend it; with the way to ask again where a moment may mend it. */
export function storeFaultNotice(
  { kind, saved }: Pick<StoreFault, 'kind' | 'saved'>,
  again: { readonly command: string; readonly args: Readonly<Record<string, string>> } | undefined,
  translators: readonly Translator[],
): Notice {
  const why = saved === 'unknown' ? 'unknown' : kind
  const text = translators.map(({ t }) => t(`store-fault.${why}`)).join('\n')
  const mayPass = why === 'busy' || why === 'unreachable'
  if (!mayPass || !again || !fitsButton(again.args)) return { kind: 'notice', tone: 'failed', text }
  return { kind: 'notice', tone: 'failed', text, buttons: [tryAgainButton(again, translators)] }
}

export function tryAgainButton(
  again: Pick<Button, 'command' | 'args'>,
  translators: readonly Translator[],
): Button {
  const label = translators.map(({ t }) => t('button.try-again')).join(' / ')
  return { label, command: again.command, args: again.args, style: 'primary' }
}

/** ACC-4: says whom to ask, and offers to prove an account (DOM-1). */
export function unknownAccount(
  unknown: UnknownPerson,
  translator: Translator,
  setup?: UnknownPersonsSetup,
): Notice {
  const text = unknownReason(unknown, translator, setup)
  if (setup && setup.missingForLinking.length > 0) return { kind: 'notice', tone: 'refused', text }
  const link: Button = { label: translator.t('button.link'), command: 'link', args: {} }
  return { kind: 'notice', tone: 'refused', text, buttons: [link] }
}

interface UnknownPerson {
  readonly message: MessageKey
  readonly values: NonNullable<Refusal['values']>
}

type UnknownPersonsSetup = Pick<SetupGuide, 'missingForLinking' | 'latest'>

/** ACC-4: nobody is sent to link an account where that is not set up; and whoever just installed the bot reads how it goes on (DOM-5). */
export function unknownReason(
  { message, values }: UnknownPerson,
  { t, text }: Translator,
  setup: UnknownPersonsSetup | undefined,
): string {
  const cannotLink = setup !== undefined && setup.missingForLinking.length > 0
  const why =
    cannotLink && message === 'refusal.account-unknown'
      ? text('refusal.account-unknown.no-linking', values)
      : cannotLink && message === 'refusal.account-unknown-anywhere'
        ? text('refusal.account-unknown-anywhere.no-linking', values)
        : text(message, values)
  return setup && isUnclaimed(setup.latest()) ? `${why}\n${t('setup.unclaimed.hint')}` : why
}

/** DOM-1: asked only where neither the command, nor the card, nor the channel, nor what the person chose before tells. */
export function chooseAccount(
  {
    choices,
    bound,
  }: {
    readonly choices: readonly { readonly key: string; readonly name: string }[]
    readonly bound?: string
  },
  command: string,
  args: Readonly<Record<string, string>>,
  { t }: Translator,
): Notice {
  const longest = choices.reduce((most, { key }) => (key.length > most.length ? key : most), '')
  const carried = withinButton(args, { in: longest })
  const whole = Object.keys(carried).length === Object.keys(args).length
  const buttons = choices.map(
    ({ key, name }): Button => ({
      label: key === 'desk' ? t('button.act-desk') : t('button.act-for', { domain: name }),
      command,
      args: { ...carried, in: key },
    }),
  )
  const keep: Button = { label: t('button.domain'), command: 'domain', args: {} }
  const text = whole
    ? bound === undefined
      ? t('choose.account')
      : t('choose.bound', { domain: bound })
    : t('choose.account.long', { domain: choices[0]?.name ?? '' })
  return { kind: 'notice', tone: 'info', text, buttons: [...buttons, keep] }
}
