/** The App Home tab: for each account of the person the open cases, and what can be begun from here. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import type { Keyset } from '../src/cases/case-store.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { listBlocks, listOwner } from './case-list.ts'
import type { Block, Button, Card } from './view.ts'

export interface HomeSection {
  readonly actor: Actor
  readonly cases: readonly Case[]
  readonly next?: Keyset | undefined
  /** Why this account sees nothing (ACC), instead of cases. */
  readonly refused?: string | undefined
}

export function home(sections: readonly HomeSection[], translator: Translator): Card {
  const { t } = translator
  return {
    kind: 'card',
    summary: t('home.title'),
    blocks: [
      { kind: 'heading', text: t('home.title') },
      ...sections.flatMap((homeSection, index) => sectionBlocks(homeSection, index, translator)),
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
  { actor, cases, next, refused }: HomeSection,
  index: number,
  translator: Translator,
): readonly Block[] {
  const title: Block = { kind: 'text', text: listOwner(actor, translator), tone: 'strong' }
  const divider: readonly Block[] = index > 0 ? [{ kind: 'divider' }] : []
  if (refused) return [...divider, title, { kind: 'text', text: refused }]
  const args = { in: actorKey(actor), words: 'open' }
  const list =
    cases.length === 0
      ? [{ kind: 'text', text: translator.t('home.none') } satisfies Block]
      : listBlocks(cases, { actor, translator, next, filter: '', args, isHome: true })
  return [...divider, title, sectionActions(actor, translator), ...list]
}

function sectionActions(actor: Actor, { t }: Translator): Block {
  const acting = { in: actorKey(actor) }
  const list: Button = { label: t('button.list'), command: 'list', args: acting }
  const help: Button = { label: t('button.help'), command: 'help', args: {} }
  if (actor.party === 'desk') return { kind: 'actions', buttons: [list, help] }
  const create: Button = { label: t('button.new'), command: 'new', args: acting, style: 'primary' }
  if (actor.party === 'customer') return { kind: 'actions', buttons: [create, list, help] }
  return {
    kind: 'actions',
    buttons: [create, list, { label: t('button.customers'), command: 'customers', args: acting }, help],
  }
}
