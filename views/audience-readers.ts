/** NOT-4: who will read what is written, by name, for the line above a text and for what is said once it is sent. */
import type { Audience } from '../src/cases/case.ts'
import type { CaseReaders } from '../src/cases/case-service.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'

/** `Northwind, Acme, and the support desk`; an internal note is for the actor's own side alone. */
export function nameReaders(
  audience: Audience,
  readers: CaseReaders,
  actor: Actor,
  translator: Translator,
): string {
  const { locale, t } = translator
  if (audience === 'internal')
    return formatNames([ownName(actor, readers.partners, t('readers.desk'))], locale)
  return nameOthers(audience, readers, translator)
}

/** As `nameReaders`, for an audience that is the same whoever writes. */
export function nameOthers(
  audience: Exclude<Audience, 'internal'>,
  { partners, customer, desk: isDeskIn }: CaseReaders,
  { locale, t }: Translator,
): string {
  const desk = t('readers.desk')
  const all = partners.map(({ name }) => name)
  const theirs = customer === undefined ? [] : [customer]
  const theDesk = isDeskIn ? [desk] : []
  const names = {
    customer: [...all, ...theirs],
    desk: [...all, ...theDesk],
    everyone: [...all, ...theirs, ...theDesk],
  }[audience]
  return formatNames(names, locale)
}

function formatNames(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

function ownName(actor: Actor, partners: CaseReaders['partners'], desk: string): string {
  if (actor.party === 'desk') return desk
  if (actor.party === 'customer') return actor.customer.name
  const { domain } = actor.account
  return partners.find((partner) => partner.domain === domain)?.name ?? domain
}

/** The line above the text of a reply or a note. */
export function readersLine(
  audience: Audience,
  readers: CaseReaders,
  actor: Actor,
  translator: Translator,
): string {
  const names = { readers: nameReaders(audience, readers, actor, translator) }
  return translator.t(audience === 'internal' ? 'readers.note' : 'readers.reply', names)
}
