/** The forms that change a case: severity, close, reopen, and what each one has in common (reply and escalate: files of their own). Each says for whom one acts and what changed meanwhile. */
import { actorKey } from '../src/cases/actor-key.ts'
import {
  type Audience,
  type Author,
  type Case,
  type Entry,
  type Responsible,
  severities,
} from '../src/cases/case.ts'
import { textLimit } from '../src/cases/case-inputs.ts'
import type { CaseReaders } from '../src/cases/case-service.ts'
import type { Actor } from '../src/cases/policy.ts'
import { toReader } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { entryBlocks } from './history-entry.ts'
import { caseTitle, describeReader } from './labels.ts'
import { personalDataParts } from './new-form.ts'
import type { Block, Form } from './view.ts'

/** NOT-4: the chat message that a form adds, and who said it, where the directory knows. */
export interface AddedMessage {
  readonly message: string
  readonly edit: string | undefined
  readonly author: Author | undefined
}

export interface ChangeFormOptions {
  readonly supportCase: Case
  readonly actor: Actor
  readonly translator: Translator
  /** Whether this platform's forms can take files. */
  readonly takesFiles?: boolean
  /** UPD-6: what came since the form was first opened; the person looks at it and sends again. */
  readonly since?: readonly Entry[]
  readonly text?: string
  /** OWN-1: whom the case can be assigned to. */
  readonly colleagues?: readonly Responsible[]
  readonly now?: Date
  /** Whether escalating is open to this actor (UPD-2). */
  readonly escalatable?: boolean
  /** NOT-4: the message that is added by it. */
  readonly added?: AddedMessage
  /** NOT-4: who can read what is written, and for whom this one is. */
  readonly readers?: CaseReaders
  readonly audience?: Audience
  /** Why what was typed could not be taken as it is. */
  readonly problem?: string
}

export function changeForm(
  command: string,
  options: ChangeFormOptions,
  words: { title: string; submit: string },
  parts: Form['parts'],
): Form {
  const { supportCase, actor, translator } = options
  const { t } = translator
  return {
    kind: 'form',
    command,
    title: words.title,
    submit: words.submit,
    close: t('form.cancel'),
    formState: { number: String(supportCase.number), in: actorKey(actor), basedOn: String(supportCase.seq) },
    ...(options.problem ? { problems: [options.problem] } : {}),
    parts: [
      ...(options.problem ? [{ kind: 'text', text: options.problem, tone: 'strong' } satisfies Block] : []),
      ...meanwhile(options),
      {
        kind: 'quiet',
        parts: [
          `${supportCase.number} · ${caseTitle(supportCase, translator)}`,
          t('form.acting', { domain: describeReader(toReader(actor), translator) }),
        ],
      },
      ...parts,
    ],
  }
}

function meanwhile({ since, translator }: ChangeFormOptions): readonly Block[] {
  if (!since || since.length === 0) return []
  return [
    { kind: 'text', text: translator.t('form.meanwhile'), tone: 'strong' },
    ...since.slice(-5).flatMap((entry) => entryBlocks(entry, translator)),
    { kind: 'divider' },
  ]
}

export function severityForm(options: ChangeFormOptions): Form {
  const { supportCase, translator } = options
  const { t } = translator
  return changeForm(
    'severity',
    options,
    { title: t('severity.title', { number: supportCase.number }), submit: t('severity.submit') },
    [
      { kind: 'text', text: t('severity.now', { severity: t(`severity.${supportCase.severity}`) }) },
      {
        kind: 'radio',
        name: 'severity',
        label: t('label.severity'),
        options: severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) })),
        initial: supportCase.severity,
      },
    ],
  )
}

export function closeForm(options: ChangeFormOptions): Form {
  const { supportCase, translator } = options
  const { t } = translator
  return changeForm(
    'close',
    options,
    { title: t('close.title', { number: supportCase.number }), submit: t('close.submit') },
    [
      { kind: 'text', text: t('close.explain') },
      {
        kind: 'text',
        name: 'note',
        label: t('close.note'),
        multiline: true,
        optional: true,
        maxLength: textLimit,
        ...(options.text ? { initial: options.text } : {}),
      },
      ...personalDataParts(translator),
    ],
  )
}

export function reopenForm(options: ChangeFormOptions): Form {
  const { supportCase, translator } = options
  const { t } = translator
  return changeForm(
    'reopen',
    options,
    { title: t('reopen.title', { number: supportCase.number }), submit: t('reopen.submit') },
    [
      {
        kind: 'text',
        name: 'reason',
        label: t('reopen.reason'),
        multiline: true,
        optional: true,
        maxLength: textLimit,
        ...(options.text ? { initial: options.text } : {}),
      },
      ...personalDataParts(translator),
    ],
  )
}
