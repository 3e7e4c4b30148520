/** PLC-7: what one person is told of a case. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Reader } from '../src/cases/case.ts'
import type { PersonalNotice } from '../src/cases/decide-notice.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { entryBlocks } from './history-entry.ts'
import { authorName } from './labels.ts'
import type { Block, Card, Mention } from './view.ts'

/** In a thread that shows the rest: the case goes by its number, and nothing that a person wrote is in it. */
export function calledInThread(
  { number }: Pick<Case, 'number'>,
  { kind, count }: PersonalNotice,
  user: string,
  { t }: Translator,
): Mention {
  const more = count > 1 ? t('called.more', { count }) : ''
  return { kind: 'mention', user, text: `${t(`called.${kind}`, { number })}${more}` }
}

/** More than a few entries are read in the case itself. */
const maxEntries = 3

/** Directly. What was written is told only where no thread shows it: there a removal would not reach it (UPD-3). */
export function directNotice(
  { number }: Pick<Case, 'number'>,
  { kind, count, entries }: PersonalNotice,
  { reader, withEntries }: { readonly reader: Reader; readonly withEntries: boolean },
  translator: Translator,
): Card {
  const { t } = translator
  const [entry] = entries
  const author = entry ? authorName(entry.author, translator) : ''
  const text = t(`told.${kind}`, { number, author })
  const args = { number: String(number), in: actorKey(reader) }
  const blocks: readonly Block[] = [
    { kind: 'text', text, tone: 'strong' },
    ...(count > 1 ? [{ kind: 'quiet', parts: [t('called.more', { count }).trim()] } as const] : []),
    ...(withEntries
      ? [
          { kind: 'quiet', parts: [t('told.held')] } as const,
          ...entries.slice(-maxEntries).flatMap((one) => entryBlocks(one, translator)),
        ]
      : []),
    {
      kind: 'actions',
      buttons: [
        { label: t('button.show'), command: 'show', args, style: 'primary' },
        ...(kind === 'closed' ? [] : [{ label: t('button.reply'), command: 'reply', args }]),
        { label: t('button.notify.settings'), command: 'notify', args: { in: actorKey(reader) } },
      ],
    },
  ]
  return { kind: 'card', summary: text, blocks }
}
