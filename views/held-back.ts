/** PLC-4: what people are told of a thread that waits. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Entry, HeldBack, Subscription } from '../src/cases/case.ts'
import type { ConversationRef } from '../src/cases/identity-store.ts'
import type { PresentMember } from '../src/conversations/member-standing.ts'
import { toPlaceKey } from '../src/conversations/thread-places.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { describeStanding, whyHeld } from './conversation-card.ts'
import { entryBlocks } from './history-entry.ts'
import type { Button, Card } from './view.ts'

export interface HeldBackNotice {
  readonly supportCase: Pick<Case, 'number'>
  readonly thread: Pick<Subscription, 'platform' | 'tenant' | 'channel' | 'reader'>
  readonly why: HeldBack['why']
  /** As people of the chat see it. */
  readonly channel: string
  /** Those whom it is held back from. */
  readonly present: readonly PresentMember[]
  /** Names those who may be let in, where any may. */
  readonly digest: string | undefined
}

/** For those who may declare the conversation: who it is, and what to do. The case goes by its number alone. */
export function heldBackNotice(notice: HeldBackNotice, translator: Translator): Card {
  const { t } = translator
  const { number } = notice.supportCase
  const { platform, tenant, channel, reader } = notice.thread
  const allow: Button = {
    label: t('button.held.allow'),
    command: 'domain',
    args: {
      which: 'allow',
      confirm: notice.digest ?? '',
      at: toPlaceKey({ platform: platform as 'slack', tenant, channel }),
    },
    style: 'primary',
  }
  const move: Button = {
    label: t('button.follow.direct'),
    command: 'follow',
    args: { number: String(number), where: 'me', in: actorKey(reader) },
  }
  return {
    kind: 'card',
    summary: t('held.title', { number }),
    blocks: [
      { kind: 'text', text: t('held.title', { number }), tone: 'strong' },
      { kind: 'text', text: heldText(notice, translator) },
      { kind: 'actions', buttons: [...(notice.digest === undefined ? [] : [allow]), move] },
    ],
  }
}

function heldText({ supportCase, why, channel, present }: HeldBackNotice, translator: Translator): string {
  const { t } = translator
  const { number } = supportCase
  if (why === 'undeclared' || why === 'unconfirmed') return t(`held.${why}`, { number, where: channel })
  if (why !== 'present') return t('held.other', { number, where: channel, why: whyHeld(why, translator) })
  const describe = (members: readonly PresentMember[]) =>
    members.map((member) => `${member.name} (${describeStanding(member, translator)})`).join(', ')
  const [may, never] = [
    present.filter(({ confirmable }) => confirmable),
    present.filter(({ confirmable }) => !confirmable),
  ]
  return [
    t('held.present', { number, where: channel, people: describe(present) }),
    ...(may.length > 0 ? [t('held.present.allow', { people: describe(may) })] : []),
    ...(never.length > 0 ? [t('held.present.leave', { people: describe(never) })] : []),
  ].join(' ')
}

/** For the case's opener, who gets directly what the thread cannot show: only what that person may read. */
export function heldBackEntries(
  supportCase: Case,
  entries: readonly Entry[],
  reader: Subscription['reader'],
  channel: string,
  translator: Translator,
): Card {
  const { t } = translator
  const { number } = supportCase
  const text = t('held.meanwhile', { number, where: channel })
  return {
    kind: 'card',
    summary: text,
    blocks: [
      { kind: 'text', text },
      ...entries.flatMap((entry) => entryBlocks(entry, translator)),
      {
        kind: 'actions',
        buttons: [
          {
            label: t('button.show'),
            command: 'show',
            args: { number: String(number), in: actorKey(reader) },
          },
        ],
      },
    ],
  }
}

/** PLC-9: for a customer's admin. */
export function sharingNotice(
  {
    channel,
    name,
    domain,
    customer,
    isTwoWay = false,
  }: {
    readonly channel: ConversationRef
    readonly name: string
    readonly domain: string
    readonly customer: string
    readonly isTwoWay?: boolean
  },
  { t }: Translator,
): Card {
  const told = [t('sharing.told', { domain, customer, where: name })]
  if (isTwoWay) told.push(t('talk.sharing', { domain }))
  const text = told.join(' ')
  return {
    kind: 'card',
    summary: text,
    blocks: [
      { kind: 'text', text },
      {
        kind: 'actions',
        buttons: [
          {
            label: t('button.sharing.end'),
            command: 'domain',
            args: { which: 'end', at: toPlaceKey(channel) },
            style: 'danger',
          },
          ...(isTwoWay
            ? [
                {
                  label: t('talk-button.off'),
                  command: 'domain',
                  args: { which: 'talk', to: 'off', at: toPlaceKey(channel) },
                },
              ]
            : []),
        ],
      },
    ],
  }
}

/** PLC-6: for a domain's super admin. */
export function missingHomeNotice(domain: string, { t }: Translator): Card {
  const text = t('home.missing', { domain })
  return { kind: 'card', summary: text, blocks: [{ kind: 'text', text }] }
}
