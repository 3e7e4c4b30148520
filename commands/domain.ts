import { z } from 'zod'
import { actorKey, actorLabel } from '../src/cases/actor-key.ts'
import { type TalkMode, talkModes } from '../src/cases/identity-store.ts'
import { denyCaseWork, listActors } from '../src/cases/policy.ts'
import type { BindingBasis, GuestInput } from '../src/conversations/declarations.ts'
import { parsePlaceKey } from '../src/conversations/thread-places.ts'
import { declarationCard } from '../views/conversation-card.ts'
import { domainCard } from '../views/domain-card.ts'
import { chooseAccount, doneNotice, refusalNotice, unknownAccount } from '../views/notice.ts'
import type { Notice, View } from '../views/view.ts'
import { FreeText } from './arguments.ts'
import { defineCommand, type PublicContext } from './define.ts'
import type { Choice } from './resolve-actor.ts'

const none = ['none', 'off', '-', 'なし', '解除']
const here = ['here', 'ここ', 'このチャンネル']
const alone = ['own', 'alone', '自社', '自社のみ']
const desk = ['desk', 'デスク', 'サポートデスク']
const customer = ['customer', '顧客', 'お客様']
const home = ['home', 'ホーム']
const talk = ['talk', 'threads', 'スレッド']
const talkWords: Readonly<Record<TalkMode, readonly string[]>> = {
  'two-way': ['two-way', 'twoway', '双方向'],
  hint: ['hint', '案内', 'ヒント'],
}
/** A button's word alone: lets those in who keep something from being posted. */
const allow = 'allow'
/** A button's word alone: ends what a conversation elsewhere is declared for. */
const end = 'end'

/** DOM-1, DOM-2, PLC: which account acts, and why; the current one; whose a conversation is, and who reads there. */
export const domain = defineCommand({
  name: 'domain',
  aliases: ['domains', 'accounts', 'ドメイン', 'アカウント'],
  positionals: ['which', 'to', 'audience'],
  summary: 'command.domain',
  usage: 'usage.domain',
  args: z.object({
    which: FreeText.optional(),
    to: FreeText.optional(),
    /** Who reads along in the channel: `own`, `desk`, or `customer` and its name. */
    audience: FreeText.optional(),
    /** The digest of the people whom the person saw and lets in; only buttons carry it. */
    confirm: z.string().max(32).optional(),
    /** The conversation, where the button stands elsewhere. */
    at: z.string().max(200).optional(),
    /** A button's: when the binding was made that it was shown beside; `none`: there was none. */
    basis: z.union([z.literal('none'), z.coerce.number().transform((ms) => new Date(ms))]).optional(),
  }),
  auth: 'none',

  async run(context, { which, to, audience, confirm, at, basis }) {
    const word = which && folded(which)
    if (word === undefined) return overview(context)
    const channel = at === undefined ? undefined : parsePlaceKey(at)
    if (word === allow) return letIn({ ...context, place: channel ?? context.place }, confirm ?? '')
    if (word === end && channel) return unbind({ ...context, place: channel })
    if (talk.includes(word))
      return setTalk(
        { ...context, place: channel ?? context.place },
        to === undefined ? '' : folded(to),
        basis,
      )
    if (home.includes(word)) return setHome(context, to === undefined ? '' : folded(to))
    if (!here.includes(word)) return none.includes(word) ? release(context) : switchTo(context, word)
    const name = to && folded(to)
    if (name !== undefined && none.includes(name)) return unbind(context, basis)
    // The name may be left out: `here customer Brightwater`.
    const [first = ''] = name?.split(' ') ?? []
    if (context.identity.accounts.length > 0 && [...alone, ...desk, ...customer].includes(first))
      return bind(context, undefined, `${to} ${audience ?? ''}`.trim(), confirm, basis)
    return bind(context, name, audience, confirm, basis)
  },
})

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** `customer Brightwater two-way`: what becomes of plain text in the threads stands last (NOT-4). */
function splitTalk(text: string): { readonly guest: string; readonly talk?: TalkMode } {
  const words = text.trim().split(/\s+/u)
  const last = folded(words.at(-1) ?? '')
  const mode = talkModes.find((one) => talkWords[one].includes(last))
  return mode ? { guest: words.slice(0, -1).join(' '), talk: mode } : { guest: text }
}

/** Undefined: none of the words for it. */
function parseGuest(text: string): GuestInput | undefined {
  const [word = '', ...rest] = text.normalize('NFKC').split(/\s+/u)
  const first = word.toLowerCase()
  if (alone.includes(first)) return { party: 'own' }
  if (desk.includes(first)) return { party: 'desk' }
  return customer.includes(first) ? { party: 'customer', called: rest.join(' ') } : undefined
}

async function overview({
  identity,
  links,
  conversations,
  person,
  place,
  resolveActor,
  translator,
  capabilities,
}: PublicContext): Promise<View> {
  const [linked, readership, settled] = await Promise.all([
    links.linksOf(person),
    conversations.whoReads(place),
    resolveActor(),
  ])
  const mayDeclare = !(settled.kind === 'actor' && denyCaseWork(settled.actor, ''))
  const { hearsThreads } = capabilities
  return domainCard({ identity, linked, readership, mayDeclare, hearsThreads, settled, translator })
}

async function release({ links, person, translator }: PublicContext): Promise<Notice> {
  await links.chooseCurrent(person, null)
  return doneNotice(translator.t('domain.released'))
}

async function switchTo(
  { links, person, resolveActor, setup, translator }: PublicContext,
  name: string,
): Promise<Notice> {
  const settled = await resolveActor(name)
  if (settled.kind === 'refused') return unknownAccount(settled, translator, setup)
  if (settled.kind === 'choose') return asked(settled.choices, {}, translator)
  const chosen = actorKey(settled.actor)
  await links.chooseCurrent(person, chosen)
  const text = chosen === 'desk' ? translator.t('party.desk') : actorLabel(settled.actor)
  const list = { label: translator.t('button.list'), command: 'list', args: { in: chosen } }
  const buttons = denyCaseWork(settled.actor, '') ? [] : [list]
  return doneNotice(translator.t('domain.switched', { domain: text }), buttons)
}

/** Without a name the channel's own domain is meant, else the only one. The desk agrees where it is a guest, and looks after its own channel. */
async function bind(
  { identity, conversations, place, resolveActor, setup, translator, capabilities }: PublicContext,
  name: string | undefined,
  audience: string | undefined,
  confirm: string | undefined,
  basis: BindingBasis | undefined,
): Promise<View> {
  const said = audience === undefined ? undefined : splitTalk(audience)
  const isSaid = said !== undefined && said.guest !== ''
  const wanted = isSaid ? parseGuest(said.guest) : undefined
  if (isSaid && !wanted)
    return { kind: 'notice', tone: 'refused', text: translator.t('domain.audience-which') }
  const domains = identity.accounts.map((account) => account.domain)
  const [only, another] = domains
  const bound = (await conversations.bindingOf(place))?.domain
  const desks =
    identity.desk && name === undefined && (domains.length === 0 || bound === 'desk') ? 'desk' : undefined
  const again = {
    which: 'here',
    ...(audience === undefined ? {} : { audience }),
    ...(basis === undefined ? {} : { basis: basis === 'none' ? basis : String(basis.getTime()) }),
  }
  const meant =
    name ?? desks ?? domains.find((domain) => domain === bound) ?? (another ? undefined : (only ?? ''))
  if (meant === undefined)
    return asked(
      domains.map((domain) => ({ key: domain, name: domain })),
      again,
      translator,
    )
  const settled = await resolveActor(meant)
  if (settled.kind === 'refused') return unknownAccount(settled, translator, setup)
  if (settled.kind === 'choose')
    return asked(
      settled.choices.filter(({ key }) => domains.includes(key)),
      again,
      translator,
    )
  const { actor } = settled
  if (actor.party === 'customer')
    return { kind: 'notice', tone: 'refused', text: translator.t('domain.bind-which') }
  const outcome = await conversations.declare({
    actor,
    accounts: identity.accounts,
    channel: place,
    guest: wanted,
    confirm,
    basis,
    talk: said?.talk,
  })
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const sameAgain = { which: 'here', to: actorKey(actor), ...(audience === undefined ? {} : { audience }) }
  return declarationCard(outcome.value, sameAgain, translator, capabilities.hearsThreads)
}

/** PLC-4: those who keep something from being posted may read along from now on. */
async function letIn(
  { identity, conversations, place, translator }: PublicContext,
  confirm: string,
): Promise<Notice> {
  const binding = await conversations.bindingOf(place)
  const actors = listActors(identity)
  const actor = actors.find((each) => actorKey(each) === binding?.domain) ?? actors[0]
  if (!actor) return refusalNotice([{ code: 'channel-not-declared', rule: 'PLC-3' }], translator)
  const outcome = await conversations.allow({ actor, accounts: identity.accounts, channel: place, confirm })
  return outcome.ok ? doneNotice(translator.t('allow.done')) : refusalNotice(outcome.refusals, translator)
}

/** NOT-4: `talk two-way`, `talk hint`, `talk off`: for the threads of cases in this conversation. */
async function setTalk(
  { identity, conversations, place, translator }: PublicContext,
  word: string,
  basis: BindingBasis | undefined,
): Promise<Notice> {
  const mode = none.includes(word) ? 'off' : talkModes.find((one) => talkWords[one].includes(word))
  if (!mode) return { kind: 'notice', tone: 'refused', text: translator.t('talk.which') }
  const outcome = await conversations.setTalk({
    channel: place,
    actors: listActors(identity),
    talk: mode,
    basis,
  })
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const { audience } = outcome.value
  const customerName = audience?.party === 'customer' ? audience.name : ''
  return doneNotice(translator.t(`talk-set.${mode}`, { customer: customerName }))
}

/** PLC-2: `home here`, `home none`. */
async function setHome(
  { conversations, place, resolveActor, setup, translator }: PublicContext,
  word: string,
): Promise<Notice> {
  const settled = await resolveActor((await conversations.bindingOf(place))?.domain)
  if (settled.kind === 'refused') return unknownAccount(settled, translator, setup)
  if (settled.kind === 'choose') return asked(settled.choices, { which: 'home', to: word }, translator)
  const domain = actorKey(settled.actor)
  if (none.includes(word)) {
    const removed = await conversations.removeHome(settled.actor, place)
    if (!removed.ok) return refusalNotice(removed.refusals, translator)
    return doneNotice(translator.t(removed.value ? 'home.removed' : 'home.not-set', { domain }))
  }
  const outcome = await conversations.setHome(settled.actor, place)
  return outcome.ok
    ? doneNotice(translator.t('home.set', { domain }))
    : refusalNotice(outcome.refusals, translator)
}

async function unbind(
  { identity, conversations, place, translator }: PublicContext,
  basis?: BindingBasis,
): Promise<Notice> {
  const outcome = await conversations.end(place, listActors(identity), basis)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const was = outcome.value
  if (!was) return doneNotice(translator.t('domain.not-bound'))
  const { domain } = was
  return doneNotice(
    [translator.t('domain.unbound', { domain }), translator.t('declare.earlier-stays', { domain })].join(' '),
  )
}

/** Which domain was meant: each choice says the same again with its name. */
function asked(
  choices: readonly Choice[],
  args: Readonly<Record<string, string>>,
  translator: PublicContext['translator'],
): Notice {
  const field = args.which === 'here' ? 'to' : 'which'
  const notice = chooseAccount({ choices }, 'domain', args, translator)
  return {
    ...notice,
    text: translator.t(field === 'to' ? 'domain.bind-which' : 'choose.account'),
    buttons: choices.map(({ key, name }) => ({
      label:
        key === 'desk' ? translator.t('button.act-desk') : translator.t('button.act-for', { domain: name }),
      command: 'domain',
      args: { ...args, [field]: key },
    })),
  }
}
