/** GRA: what a customer's admin is asked, and what the partner reads of it. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Customer, ResellerDomain } from '../src/cases/directory.ts'
import type { GrantStatus } from '../src/cases/grant-service.ts'
import type { RevokedResellers } from '../src/cases/revoke-resellers.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { grantLine } from './labels.ts'
import type { Block, Button, Card, Notice } from './view.ts'

type Named = Pick<Customer, 'id' | 'name'>

export interface GrantRequestCard {
  readonly customer: Named
  readonly domain: Pick<ResellerDomain, 'domain' | 'name'>
  /** Who asks: told of the answer. */
  readonly asker: { readonly name: string; readonly email: string; readonly chatUser: string }
  /** Which question an answer is to. */
  readonly request: string
}

/** The question, as the customer's admin gets it. */
export function grantQuestion(
  { customer, domain, asker, request }: GrantRequestCard,
  { t }: Translator,
): Card {
  const carried = { request, asker: asker.email, from: asker.chatUser }
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
          { ...answer(t('button.grant'), 'granted', customer, domain, carried), style: 'primary' },
          answer(t('button.decline'), 'revoked', customer, domain, carried),
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
  basis: Button['args'],
): Button {
  const args = { whom: domain, state, in: actorKey({ party: 'customer', customer: customer.id }), ...basis }
  return { label, command: 'grant', args }
}

/** What becomes of a question once it is answered: nothing to press but the way to how it stands. */
export function grantDecided(
  { customer, domain, grant }: GrantStatus,
  name: string,
  at: Date,
  { t }: Translator,
): Card {
  const title = t('grant.standing', { customer: customer.name, partner: domain.name, domain: domain.domain })
  const key = grant.state === 'granted' ? 'grant.answer.granted' : 'grant.answer.declined'
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'text', text: title, tone: 'strong' },
      { kind: 'quiet', parts: [t(key, { name }), { at }] },
      { kind: 'actions', buttons: [grantStatusButton({ customer, domain }, { t })] },
    ],
  }
}

/** Leads to how it stands. */
export function grantStatusButton(
  {
    customer,
    domain,
  }: { readonly customer: Pick<Named, 'id'>; readonly domain: { readonly domain: string } },
  { t }: Pick<Translator, 't'>,
): Button {
  const args = { whom: domain.domain, in: actorKey({ party: 'customer', customer: customer.id }) }
  return { label: t('button.access'), command: 'grant', args }
}

/** Leads to who has access. */
export function partnerGrantsButton({ id }: Pick<Named, 'id'>, { t }: Pick<Translator, 't'>): Button {
  const args = { whom: 'all', in: actorKey({ party: 'customer', customer: id }) }
  return { label: t('button.grants'), command: 'grant', args }
}

/** Asked before a typed word ends an access that is in use. */
export function revokeQuestion(status: GrantStatus, { t }: Translator): Notice {
  const { customer, domain, version } = status
  const values = { customer: customer.name, partner: domain.name, domain: domain.domain }
  const basis = { version: String(version) }
  return {
    kind: 'notice',
    tone: 'info',
    text: t('grant.revoke.ask', values),
    buttons: [{ ...answer(t('button.withdraw'), 'revoked', customer, domain, basis), style: 'danger' }],
  }
}

/** What stands between a customer and each of its partners, with the one act that ends what all resellers may do (GRA-1). */
export function partnerGrants(
  customer: Named,
  partners: readonly GrantStatus[],
  revocable: readonly GrantStatus[],
  basis: string,
  translator: Translator,
  now: Date,
): Card {
  const { t } = translator
  const title = t('grants.title', { customer: customer.name })
  const ask = revokeAllText(customer, revocable, translator)
  const revokeAll: Button = {
    ...revokeAllButton(customer, basis, translator),
    confirm: {
      title: t('button.withdraw'),
      text: ask,
      yes: t('button.withdraw'),
      no: t('grant.revoke.keep'),
    },
  }
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(partners.length === 0
        ? [{ kind: 'text', text: t('grants.none', { customer: customer.name }) } satisfies Block]
        : []),
      ...partners.map((status): Block => {
        const { domain, grant, relationship } = status
        return {
          kind: 'item',
          title: `${domain.name} (${translator.nameOf(domain.domain)})`,
          detail: [
            grantLine(grant, translator, now),
            ...(relationship ? [t(`relationship.${relationship.kind}`)] : []),
          ],
          button: grantStatusButton({ customer, domain }, translator),
        }
      }),
      ...(revocable.length > 0 ? [{ kind: 'actions', buttons: [revokeAll] } satisfies Block] : []),
    ],
  }
}

/** Asked before a typed word ends the access of all resellers. */
export function revokeAllQuestion(
  customer: Named,
  revocable: readonly GrantStatus[],
  basis: string,
  translator: Translator,
): Notice {
  return {
    kind: 'notice',
    tone: 'info',
    text: revokeAllText(customer, revocable, translator),
    buttons: [revokeAllButton(customer, basis, translator)],
  }
}

function revokeAllText(customer: Named, revocable: readonly GrantStatus[], { t }: Translator): string {
  const ask = { customer: customer.name, count: revocable.length, partners: nameDomains(revocable) }
  return `${t('grants.revoke.ask', ask)} ${t('grants.revoke.support-partners')}`
}

function revokeAllButton(customer: Named, basis: string, { t }: Translator): Button {
  const args = {
    whom: 'all',
    state: 'revoked',
    in: actorKey({ party: 'customer', customer: customer.id }),
    request: basis,
  }
  return { label: t('button.revoke-all'), command: 'grant', args, style: 'danger' }
}

/** What came of it. */
export function resellersRevoked(
  customer: Named,
  { revoked, changed }: RevokedResellers,
  { t }: Translator,
): string {
  const values = { customer: customer.name, count: revoked.length, partners: nameDomains(revoked) }
  return [
    ...(revoked.length > 0 ? [t('grants.revoked', values)] : []),
    ...(changed.length > 0 ? [t('grants.revoked.changed', { partners: nameDomains(changed) })] : []),
  ].join(' ')
}

function nameDomains(partners: readonly GrantStatus[]): string {
  return partners.map(({ domain }) => domain.domain).join(', ')
}

/** How it stands, for the customer's admin: with the way to change it. */
export function grantStatus(
  { customer, domain, grant, relationship, version }: GrantStatus,
  translator: Translator,
  now: Date,
): Card {
  const { t } = translator
  const values = { customer: customer.name, partner: domain.name, domain: domain.domain }
  const title = t('grant.standing', values)
  const basis = { version: String(version) }
  const withdraw: Button = {
    ...answer(t('button.withdraw'), 'revoked', customer, domain, basis),
    style: 'danger',
    confirm: {
      title: t('button.withdraw'),
      text: t('grant.revoke.ask', values),
      yes: t('button.withdraw'),
      no: t('grant.revoke.keep'),
    },
  }
  const give: Button = { ...answer(t('button.grant'), 'granted', customer, domain, basis), style: 'primary' }
  // What is assumed can be settled either way.
  const offers = { granted: [withdraw], assumed: [give, withdraw], revoked: [give], unknown: [give] }
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
      { kind: 'actions', buttons: [...offers[grant.state], partnerGrantsButton(customer, translator)] },
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
  { customer, domain, asker }: Omit<GrantRequestCard, 'request'> & { readonly customer: Customer },
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
