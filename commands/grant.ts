import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Customer, chatUserKey, givesAccess } from '../src/cases/directory.ts'
import type { AccessRequest, GrantBasis, GrantDecision, GrantStatus } from '../src/cases/grant-service.ts'
import { toAuthor } from '../src/cases/policy.ts'
import { listRevocable, revokeResellers, toRevocationBasis } from '../src/cases/revoke-resellers.ts'
import { fitsButton } from '../views/button-arguments.ts'
import {
  type GrantRequestCard,
  grantAnswered,
  grantByMail,
  grantDecided,
  grantQuestion,
  grantStatus,
  grantStatusButton,
  partnerGrants,
  partnerGrantsButton,
  resellersRevoked,
  revokeAllQuestion,
  revokeQuestion,
} from '../views/grant-notices.ts'
import { doneNotice, refusalNotice, tryAgainButton } from '../views/notice.ts'
import type { Button, Notice, View } from '../views/view.ts'
import { FreeText } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { splitLine } from './parse-line.ts'
import { toRefusalNotice } from './responses.ts'

const Args = z.object({
  /** For a partner and the desk a customer, for a customer's admin a partner's domain. */
  whom: z.string().min(1),
  text: FreeText.optional(),
  /** A button's: what the customer's admin decided. */
  state: z.enum(['granted', 'revoked']).optional(),
  /** A button's: who asked, and so is told. */
  asker: z.string().optional(),
  from: z.string().optional(),
  /** A button's: the question that it answers, or the version of the grant that it was shown beside. */
  request: z.string().optional(),
  version: z.coerce.number().int().nonnegative().optional(),
})
type Args = z.output<typeof Args>

const maxChoices = 5

/** GRA: a partner asks, the customer's admin answers, an administrator of this app writes down what was said elsewhere. */
export const grant = defineCommand({
  name: 'grant',
  aliases: ['access', '許可'],
  positionals: ['whom', 'text'],
  summary: 'command.grant',
  usage: 'usage.grant',
  forCustomers: { summary: 'command.grant.customer', usage: 'usage.grant.customer' },
  needs: 'grants',
  args: Args,
  auth: 'account',

  async run(context, args) {
    if (context.actor.party === 'customer')
      return isAll(args.whom) ? answeredAll(context, args) : answered(context, args)
    const forgotten = parseForget(args.text ?? '')
    if (forgotten) return forget(context, args.whom, forgotten)
    const recorded = parseRecord(args.text ?? '')
    if (context.actor.party === 'desk' && !recorded)
      return refusalNotice([{ code: 'desk-has-no-customers', rule: 'ACC-3' }], context.translator)
    if (context.actor.party === 'desk') return written(context, args.whom, recorded)
    const notice = await customerMeant(context, args)
    if (typeof notice !== 'string') return notice
    return recorded ? written(context, notice, recorded) : asked(context, notice)
  },
})

interface Recorded {
  readonly wanted: GrantDecision
  readonly evidence: string
  readonly domain?: string
}

/** `[domain] granted|revoked <evidence>`: what an administrator writes down; undefined for a mere question. */
function parseRecord(text: string): Recorded | undefined {
  const first = splitLine(text)
  const own = wantedBy(first.word)
  if (own) return { wanted: own, evidence: first.rest }
  if (!first.word.includes('.')) return undefined
  const second = splitLine(first.rest)
  const wanted = wantedBy(second.word)
  return wanted && { wanted, evidence: second.rest, domain: first.word }
}

/** `<domain> forget <why>`: the desk takes the evidence of a grant away (UPD-3). */
function parseForget(text: string): { readonly domain: string; readonly why: string } | undefined {
  const first = splitLine(text)
  const second = splitLine(first.rest)
  if (!['forget', '根拠削除'].includes(second.word.toLowerCase())) return undefined
  return { domain: first.word, why: second.rest }
}

const wantedWords = { granted: ['granted', '許可'], revoked: ['revoked', '取り消し'] } as const

function wantedBy(word: string): GrantDecision | undefined {
  const typed = word.toLowerCase()
  return (['granted', 'revoked'] as const).find((wanted) =>
    (wantedWords[wanted] as readonly string[]).includes(typed),
  )
}

/** A customer by its id, or the one that the words find; several are offered. */
async function customerMeant({ actor, service, translator }: Context, args: Args): Promise<string | Notice> {
  const exact = await service.customer(actor, args.whom)
  if (exact.ok) return exact.value.customer.id
  const result = await service.customers(actor, args.whom, { limit: maxChoices, meant: true })
  if (!result.ok) return refusalNotice(result.refusals, translator)
  const [only, another] = result.value.customers
  if (!only) return refusalNotice(exact.refusals, translator)
  if (!another) return only.customer.id
  const { t } = translator
  const buttons = result.value.customers.map(
    ({ customer }): Button => ({
      label: customer.name,
      command: 'grant',
      args: { in: actorKey(actor), whom: customer.id, ...(args.text ? { text: args.text } : {}) },
    }),
  )
  // Without its text a button would ask for what was to be written down.
  if (buttons.every(({ args }) => fitsButton(args)))
    return { kind: 'notice', tone: 'info', text: t('grant.which-customer'), buttons }
  const customers = buttons.map(({ label }) => label).join(', ')
  return { kind: 'notice', tone: 'refused', text: t('grant.which-customer.long', { customers }) }
}

async function asked(context: Context, customer: string): Promise<View> {
  const { actor, translator } = context
  const { t } = translator
  const again = { command: 'grant', args: { in: actorKey(actor), whom: customer } }
  const failures: unknown[] = []
  const outcome = await context.grants.ask(actor, customer, async (request) =>
    tellAdmins(
      context,
      request,
      { ...(await createAccessRequest(context, request.access.customer)), request: request.request },
      failures,
    ),
  )
  if (!outcome.ok)
    return toRefusalNotice(context, outcome.refusals, { command: 'grant', args: { whom: customer } })
  const { access, asked: question } = outcome.value
  const values = { customer: access.customer.name }
  if (access.grant.state === 'granted') {
    const button = {
      label: t('button.new'),
      command: 'new',
      args: { in: actorKey(actor), customer: access.customer.id },
    }
    return { kind: 'notice', tone: 'info', text: t('grant.already', values), buttons: [button] }
  }
  const ask = await createAccessRequest(context, access.customer)
  const theirs = context.createTranslator(access.customer.language, access.customer.timeZone)
  if (!question) return grantByMail(t('grant.asked-already', values), ask, theirs)
  if (question.reached.length > 0)
    return doneNotice(t('grant.asked', { ...values, names: question.reached.join(', ') }))
  // Whether an admin is here is not known then: that nobody could be written to does not say that nobody is.
  if (failures.length > 0)
    return {
      kind: 'notice',
      tone: 'refused',
      text: t('grant.not-reached', values),
      buttons: [tryAgainButton(again, [translator])],
    }
  return grantByMail(t('grant.no-admin-here', values), ask, theirs)
}

async function createAccessRequest(
  { actor, service, identity, person }: Context,
  customer: Customer,
): Promise<Omit<GrantRequestCard, 'request'> & { readonly customer: Customer }> {
  const account = actor.party === 'partner' ? actor.account : identity.accounts[0]
  const domain = account?.domain ?? ''
  const name = (await service.domainName(domain)) ?? domain
  return {
    customer,
    domain: { domain, name },
    asker: {
      name: account?.name ?? person.name,
      email: account?.email ?? '',
      chatUser: chatUserKey(person),
    },
  }
}

/** The names of the admins whom the question reached; why others could not be written to is put among the failures. */
async function tellAdmins(
  context: Context,
  { admins }: AccessRequest,
  ask: GrantRequestCard,
  failures: unknown[],
): Promise<readonly string[]> {
  const names = await Promise.all(
    admins.map(async ({ user, chatUsers }) => {
      try {
        const reached = await context.messages.send(
          { email: user.email, chatUsers },
          (locale, timeZone, platform) =>
            grantQuestion(ask, context.createTranslator(locale, timeZone, platform)),
        )
        return reached ? [user.name] : []
      } catch (error) {
        failures.push(error)
        return []
      }
    }),
  )
  return names.flat()
}

/** The customer's admin: how it stands, or, decided by button or word, how it stands from now on. */
async function answered(context: Context, args: Args): Promise<View> {
  const { actor, translator, person, grants, now } = context
  const wanted = args.state ?? parseRecord(args.text ?? '')?.wanted
  if (!wanted) {
    const standing = await grants.standing(actor, args.whom)
    if (!standing.ok) return refusalNotice(standing.refusals, translator)
    return grantStatus(standing.value, translator, now)
  }
  const before = await grants.standing(actor, args.whom)
  if (!before.ok) return refusalNotice(before.refusals, translator)
  const withdrawn = wanted === 'revoked' && givesAccess(before.value.grant)
  if (withdrawn && !args.state) return revokeQuestion(before.value, translator)
  const evidence = `Answered in chat as ${chatUserKey(person)}`
  const outcome = await grants.answer(actor, args.whom, wanted, evidence, readBasis(args))
  if (!outcome.ok)
    return refusalNotice(outcome.refusals, translator, [grantStatusButton(before.value, translator)])
  await showDecided(context, outcome.value, args)
  await tellAsker(context, outcome.value, withdrawn, args)
  const { customer, domain, madePartner } = outcome.value
  const values = { customer: customer.name, domain: domain.domain, partner: domain.name }
  if (madePartner) return doneNotice(translator.t('grant.done.partner', values))
  if (wanted === 'granted') return doneNotice(translator.t('grant.done', values))
  return doneNotice(translator.t(withdrawn ? 'grant.done.revoked' : 'grant.done.declined', values))
}

const allWords: ReadonlySet<string> = new Set([
  'all',
  'all-resellers',
  'resellers',
  'すべて',
  '全て',
  '全部',
  '全販売パートナー',
  'すべての販売パートナー',
  '全ての販売パートナー',
])

function isAll(whom: string): boolean {
  return allWords.has(whom.normalize('NFKC').toLowerCase())
}

/** The customer's admin: who has access, or the end of it for all resellers at once (GRA-1). */
async function answeredAll(context: Context, args: Args): Promise<View> {
  const { actor, grants, translator, person, now } = context
  const { t } = translator
  const partners = await grants.partners(actor)
  if (!partners.ok || actor.party !== 'customer')
    return refusalNotice(partners.ok ? [] : partners.refusals, translator)
  const { customer } = actor
  const revocable = listRevocable(partners.value)
  const basis = await toRevocationBasis(partners.value)
  // `all resellers revoked` is as natural as `all revoked`.
  const wanted = args.state ?? parseRecord((args.text ?? '').replace(/^resellers /i, ''))?.wanted
  if (wanted === 'granted') return { kind: 'notice', tone: 'refused', text: t('grants.grant-one-by-one') }
  if (wanted === undefined) return partnerGrants(customer, partners.value, revocable, basis, translator, now)
  if (args.state === undefined)
    return revocable.length > 0
      ? revokeAllQuestion(customer, revocable, basis, translator)
      : { kind: 'notice', tone: 'info', text: t('grants.none-to-revoke') }
  const evidence = `Answered in chat as ${chatUserKey(person)}`
  const outcome = await revokeResellers(grants, actor, evidence, args.request ?? '')
  if (!outcome.ok)
    return refusalNotice(outcome.refusals, translator, [partnerGrantsButton(customer, translator)])
  return doneNotice(resellersRevoked(customer, outcome.value, translator))
}

/** What the answer relies on. A button of before there were ids relies on a question that nobody can name: it settles nothing. */
function readBasis({ state, request, version }: Args): GrantBasis | undefined {
  if (request !== undefined) return { request }
  if (version !== undefined) return { version }
  return state === undefined ? undefined : { request: '' }
}

/** For the eye only: a button that is pressed all the same is refused. */
async function showDecided(
  { messages, message, actor, translator, now }: Context,
  status: GrantStatus,
  { request }: Args,
): Promise<void> {
  if (request === undefined || message === undefined) return
  const { name } = toAuthor(actor)
  await messages.redraw?.(message, grantDecided(status, name, now, translator)).catch(() => false)
}

/** A courtesy: the answer holds whether or not the one who asked can be reached. */
async function tellAsker(
  context: Context,
  standing: GrantStatus,
  withdrawn: boolean,
  { asker, from }: Args,
): Promise<void> {
  if (!asker || !from) return
  await context.messages
    .send({ email: asker, chatUsers: [from] }, (locale, timeZone, platform) =>
      grantAnswered(standing, withdrawn, context.createTranslator(locale, timeZone, platform)),
    )
    .catch(() => false)
}

async function forget(
  { actor, grants, translator }: Context,
  whom: string,
  { domain, why }: { readonly domain: string; readonly why: string },
): Promise<View> {
  const outcome = await grants.removeEvidence(actor, whom, domain, why)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const values = { customer: outcome.value.customer.name, domain: outcome.value.domain.domain }
  return doneNotice(translator.t('grant.evidence-removed', values))
}

/** The administrator's record. */
async function written(context: Context, customer: string, recorded: Recorded | undefined): Promise<View> {
  const { wanted, evidence, domain } = recorded ?? { wanted: 'granted', evidence: '' }
  const outcome = await context.grants.record(context.actor, customer, wanted, evidence, domain)
  if (!outcome.ok)
    return toRefusalNotice(context, outcome.refusals, { command: 'grant', args: { whom: customer } })
  const values = { customer: outcome.value.customer.name, domain: outcome.value.domain.domain }
  return doneNotice(
    context.translator.t(wanted === 'granted' ? 'grant.recorded' : 'grant.recorded.revoked', values),
  )
}
