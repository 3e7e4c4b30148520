/** GRA: what a customer's admin is asked, and what the partner reads of it. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Customer, ResellerDomain } from '../src/cases/directory.ts'
import type { GrantStatus } from '../src/cases/grant-service.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { grantLine } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

type Named = Pick<Customer, 'id' | 'name'>

export interface GrantRequestCard {
  readonly customer: Named
  readonly domain: Pick<ResellerDomain, 'domain' | 'name'>
  /** Who asks: told of the answer. */
  readonly asker: { readonly name: string; readonly email: string; readonly chatUser: string }
}

/** The question, as the customer's admin gets it. */
export function grantQuestion({ customer, domain, asker }: GrantRequestCard, { t }: Translator): Card {
  const values = { customer: customer.name, partner: domain.name, domain: domain.domain, asker: asker.name }
  const title = t('grant.question', values)
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'text', text: title, tone: 'strong' },
      { kind: 'text', text: t('grant.question.detail', values) },
      {
        kind: 'actions',
        buttons: [
          answer(t('button.grant'), 'granted', customer, domain, 'primary', asker),
          answer(t('button.decline'), 'revoked', customer, domain, undefined, asker),
        ],
      },
    ],
  }
}

function answer(
  label: string,
  state: 'granted' | 'revoked',
  customer: Named,
  { domain }: Pick<ResellerDomain, 'domain'>,
  style?: Button['style'],
  asker?: GrantRequestCard['asker'],
): Button {
  const args = {
    whom: domain,
    state,
    in: actorKey({ party: 'customer', customer: customer.id }),
    ...(asker ? { asker: asker.email, from: asker.chatUser } : {}),
  }
  return { label, command: 'grant', args, ...(style ? { style } : {}) }
}

/** How it stands, for the customer's admin: with the way to change it. */
export function grantStatus(
  { customer, domain, grant, relationship }: GrantStatus,
  translator: Translator,
  now: Date,
): Card {
  const { t } = translator
  const title = t('grant.standing', { customer: customer.name, partner: domain.name, domain: domain.domain })
  const granted = grant.state === 'granted'
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'text', text: title, tone: 'strong' },
      {
        kind: 'quiet',
        parts: [
          grantLine(grant, translator, now),
          t(relationship ? `relationship.${relationship.kind}` : 'grant.no-relationship'),
        ],
      },
      {
        kind: 'actions',
        buttons: [
          granted
            ? answer(t('button.withdraw'), 'revoked', customer, domain, 'danger')
            : answer(t('button.grant'), 'granted', customer, domain, 'primary'),
        ],
      },
    ],
  }
}

/** What the one who asked is told of the answer; `withdrawn`: there was access before. */
export function grantAnswered(
  { customer, domain, grant }: GrantStatus,
  withdrawn: boolean,
  { t }: Translator,
): Card {
  const granted = grant.state === 'granted'
  const values = { customer: customer.name, domain: domain.domain }
  const text = t(granted ? 'grant.answered' : withdrawn ? 'grant.withdrawn' : 'grant.declined', values)
  const button: Button = {
    label: t('button.new'),
    command: 'new',
    args: { customer: customer.id, in: domain.domain },
  }
  const blocks: readonly Block[] = [
    { kind: 'text', text },
    ...(granted ? [{ kind: 'actions', buttons: [button] } satisfies Block] : []),
  ]
  return { kind: 'card', summary: text, blocks }
}

/** Where no admin of the customer is in this chat: what to send them by mail, in their own language. */
export function grantByMail(
  why: string,
  { customer, domain, asker }: GrantRequestCard & { readonly customer: Customer },
  theirs: Translator,
): Card {
  const { contact } = customer
  const values = {
    contact: contact.name,
    customer: customer.name,
    partner: domain.name,
    domain: domain.domain,
    asker: asker.name,
  }
  return {
    kind: 'card',
    summary: why,
    blocks: [
      { kind: 'text', text: why },
      { kind: 'quote', text: `${contact.email}\n\n${theirs.t('grant.mail', values)}` },
    ],
  }
}
