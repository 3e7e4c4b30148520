/** REP-4: a case as Google's form asks for it, to copy. What is internal to one side is not in it. */
import { actorKey } from '../src/cases/actor-key.ts'
import { canBeMailed } from '../src/cases/audience.ts'
import type { Case, Entry, Reader } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { authorName, caseTitle, categoryName, productName } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

export interface CopyOptions {
  /** All that the reader may read. */
  readonly entries: readonly Entry[]
  readonly reader: Reader
  readonly translator: Translator
  readonly categories: Categories
}

/** Of what was said since, in characters: what is older is left out. */
const mostSaid = 6_000

export function copyCard(supportCase: Case, options: CopyOptions): Card {
  const { translator, categories, entries, reader } = options
  const { t, nameOf } = translator
  const { customer, number, severity, language, timeZone } = supportCase
  const title = t('copy.title', { number })
  const { said, left } = whatWasSaid(options)
  const recordButton: Button = {
    label: t('button.upstream'),
    command: 'upstream',
    args: { number: String(number), in: actorKey(reader) },
  }
  const part = (label: string, text: string): readonly Block[] =>
    text === ''
      ? []
      : [
          { kind: 'text', text: label, tone: 'strong' },
          { kind: 'quote', text },
        ]
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'quiet', parts: [t('copy.explain')] },
      ...part(t('copy.customer'), `${customer.name} (${nameOf(customer.domain)})`),
      ...part(t('copy.subject'), caseTitle(supportCase, translator)),
      ...part(
        t('copy.area'),
        `${productName(supportCase, categories, translator)} › ${categoryName(supportCase, categories, translator)}`,
      ),
      ...part(t('copy.description'), describe(entries.find(({ event }) => event.type === 'created'))),
      ...part(t('copy.severity'), t(`severity.${severity}`)),
      ...part(t('copy.language'), `${language}, ${timeZone}`),
      ...part(t('copy.since'), said),
      ...(left > 0 ? [{ kind: 'quiet', parts: [t('copy.cut', { left })] } satisfies Block] : []),
      ...(reader.party === 'desk' ? [{ kind: 'actions', buttons: [recordButton] } satisfies Block] : []),
    ],
  }
}

function describe(created: Entry | undefined): string {
  if (created?.event.type !== 'created') return ''
  const { description, answers } = created.event
  return [description, ...answers.map(({ question, answer }) => `${question}\n${answer}`)]
    .filter(Boolean)
    .join('\n\n')
}

/** The newest messages that all sides may read, oldest first, as far as they fit. */
function whatWasSaid({ entries, translator }: CopyOptions): { readonly said: string; readonly left: number } {
  const messages = entries.flatMap((entry) =>
    entry.event.type === 'message' && entry.event.text !== '' && canBeMailed(entry)
      ? [`${authorName(entry.author, translator)}\n${entry.event.text}`]
      : [],
  )
  let first = messages.length
  for (let length = 0; first > 0; first -= 1) {
    length += messages[first - 1]?.length ?? 0
    if (length > mostSaid) break
  }
  return { said: messages.slice(first).join('\n\n'), left: first }
}
