/** What a mail says of a case to an address that it is shared with (NOT-3). */
import type { Case, Entry } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import { listAttachments } from '../src/cases/history.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { caseFacts } from './case-facts.ts'
import { entryBlocks } from './history-entry.ts'
import { caseTitle } from './labels.ts'
import type { Block, Card } from './view.ts'

export interface CaseMailOptions {
  readonly translator: Translator
  readonly categories: Categories
  /** Oldest first; what may be mailed of them was chosen before. */
  readonly entries: readonly Entry[]
  /** The first mail tells how the case began and leaves earlier entries out where there are too many. */
  readonly first: boolean
  readonly more: boolean
  readonly address: string
  /** The partner that answers for the sharing. */
  readonly partner: string
  /** Where an answer goes; null: nowhere. */
  readonly replyTo: string | null
}

/** The summary is the subject, the same in every mail of a case, so that mail programs show them as one conversation. */
export function caseMail(supportCase: Case, options: CaseMailOptions): Card {
  const { translator, first } = options
  const { t } = translator
  const title = caseTitle(supportCase, translator)
  // Not whom else it is shared with, nor what it goes on from: neither is for whoever reads at an address.
  const facts: Block = { kind: 'fields', fields: caseFacts(supportCase, options) }
  return {
    kind: 'card',
    summary: t('mail.subject', { number: supportCase.number, title }),
    blocks: [
      ...(first ? [text(t('mail.first', { partner: options.partner }))] : []),
      { kind: 'heading', text: t('card.title', { number: supportCase.number, title }) },
      ...(first ? [facts, divider, ...story(options)] : [...story(options), divider, facts]),
      divider,
      ...footer(supportCase, options),
    ],
  }
}

const divider: Block = { kind: 'divider' }

function text(said: string): Block {
  return { kind: 'text', text: said }
}

function story({ entries, more, translator }: CaseMailOptions): readonly Block[] {
  const [beginning, ...rest] = entries
  const files = entries.some((entry) => listAttachments(entry).length > 0)
  return [
    ...(beginning ? entryBlocks(beginning, translator) : []),
    ...(more ? [{ kind: 'quiet', parts: [translator.t('show.older')] } satisfies Block] : []),
    ...rest.flatMap((entry) => entryBlocks(entry, translator)),
    ...(files ? [{ kind: 'quiet', parts: [translator.t('mail.files')] } satisfies Block] : []),
  ]
}

/** Why one gets this mail, how to get no more of them, and what becomes of an answer. */
function footer(
  supportCase: Case,
  { address, partner, replyTo, translator: { t } }: CaseMailOptions,
): readonly Block[] {
  const reply = replyTo === null ? t('mail.reply-unread') : t('mail.reply-to', { address: replyTo })
  return [
    { kind: 'quiet', parts: [t('mail.why', { partner, number: supportCase.number, address })] },
    { kind: 'quiet', parts: [t('mail.stop', { partner })] },
    { kind: 'quiet', parts: [reply] },
  ]
}
