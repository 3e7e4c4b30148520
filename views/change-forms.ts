/** The forms that change a case: reply, severity, close, reopen. Each says for whom one acts and what changed meanwhile. */
import { type Audience, audiences, type Case, type Entry, severities, statuses } from '../src/cases/case.ts'
import type { Actor } from '../src/cases/policy.ts'
import { readerOf } from '../src/cases/policy.ts'
import { textLimit } from '../src/cases/wishes.ts'
import type { Speech } from '../src/i18n/speech.ts'
import { entryBlocks } from './history-entry.ts'
import { actingAs, standing } from './labels.ts'
import { personalDataParts } from './new-form.ts'
import type { Block, Field, Form } from './view.ts'

export interface ChangeFormOptions {
  readonly of: Case
  readonly actor: Actor
  readonly speech: Speech
  /** UPD-6: what came since the form was first opened; the person looks at it and sends again. */
  readonly since?: readonly Entry[]
  readonly text?: string
  /** Why what was typed could not be taken as it is. */
  readonly problem?: string
}

function changeForm(
  command: string,
  options: ChangeFormOptions,
  words: { title: string; submit: string },
  parts: Form['parts'],
): Form {
  const { of, actor, speech } = options
  const { t } = speech
  return {
    kind: 'form',
    command,
    title: words.title,
    submit: words.submit,
    close: t('form.cancel'),
    context: { number: String(of.number), in: actingAs(actor), basedOn: String(of.seq) },
    parts: [
      ...(options.problem ? [{ kind: 'text', text: options.problem, tone: 'strong' } satisfies Block] : []),
      ...meanwhile(options),
      {
        kind: 'quiet',
        parts: [
          `${of.number} · ${of.title}`,
          t('form.acting', { domain: standing(readerOf(actor), speech) }),
        ],
      },
      ...parts,
    ],
  }
}

function meanwhile({ since, speech }: ChangeFormOptions): readonly Block[] {
  if (!since || since.length === 0) return []
  return [
    { kind: 'text', text: speech.t('form.meanwhile'), tone: 'strong' },
    ...since.slice(-5).flatMap((entry) => entryBlocks(entry, speech)),
    { kind: 'divider' },
  ]
}

/** NOT-4: the writer chooses the audience; internal by default. The desk also says what it waits for (UPD-7). */
export function replyForm(options: ChangeFormOptions): Form {
  const { of, actor, speech, text } = options
  const { t } = speech
  const message: Field = {
    kind: 'text',
    name: 'text',
    label: t('reply.text'),
    placeholder: t('reply.text.placeholder'),
    multiline: true,
    maxLength: textLimit,
    ...(text ? { initial: text } : {}),
  }
  const status: Field = {
    kind: 'select',
    name: 'status',
    label: t('reply.status'),
    optional: true,
    placeholder: t('reply.status.keep'),
    options: statuses
      .filter((one) => one !== 'new' && one !== 'closed')
      .map((one) => ({ value: one, label: t(`status.${one}`) })),
  }
  return changeForm(
    'reply',
    options,
    { title: t('reply.title', { number: of.number }), submit: t('reply.submit') },
    [
      message,
      audienceField(actor, speech),
      ...(actor.party === 'desk' ? [status] : []),
      ...personalDataParts(speech),
    ],
  )
}

/** Whom this actor may write for: the desk has no word with the customer behind the partner's back, nor the other way round. */
export function audiencesOf(actor: Actor): readonly Audience[] {
  switch (actor.party) {
    case 'partner':
      return audiences
    case 'customer':
      return ['everyone', 'customer']
    case 'desk':
      return audiences.filter((one) => one !== 'customer')
  }
}

function audienceField(actor: Actor, { t }: Speech): Field {
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  const detail = (one: Audience): string =>
    one === 'internal' && actor.party === 'desk'
      ? t('audience.internal.desk')
      : t(`audience.${one}.detail`, { domain })
  const label = (one: Audience): string =>
    one === 'customer' && actor.party === 'customer' ? t('audience.customer.own') : t(`audience.${one}`)
  return {
    kind: 'radio',
    name: 'audience',
    label: t('reply.audience'),
    options: audiencesOf(actor).map((one) => ({
      value: one,
      label: label(one),
      description: detail(one),
    })),
    initial: audiencesOf(actor).includes('internal') ? 'internal' : 'everyone',
  }
}

export function severityForm(options: ChangeFormOptions): Form {
  const { of, speech } = options
  const { t } = speech
  return changeForm(
    'severity',
    options,
    { title: t('severity.title', { number: of.number }), submit: t('severity.submit') },
    [
      { kind: 'text', text: t('severity.now', { severity: t(`severity.${of.severity}`) }) },
      {
        kind: 'radio',
        name: 'severity',
        label: t('label.severity'),
        options: severities.map((one) => ({ value: one, label: t(`severity.${one}`) })),
        initial: of.severity,
      },
    ],
  )
}

export function closeForm(options: ChangeFormOptions): Form {
  const { of, speech } = options
  const { t } = speech
  return changeForm(
    'close',
    options,
    { title: t('close.title', { number: of.number }), submit: t('close.submit') },
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
      ...personalDataParts(speech),
    ],
  )
}

export function reopenForm(options: ChangeFormOptions): Form {
  const { of, speech } = options
  const { t } = speech
  return changeForm(
    'reopen',
    options,
    { title: t('reopen.title', { number: of.number }), submit: t('reopen.submit') },
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
    ],
  )
}
