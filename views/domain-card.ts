/** DOM-1, DOM-2: a person's accounts, which one acts here and why, and the way to one more. */
import { actorKey, findActor } from '../src/cases/actor-key.ts'
import type { Identity } from '../src/cases/directory.ts'
import type { LinkedAccount, PersonLinks } from '../src/cases/identity-store.ts'
import type { Invitation } from '../src/cases/links.ts'
import { type Actor, denyCaseWork, listActors } from '../src/cases/policy.ts'
import type { Readership } from '../src/conversations/readership.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { audienceLine, talkButtons, talkParts, whyHeld } from './conversation-card.ts'
import type { Block, Button, Card, Inline, Notice, View } from './view.ts'

export interface DomainCardOptions {
  readonly identity: Identity
  readonly linked: PersonLinks
  /** PLC: who can read where the person asks. */
  readonly readership: Readership
  /** Nobody is offered what they would be refused. */
  readonly mayDeclare: boolean
  /** Whether the chat tells the app of what is written in a thread without calling it. */
  readonly hearsThreads?: boolean
  /** Which account would act for the next command that names none. */
  readonly settled:
    | {
        readonly kind: 'actor'
        readonly actor: Actor
        readonly why: 'named' | 'channel' | 'current' | 'only'
      }
    | { readonly kind: 'choose'; readonly bound?: string }
    | { readonly kind: 'refused' }
  readonly translator: Translator
}

export function domainCard(options: DomainCardOptions): Card {
  const { identity, readership, translator } = options
  const { binding } = readership
  const { t } = translator
  const title = t('domain.title')
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: actsHere(options) },
      ...listActing(identity, translator).map((acting) => actorItem(acting, options)),
      ...(binding
        ? [
            ...(binding.domain === 'desk'
              ? []
              : [
                  {
                    kind: 'quiet',
                    parts: [
                      t('domain.binding', { domain: binding.domain, by: binding.by }),
                      { at: binding.at },
                    ],
                  } satisfies Block,
                ]),
            {
              kind: 'quiet',
              parts: [audienceLine(binding, translator), ...talkParts(binding, translator)],
            } satisfies Block,
            ...(readership.kind === 'nobody'
              ? [
                  {
                    kind: 'text',
                    text: t('channel.held', { why: whyHeld(readership.why, translator) }),
                  } satisfies Block,
                ]
              : []),
          ]
        : []),
      { kind: 'quiet', parts: [t('domain.order')] },
      actions(options),
    ],
  }
}

function actsHere({ settled, translator }: DomainCardOptions): string {
  const { t } = translator
  if (settled.kind === 'refused') return t('domain.none')
  if (settled.kind === 'choose')
    return settled.bound === undefined ? t('acts.ask') : t('acts.bound', { domain: settled.bound })
  const { actor } = settled
  const domain =
    actor.party === 'partner'
      ? actor.account.domain
      : actor.party === 'customer'
        ? actor.customer.name
        : t('party.desk')
  return t(`acts.${settled.why === 'named' ? 'current' : settled.why}`, { domain })
}

/** One of those that the person can act as; `which` is its key. */
interface Acting {
  readonly title: string
  readonly which: string
  readonly email: string
  readonly suspended?: boolean
}

function actorItem({ title, which, email, suspended }: Acting, options: DomainCardOptions): Block {
  const { identity, linked, translator } = options
  const { t } = translator
  const chosen = linked.current === null ? undefined : findActor(listActors(identity), linked.current)
  const current = chosen && actorKey(chosen)
  const proof = linked.accounts.find((account) => account.email === email)
  const isCurrent = current === which
  const detail: readonly Inline[] = [
    translator.nameOf(email),
    ...(proof ? [t('domain.proved'), { at: proof.provedAt }] : [t('domain.vouched')]),
    ...(suspended ? [t('domain.suspended')] : []),
    ...(isCurrent ? [t('domain.is-current')] : []),
  ]
  return {
    kind: 'item',
    title,
    detail,
    ...(isCurrent ? {} : { button: switchButton(which, translator) }),
  }
}

function listActing({ accounts, customers, desk }: Identity, { t, nameOf }: Translator): readonly Acting[] {
  return [
    ...accounts.map(({ domain, email, suspended }) => ({
      title: nameOf(domain),
      which: domain,
      email,
      suspended,
    })),
    ...customers.map(({ user, customer }) => ({
      title: customer.name,
      which: actorKey({ party: 'customer', customer: customer.id }),
      email: user.email,
    })),
    ...(desk ? [{ title: t('party.desk'), which: 'desk', email: desk.email }] : []),
  ]
}

function switchButton(which: string, { t }: Translator): Button {
  return { label: t('button.switch'), command: 'domain', args: { which } }
}

/** Binding is offered for the account that acts here; with several, the question comes first. */
function actions({
  identity,
  linked,
  readership,
  mayDeclare,
  settled,
  hearsThreads = false,
  translator,
}: DomainCardOptions): Block {
  const { t } = translator
  const { binding } = readership
  const isDeclared = readership.kind === 'declared'
  const acting = settled.kind === 'actor' && settled.actor.party === 'partner' ? actorKey(settled.actor) : ''
  const bind: Button = {
    label: t('button.bind', { domain: acting }),
    command: 'domain',
    args: { which: 'here', to: acting, basis: binding ? String(binding.at.getTime()) : 'none' },
  }
  const unbind: Button = {
    label: t('button.unbind'),
    command: 'domain',
    args: { which: 'here', to: 'none', ...(binding ? { basis: String(binding.at.getTime()) } : {}) },
  }
  const ownsBinding = identity.accounts.some(
    (account) => account.domain === binding?.domain && !denyCaseWork({ party: 'partner', account }, ''),
  )
  return {
    kind: 'actions',
    buttons: [
      { label: t('button.link'), command: 'link', args: {}, style: 'primary' },
      ...(acting && mayDeclare && !isDeclared && binding?.domain !== 'desk' ? [bind] : []),
      ...(ownsBinding ? [unbind] : []),
      ...(ownsBinding && binding?.declared ? talkButtons(binding, hearsThreads, translator) : []),
      ...(linked.accounts.length > 0
        ? [{ label: t('button.unlink'), command: 'unlink', args: {} } satisfies Button]
        : []),
    ],
  }
}

/** The way to Google, for this person alone; `undo`: the account that another chat user is to lose. */
export function linkInvitation(invitation: Invitation, { t }: Translator, undo?: string): Notice {
  if (invitation.kind === 'not-set-up') return { kind: 'notice', tone: 'refused', text: t('link.not-set-up') }
  return {
    kind: 'notice',
    tone: 'info',
    text:
      undo === undefined
        ? t('link.invite', { code: invitation.code })
        : t('link.invite.undo', { code: invitation.code, account: undo }),
    link: { label: t('button.sign-in'), url: invitation.url },
  }
}

/** The accounts that the person linked, each with the way to give it up. */
export function linkedList(
  accounts: readonly LinkedAccount[],
  title: string,
  { t, nameOf }: Translator,
): View {
  if (accounts.length === 0) return { kind: 'notice', tone: 'info', text: t('unlink.none') }
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'text', text: title, tone: 'strong' },
      ...accounts.map(
        ({ email, domain, provedAt }): Block => ({
          kind: 'item',
          title: nameOf(email),
          detail: [nameOf(domain), t('domain.proved'), { at: provedAt }],
          button: {
            label: t('button.unlink'),
            command: 'unlink',
            args: { account: email, proved: String(provedAt.getTime()) },
            style: 'danger',
            confirm: {
              title: t('button.unlink'),
              text: t('unlink.confirm', { account: email }),
              yes: t('button.unlink'),
              no: t('unlink.keep'),
            },
          },
        }),
      ),
    ],
  }
}
