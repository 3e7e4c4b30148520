/** PLC-3: who is in a conversation, by name and standing; before it is declared, and after. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { HeldBack } from '../src/cases/case.ts'
import type { ChannelBinding } from '../src/cases/identity-store.ts'
import type { DeclarationOutcome, DeclarationPreview } from '../src/conversations/declarations.ts'
import { type PresentMember, readsByRight } from '../src/conversations/member-standing.ts'
import type { DeclaredReadership } from '../src/conversations/readership.ts'
import type { ThreadOption } from '../src/conversations/thread-places.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Button, Card } from './view.ts'

/** More names are counted, not told. */
const maxNames = 20

/** What a channel shows, in one sentence. */
export function audienceLine(
  { domain, audience }: Pick<ChannelBinding, 'domain' | 'audience'>,
  { t }: Translator,
): string {
  if (domain === 'desk') return t('channel.desks')
  if (!audience) return t('channel.shows', { domain })
  return audience.party === 'desk'
    ? t('channel.shows.desk', { domain })
    : t('channel.shows.customer', { customer: audience.name })
}

/** NOT-4: what becomes of plain text in its threads; nothing where that stays talk. */
export function talkParts({ talk }: Pick<ChannelBinding, 'talk'>, { t }: Translator): readonly string[] {
  return talk ? [t(`talk-state.${talk}`)] : []
}

/** NOT-4: the other ways. `hears`: whether the chat tells the app of plain text at all. */
export function talkButtons(
  { audience, talk, at }: ChannelBinding,
  hears: boolean,
  { t }: Translator,
): readonly Button[] {
  if (!hears) return []
  const modes = [...(audience?.party === 'customer' ? (['two-way'] as const) : []), 'hint', 'off'] as const
  return modes
    .filter((mode) => mode !== (talk ?? 'off'))
    .map((mode) => ({
      label: t(`talk-button.${mode}`),
      command: 'domain',
      args: { which: 'talk', to: mode, basis: String(at.getTime()) },
    }))
}

export function whyHeld(why: HeldBack['why'], { t }: Translator): string {
  return t(`held.why.${why}`)
}

/** `again`: the command that declares the same once more. */
export function declarationCard(
  outcome: DeclarationOutcome,
  again: Readonly<Record<string, string>>,
  translator: Translator,
  hearsThreads = false,
): Card {
  return outcome.kind === 'declared'
    ? declaredCard(outcome, translator, hearsThreads)
    : previewCard(outcome.preview, again, translator)
}

function previewCard(
  { binding, members, blockers, toConfirm, needsPrivacyWord, info, digest }: DeclarationPreview,
  again: Readonly<Record<string, string>>,
  translator: Translator,
): Card {
  const { t } = translator
  const title = t('declare.title')
  const domain = nameOf(binding, translator)
  const isBlocked = blockers.length > 0
  const confirm: Button = {
    label: t(toConfirm.length > 0 ? 'button.declare.confirm' : 'button.declare.private'),
    command: 'domain',
    args: { ...again, confirm: digest },
    style: 'primary',
  }
  const retry: Button = { label: t('button.declare.again'), command: 'domain', args: again }
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: info.name === '' ? title : `${title} · ${info.name}` },
      ...(isBlocked
        ? [
            { kind: 'text', text: t('declare.blocked', { domain }), tone: 'strong' } satisfies Block,
            ...listNames(blockers, translator),
          ]
        : []),
      ...(toConfirm.length > 0
        ? [
            { kind: 'text', text: t('declare.confirm', { domain }), tone: 'strong' } satisfies Block,
            ...listNames(toConfirm, translator),
          ]
        : []),
      ...(needsPrivacyWord && !isBlocked
        ? [{ kind: 'text', text: t('declare.private-word') } satisfies Block]
        : []),
      ...entitledBlocks(members, translator),
      { kind: 'actions', buttons: isBlocked ? [retry] : [confirm, retry] },
    ],
  }
}

function declaredCard(
  { binding, preview, before }: Extract<DeclarationOutcome, { readonly kind: 'declared' }>,
  translator: Translator,
  hearsThreads: boolean,
): Card {
  const { t } = translator
  const text = declaredText(binding, translator)
  const { domain } = binding
  const buttons = [
    ...(domain === 'desk' ? [] : channelButtons(binding, translator)),
    ...talkButtons(binding, hearsThreads, translator),
  ]
  return {
    kind: 'card',
    summary: text,
    blocks: [
      { kind: 'text', text, tone: 'strong' },
      ...entitledBlocks([...preview.members, ...preview.toConfirm.map(asConfirmed)], translator),
      { kind: 'text', text: t('declare.everybody') },
      ...talkParts(binding, translator).map((said): Block => ({ kind: 'text', text: said })),
      ...(before && before.domain !== domain
        ? [{ kind: 'text', text: t('declare.earlier-stays', { domain: before.domain }) } satisfies Block]
        : []),
      ...(preview.info.external ? [{ kind: 'text', text: t('declare.external') } satisfies Block] : []),
      {
        kind: 'quiet',
        parts: [...(domain === 'desk' ? [] : [t('declare.acts', { domain })]), t('declare.after')],
      },
      ...(buttons.length > 0 ? [{ kind: 'actions', buttons } satisfies Block] : []),
    ],
  }
}

function declaredText(binding: ChannelBinding, { t }: Translator): string {
  const { domain, audience, declared } = binding
  if (domain === 'desk') return t('declare.done.desk')
  if (!audience) return t('declare.done', { domain })
  if (audience.party === 'customer') return t('declare.done.customer', { domain, customer: audience.name })
  return [
    t('declare.done.with-desk', { domain }),
    ...(declared?.agreed ? [] : [t('declare.done.awaits-desk')]),
  ].join(' ')
}

function channelButtons({ domain, audience, at }: ChannelBinding, { t }: Translator): readonly Button[] {
  const basis = String(at.getTime())
  const to = audience ? 'own' : 'desk'
  return [
    {
      label: t(audience ? 'button.audience.own' : 'button.audience.desk'),
      command: 'domain',
      args: { which: 'here', to: domain, audience: to, basis },
    },
    { label: t('button.unbind'), command: 'domain', args: { which: 'here', to: 'none', basis } },
  ]
}

/** Those who may read, and those who were let in, each once. */
function entitledBlocks(members: readonly PresentMember[], translator: Translator): readonly Block[] {
  const { t } = translator
  const byUser = new Map(members.map((member) => [member.user, member]))
  const all = [...byUser.values()]
  const entitled = all.filter((member) => readsByRight(member) && !member.confirmed)
  const confirmed = all.filter(({ confirmed }) => confirmed)
  if (all.length === 0) return [{ kind: 'quiet', parts: [t('declare.nobody-else')] }]
  return [
    ...(entitled.length > 0
      ? [
          { kind: 'text', text: t('declare.can-read'), tone: 'strong' } satisfies Block,
          ...listNames(entitled, translator),
        ]
      : []),
    ...(confirmed.length > 0
      ? [
          { kind: 'text', text: t('declare.let-in'), tone: 'strong' } satisfies Block,
          ...listNames(confirmed, translator),
        ]
      : []),
  ]
}

function asConfirmed(member: PresentMember): PresentMember {
  return { ...member, confirmed: true }
}

function listNames(members: readonly PresentMember[], translator: Translator): readonly Block[] {
  const lines = members.slice(0, maxNames).map((member) => describeMember(member, translator))
  const rest = members.length - lines.length
  const more = rest > 0 ? [translator.t('declare.more', { count: rest })] : []
  return [{ kind: 'quote', text: [...lines, ...more].join('\n') }]
}

/** "Priya Nair · customer". People of other parties by their chat name and their side alone. */
function describeMember(member: PresentMember, translator: Translator): string {
  return `${member.name} · ${describeStanding(member, translator)}`
}

export function describeStanding({ standing, party }: PresentMember, { t }: Translator): string {
  return standing === 'other-party'
    ? t(`standing.other-party.${party?.party ?? 'partner'}`)
    : t(`standing.${standing}`)
}

function nameOf({ domain }: Pick<ChannelBinding, 'domain'>, { t }: Translator): string {
  return domain === 'desk' ? t('party.desk') : domain
}

/** PLC-2: where the thread will be and who can read it, said before anything is sent. */
export function describeThreadPlace(option: ThreadOption, translator: Translator): string {
  if (option.kind === 'direct') return translator.t('thread.readers.direct')
  const { readership } = option
  const people = countByStanding(readership, translator)
  const name = placeName(option, translator)
  if (!readership.along) return translator.t('thread.readers.channel', { name, people })
  const guest = describeGuest(readership, translator)
  return translator.t('thread.readers.shared', { name, people, guest })
}

/** A choice's label: short. */
export function placeName(option: ThreadOption, { t }: Translator): string {
  if (option.kind === 'direct') return t('thread.option.direct')
  const { name } = option.readership
  switch (option.kind) {
    case 'here':
      return name === '' ? t('thread.option.here') : `${t('thread.option.here')} (${name})`
    case 'home':
      return t('thread.option.home', { name })
    case 'declared':
      return t('thread.option.declared', { name })
  }
}

function describeGuest({ binding, party, along }: DeclaredReadership, { t }: Translator): string {
  const { audience } = binding
  if (audience?.party === 'customer') return audience.name
  return along && actorKey(along) === 'desk' ? t('party.desk') : actorKey(party)
}

/** "3 people of northwind.example.com, 2 people of Brightwater, 1 let in by name". */
function countByStanding({ binding, members }: DeclaredReadership, translator: Translator): string {
  const { t } = translator
  const groups: readonly (readonly [string, number])[] = [
    [
      binding.domain === 'desk' ? t('party.desk') : translator.nameOf(binding.domain),
      members.filter(({ standing }) => standing === 'staff').length,
    ],
    [
      binding.audience?.party === 'customer' ? binding.audience.name : t('party.customer'),
      members.filter(({ standing }) => standing === 'customer').length,
    ],
    [t('party.desk'), members.filter(({ standing }) => standing === 'desk').length],
    [t('declare.let-in'), members.filter(({ confirmed }) => confirmed).length],
  ]
  const counted = groups
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${t('thread.option.readers', { count })}`)
  return counted.length > 0 ? counted.join(', ') : t('declare.nobody-else')
}
