/** The home: for each account of the person its queues (OWN-2), the cases that need somebody first, and what can be begun from here. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Reader } from '../src/cases/case.ts'
import type { QueueCount } from '../src/cases/case-service.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { QueueName } from '../src/cases/queues.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { caseItem, listOwner } from './case-list.ts'
import { partnerGrantsButton } from './grant-notices.ts'
import type { Block, Button, Card } from './view.ts'

export interface HomeSection {
  readonly actor: Actor
  readonly queues: readonly QueueCount[]
  /** Some cases of some queues. */
  readonly lists: readonly { readonly queue: QueueName; readonly cases: readonly Case[] }[]
  /** Why this account sees nothing (ACC), instead of cases. */
  readonly refused?: string | undefined
}

export function home(sections: readonly HomeSection[], translator: Translator, now: Date): Card {
  const { t } = translator
  return {
    kind: 'card',
    summary: t('home.title'),
    blocks: [
      { kind: 'heading', text: t('home.title') },
      ...sections.flatMap((homeSection, index) => sectionBlocks(homeSection, index, translator, now)),
    ],
  }
}

/** For somebody whom no directory knows (ACC-4). */
export function homeForNobody(reason: string, { t }: Translator): Card {
  const help: Button = { label: t('button.help'), command: 'help', args: {} }
  return {
    kind: 'card',
    summary: t('home.title'),
    blocks: [
      { kind: 'heading', text: t('home.title') },
      { kind: 'text', text: t('home.nobody', { reason }) },
      { kind: 'actions', buttons: [help] },
    ],
  }
}

function sectionBlocks(
  { actor, queues, lists, refused }: HomeSection,
  index: number,
  translator: Translator,
  now: Date,
): readonly Block[] {
  const title: Block = { kind: 'text', text: listOwner(actor, translator), tone: 'strong' }
  const divider: readonly Block[] = index > 0 ? [{ kind: 'divider' }] : []
  if (refused) return [...divider, title, { kind: 'text', text: refused }]
  const rows = lists.flatMap(({ queue, cases }): readonly Block[] => [
    { kind: 'text', text: queueLabel(queue, actor.party, translator), tone: 'strong' },
    ...cases.map((supportCase) => caseItem(supportCase, { actor, translator, now })),
  ])
  return [
    ...divider,
    title,
    sectionActions(actor, translator),
    { kind: 'actions', buttons: queues.map((counted) => queueButton(counted, actor, translator)) },
    ...(rows.length > 0 ? rows : [{ kind: 'text', text: translator.t('home.none') } satisfies Block]),
  ]
}

/** How many are in a queue; pressed, it lists them. */
export function queueButton(
  { queue, count, more }: QueueCount,
  actor: Actor | Reader,
  translator: Translator,
): Button {
  const told = { queue: queueLabel(queue, actor.party, translator), count }
  return {
    label: translator.t(more ? 'queue.count.more' : 'queue.count', told),
    command: 'list',
    args: { in: actorKey(actor), queue, ...(queue === 'overdue' ? { sort: 'due' } : {}) },
    ...(queue === 'overdue' && count > 0 ? { style: 'danger' } : {}),
  }
}

/** What a queue is called for those whose it is. */
export function queueLabel(queue: QueueName, party: Actor['party'], { t }: Translator): string {
  return party === 'desk' && queue === 'open' ? t('queue.desk.open') : t(`queue.${queue}`)
}

function sectionActions(actor: Actor, { t }: Translator): Block {
  const acting = { in: actorKey(actor) }
  // What the desk sees is everybody's; its own has a queue.
  const all = t(actor.party === 'desk' ? 'button.all-cases' : 'button.list')
  const list: Button = { label: all, command: 'list', args: acting }
  const filter: Button = { label: t('button.filter'), command: 'list', args: { ...acting, as: 'form' } }
  const help: Button = { label: t('button.help'), command: 'help', args: {} }
  if (actor.party === 'desk') return { kind: 'actions', buttons: [list, filter, help] }
  const create: Button = { label: t('button.new'), command: 'new', args: acting, style: 'primary' }
  if (actor.party === 'customer') {
    const grants = actor.user.admin ? [partnerGrantsButton(actor.customer, { t })] : []
    return { kind: 'actions', buttons: [create, list, filter, ...grants, help] }
  }
  return {
    kind: 'actions',
    buttons: [
      create,
      list,
      filter,
      { label: t('button.customers'), command: 'customers', args: acting },
      help,
    ],
  }
}
