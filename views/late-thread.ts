/** Threads that are late, in words that tell people what they can do: platforms' codes are for operators. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, DeliveryFault, Locale, Platform, Reader, Subscription } from '../src/cases/case.ts'
import { describeDelay } from '../src/cases/delay-reason.ts'
import type { Translator, TranslatorFactory } from '../src/i18n/translator.ts'
import type { Block, Button, Card } from './view.ts'

/** What a chat lets people and the app do about it. */
export interface ChatHelp {
  readonly startsDirectMessages: boolean
  readonly invitesByCommand: boolean
}

export type ChatHelps = Partial<Readonly<Record<Platform, ChatHelp>>>

/** Speaks of the thread's own chat, which need not be the one that the reader is in. */
export type PlaceTranslator = (platform: Subscription['platform']) => Translator

export function createPlaceTranslator(
  createTranslator: TranslatorFactory,
  locale: Locale,
  timeZone: string,
): PlaceTranslator {
  return (platform) =>
    platform === 'mail' || platform === 'person'
      ? createTranslator(locale, timeZone)
      : createTranslator(locale, timeZone, platform)
}

/** The reason with what to do about it, as the end of a sentence. */
export function whyLate(
  fault: Pick<DeliveryFault, 'scope' | 'code'>,
  thread: Pick<Subscription, 'platform' | 'direct'>,
  chats: ChatHelps,
  translatorFor: PlaceTranslator,
): string {
  const { platform } = thread
  const { t } = translatorFor(platform)
  const reason = describeDelay(fault, thread)
  const chat = platform === 'mail' || platform === 'person' ? undefined : chats[platform]
  if (reason === 'uninvited' && chat?.invitesByCommand) return t('delay.uninvited.by-command')
  if (reason === 'person' && chat && !chat.startsDirectMessages) return t('delay.person.write-first')
  if (reason === 'passing' && platform === 'mail') return t('delay.passing.mail')
  return t(`delay.${reason}`)
}

export interface LateNotice {
  readonly supportCase: Pick<Case, 'number'>
  readonly thread: Pick<Subscription, 'id' | 'platform' | 'direct' | 'reader'>
  readonly fault: Pick<DeliveryFault, 'scope' | 'code'>
  /** What the channel is called, where the reader is known to be in it. */
  readonly channel: string | undefined
  /** Where all that goes there waits: how many cases of the reader's. */
  readonly cases: number | undefined
}

/**
 * For somebody of the thread's own side. The case goes by its number alone: whom a chat takes an e-mail for is not proved. What it is
 * about is told where the button is pressed, to whoever may see it.
 */
export function lateNotice(notice: LateNotice, chats: ChatHelps, translatorFor: PlaceTranslator): Card {
  const { supportCase, thread, fault } = notice
  const { number } = supportCase
  const { t } = translatorFor(thread.platform)
  const why = whyLate(fault, thread, chats, translatorFor)
  const text = lateText(notice, why, t)
  const isTheirs = fault.scope === 'channel' || fault.scope === 'thread'
  const blocks: readonly Block[] = [
    { kind: 'text', text },
    ...(isTheirs ? [] : [{ kind: 'quiet', parts: [t('late.told.administrator')] } as const]),
    {
      kind: 'actions',
      buttons: [
        tryAgainButton(number, thread, isTheirs ? 'button.try-again' : 'button.open', t),
        ...(isTheirs && thread.platform !== 'mail' && !thread.direct
          ? [followButton(number, thread.reader, t)]
          : []),
      ],
    },
  ]
  return { kind: 'card', summary: text, blocks }
}

function lateText(
  { supportCase: { number }, thread, fault, channel, cases }: LateNotice,
  why: string,
  t: Translator['t'],
): string {
  if (cases !== undefined)
    return t(thread.platform === 'mail' ? 'late.told.mails' : 'late.told.all', { count: cases, why })
  if (thread.platform === 'mail') return t('late.told.mail', { number, why })
  const where = thread.direct
    ? t('late.where.direct')
    : channel === undefined
      ? t('late.where')
      : t('late.where.named', { name: channel })
  return t(fault.scope === 'thread' ? 'late.told.thread' : 'late.told', { number, where, why })
}

/** Has the thread tried again, and shows the case. */
export function tryAgainButton(
  number: number,
  thread: Pick<Subscription, 'id' | 'reader'>,
  label: 'button.try-again' | 'button.open',
  t: Translator['t'],
): Button {
  return {
    label: t(label),
    command: 'show',
    args: { number: String(number), in: actorKey(thread.reader), thread: thread.id },
    ...(label === 'button.open' ? {} : { style: 'primary' }),
  }
}

function followButton(number: number, reader: Reader, t: Translator['t']): Button {
  return {
    label: t('button.follow.direct'),
    command: 'follow',
    args: { number: String(number), in: actorKey(reader), where: 'me' },
  }
}
