/** Cases in a list, newest update first (VIS-4). */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import type { Keyset } from '../src/cases/case-store.ts'
import type { Actor } from '../src/cases/policy.ts'
import { toReader } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { caseTitle, describeReader } from './labels.ts'
import { sideDetail, standoutMark } from './side-facts.ts'
import type { Block, Button, Card } from './view.ts'

export interface ListOptions {
  readonly actor: Actor
  readonly translator: Translator
  /** What was asked for, as the person wrote it; empty for all. */
  readonly filter: string
  /** Where the next page begins, and the arguments that led to this one. */
  readonly next?: Keyset | undefined
  readonly args: Readonly<Record<string, string>>
  /** For what is overdue. */
  readonly now: Date
}

export function caseList(cases: readonly Case[], options: ListOptions): Card {
  const title = listTitle(options.actor, options.translator)
  return {
    kind: 'card',
    summary: title,
    blocks: [{ kind: 'heading', text: title }, ...listBlocks(cases, options)],
  }
}

/** The list without its heading, for the home tab too. */
export function listBlocks(cases: readonly Case[], options: ListOptions): readonly Block[] {
  const { translator, filter, next, args } = options
  const asked: readonly Block[] = filter
    ? [{ kind: 'quiet', parts: [translator.t('list.filtered', { filter })] }]
    : []
  if (cases.length === 0) return [{ kind: 'text', text: emptyText(options) }, ...newButton(options)]
  const more: readonly Block[] = next
    ? [
        {
          kind: 'actions',
          buttons: [
            {
              label: translator.t('button.more'),
              command: 'list',
              args: { ...args, after: keysetArg(next) },
            },
          ],
        },
      ]
    : []
  return [...asked, ...cases.map((supportCase) => caseItem(supportCase, options)), ...more]
}

function listTitle(actor: Actor, { t }: Translator): string {
  if (actor.party === 'desk') return t('list.title-desk')
  return t('list.title', {
    domain: actor.party === 'partner' ? actor.account.domain : actor.customer.name,
  })
}

function emptyText({ translator, filter, actor }: ListOptions): string {
  if (filter) return translator.t('list.empty-filtered', { filter })
  return translator.t(actor.party === 'partner' ? 'list.empty' : 'list.empty-desk')
}

function newButton({ actor, translator, filter }: ListOptions): readonly Block[] {
  if (actor.party !== 'partner' || filter) return []
  const button: Button = {
    label: translator.t('button.new'),
    command: 'new',
    args: { in: actorKey(actor) },
    style: 'primary',
  }
  return [{ kind: 'actions', buttons: [button] }]
}

export function caseItem(
  supportCase: Case,
  { translator, actor, now }: Pick<ListOptions, 'translator' | 'actor' | 'now'>,
): Block {
  return {
    kind: 'item',
    title: `${standoutMark(supportCase)}${supportCase.number} · ${supportCase.severity} · ${caseTitle(supportCase, translator)}`,
    detail: [
      translator.t(`status.${supportCase.status}`),
      supportCase.customer.name,
      ...sideDetail(supportCase, toReader(actor), translator, now),
      { at: supportCase.updatedAt },
    ],
    button: {
      label: translator.t('button.open'),
      command: 'show',
      args: { number: String(supportCase.number), in: actorKey(actor) },
    },
  }
}

/** `1700000000000.1001`: the page's end as a button's argument. */
export function keysetArg(at: Keyset): string {
  return `${at.updatedAt.getTime()}.${at.number}`
}

/** The words for whom a list is: used where several lists stand under each other. */
export function listOwner(actor: Actor, translator: Translator): string {
  return describeReader(toReader(actor), translator)
}
