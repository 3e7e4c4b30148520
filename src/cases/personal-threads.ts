/** PLC-7: whoever works on a case for their side is told personally of what concerns them; that too is a subscription, with a cursor. */
import { actorKey } from './actor-key.ts'
import type { Case, CaseHead, Entry, Reader, Subscription } from './case.ts'
import { listResponsible } from './colleagues.ts'

/** Somebody who can be told personally, as the side that they read for. */
export interface ToldPerson {
  /** The account's e-mail, in lower case. */
  readonly email: string
  readonly reader: Reader
}

/** OWN-1: who works on the case, each for their side. */
function listPeople(supportCase: Pick<Case, 'assignee' | 'owners'>): readonly ToldPerson[] {
  return listResponsible(supportCase).map(({ side, who }) => ({
    email: who.email.toLowerCase(),
    reader: side === 'desk' ? { party: 'desk' } : { party: 'partner', domain: side.domain },
  }))
}

/**
 * The subscriptions that a change opens: for whoever works on the case from now on, and for `mentioned`, who are told of this one change. It
 * starts before the change, so that what made somebody responsible is told and nothing before.
 */
export function personalSubscriptionsToAdd(
  before: Pick<Case, 'assignee' | 'owners' | 'subscriptions' | 'seq'> | undefined,
  next: CaseHead,
  newId: () => string,
  mentioned: readonly ToldPerson[] = [],
): readonly Subscription[] {
  const was = before ? listPeople(before) : []
  const threads = before?.subscriptions ?? []
  const has = (person: ToldPerson) => threads.some((thread) => isPersonalTo(thread, person))
  const isNew = (person: ToldPerson) => !was.some((one) => isSamePerson(one, person)) || !has(person)
  const begun = listPeople(next).filter(isNew)
  const called = mentioned.filter((person) => !has(person) && !begun.some((one) => isSamePerson(one, person)))
  return [...begun, ...called].map(({ email, reader }) => ({
    id: newId(),
    platform: 'person',
    tenant: '',
    channel: email,
    root: null,
    reader,
    locale: next.language,
    cursor: before?.seq ?? 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }))
}

/** Whether the person works on the case for the side of this subscription; where one began anew, only the newer goes on. */
export function isResponsible(thread: Subscription, supportCase: Case): boolean {
  const person = { email: thread.channel, reader: thread.reader }
  const latest = supportCase.subscriptions.findLast((one) => isPersonalTo(one, person))
  return latest?.id === thread.id && listPeople(supportCase).some((one) => isSamePerson(one, person))
}

/** Whether this person is told of the case personally. */
export function isToldPersonally(
  { subscriptions }: Pick<Case, 'subscriptions'>,
  person: ToldPerson,
): boolean {
  return subscriptions.some((thread) => isPersonalTo(thread, person))
}

/** PLC-7: who is named in a text by their e-mail, with or without an @ before it. At most a few: a list of addresses calls nobody. */
export function findNamedEmails(entries: readonly Pick<Entry, 'event'>[]): readonly string[] {
  const found = new Set<string>()
  for (const text of entries.flatMap(listTexts)) {
    if (!text.includes('@')) continue
    for (const word of text.split(/[\s,;:!?()<>[\]{}"'、。，；：！？（）「」]+/)) {
      const email = word.replace(/^@/, '').replace(/\.$/, '').toLowerCase()
      if (/^[^@]{1,64}@[^@]{3,255}$/.test(email) && email.includes('.', email.indexOf('@'))) found.add(email)
      if (found.size > maxNamed) return []
    }
  }
  return [...found]
}

/** So many are called by one change at most. */
export const maxNamed = 5

/** What people wrote in an entry to be read by others. */
export function listTexts({ event }: Pick<Entry, 'event'>): readonly string[] {
  switch (event.type) {
    case 'created':
      return [event.description, ...event.answers.map(({ answer }) => answer)]
    case 'message':
      return [event.text]
    case 'closed':
      return [event.note]
    case 'reopened':
      return [event.reason]
    case 'escalated':
      return [event.justification]
    default:
      return []
  }
}

function isPersonalTo({ platform, channel, reader }: Subscription, person: ToldPerson): boolean {
  return platform === 'person' && isSamePerson({ email: channel, reader }, person)
}

function isSamePerson(one: ToldPerson, other: ToldPerson): boolean {
  return one.email === other.email && actorKey(one.reader) === actorKey(other.reader)
}
