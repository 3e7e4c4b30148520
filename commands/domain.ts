import { z } from 'zod'
import { actorKey, actorLabel } from '../src/cases/actor-key.ts'
import type { BindingBasis, GuestInput } from '../src/cases/links.ts'
import { denyCaseWork } from '../src/cases/policy.ts'
import { audienceLine, domainCard } from '../views/domain-card.ts'
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

/** DOM-1, DOM-2: which account acts, and why; the current one; the channel's one. */
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
    /** A button's: when the binding was made that it was shown beside; `none`: there was none. */
    basis: z.union([z.literal('none'), z.coerce.number().transform((ms) => new Date(ms))]).optional(),
  }),
  auth: 'none',

  async run(context, { which, to, audience, basis }) {
    const word = which && folded(which)
    if (word === undefined) return overview(context)
    if (!here.includes(word)) return none.includes(word) ? release(context) : switchTo(context, word)
    const name = to && folded(to)
    if (name !== undefined && none.includes(name)) return unbind(context, basis)
    // The name may be left out: `here customer Brightwater`.
    const [first = ''] = name?.split(' ') ?? []
    if (context.identity.accounts.length > 0 && [...alone, ...desk, ...customer].includes(first))
      return bind(context, undefined, `${to} ${audience ?? ''}`.trim(), basis)
    return bind(context, name, audience, basis)
  },
})

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
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
  person,
  place,
  resolveActor,
  translator,
}: PublicContext): Promise<View> {
  const [linked, binding, settled] = await Promise.all([
    links.linksOf(person),
    links.bindingOf(place),
    resolveActor(),
  ])
  const bindable = !links.isDesks(place) && !(settled.kind === 'actor' && denyCaseWork(settled.actor, ''))
  return domainCard({ identity, linked, binding, bindable, settled, translator })
}

async function release({ links, person, translator }: PublicContext): Promise<Notice> {
  await links.chooseCurrent(person, null)
  return doneNotice(translator.t('domain.released'))
}

async function switchTo(
  { links, person, resolveActor, translator }: PublicContext,
  name: string,
): Promise<Notice> {
  const settled = await resolveActor(name)
  if (settled.kind === 'refused') return unknownAccount(settled, translator)
  if (settled.kind === 'choose') return asked(settled.choices, {}, translator)
  const chosen = actorKey(settled.actor)
  await links.chooseCurrent(person, chosen)
  const text = chosen === 'desk' ? translator.t('party.desk') : actorLabel(settled.actor)
  const list = { label: translator.t('button.list'), command: 'list', args: { in: chosen } }
  const buttons = denyCaseWork(settled.actor, '') ? [] : [list]
  return doneNotice(translator.t('domain.switched', { domain: text }), buttons)
}

/** Without a name the channel's own domain is meant, else the only one. The desk's own side binds no channel. */
async function bind(
  { identity, links, place, resolveActor, translator }: PublicContext,
  name: string | undefined,
  audience: string | undefined,
  basis: BindingBasis | undefined,
): Promise<Notice> {
  const wanted = audience === undefined ? undefined : parseGuest(audience)
  if (audience !== undefined && !wanted)
    return { kind: 'notice', tone: 'refused', text: translator.t('domain.audience-which') }
  const domains = identity.accounts.map((account) => account.domain)
  const [only, another] = domains
  const bound = wanted && name === undefined ? (await links.bindingOf(place))?.domain : undefined
  const meant = name ?? domains.find((domain) => domain === bound) ?? (another ? undefined : (only ?? ''))
  const again = {
    which: 'here',
    ...(audience === undefined ? {} : { audience }),
    ...(basis === undefined ? {} : { basis: basis === 'none' ? basis : String(basis.getTime()) }),
  }
  if (meant === undefined)
    return asked(
      domains.map((domain) => ({ key: domain, name: domain })),
      again,
      translator,
    )
  const settled = await resolveActor(meant)
  if (settled.kind === 'refused') return unknownAccount(settled, translator)
  if (settled.kind === 'choose')
    return asked(
      settled.choices.filter(({ key }) => domains.includes(key)),
      again,
      translator,
    )
  if (settled.actor.party !== 'partner')
    return { kind: 'notice', tone: 'refused', text: translator.t('domain.bind-which') }
  const ends = wanted?.party === 'own' && (await links.bindingOf(place))?.audience !== undefined
  const outcome = await links.bind(settled.actor.account, place, identity.accounts, wanted, basis)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const { domain, at } = outcome.value
  const shown = String(at.getTime())
  const bind = (value: string) => ({
    label: translator.t(value === 'desk' ? 'button.audience.desk' : 'button.audience.own'),
    command: 'domain',
    args: { which: 'here', to: domain, audience: value, basis: shown },
  })
  const text = [translator.t('domain.bound', { domain }), audienceLine(outcome.value, translator)]
  if (ends) text.push(translator.t('domain.audience.ended'))
  return doneNotice(text.join(' '), [
    ...(outcome.value.audience ? [bind('own')] : [bind('desk')]),
    {
      label: translator.t('button.unbind'),
      command: 'domain',
      args: { which: 'here', to: 'none', basis: shown },
    },
  ])
}

async function unbind(
  { identity, links, place, translator }: PublicContext,
  basis: BindingBasis | undefined,
): Promise<Notice> {
  const outcome = await links.unbind(place, identity.accounts, basis)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const was = outcome.value
  if (!was) return doneNotice(translator.t('domain.not-bound'))
  const text = [translator.t('domain.unbound', { domain: was.domain })]
  if (was.audience) text.push(translator.t('domain.audience.ended'))
  return doneNotice(text.join(' '))
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
