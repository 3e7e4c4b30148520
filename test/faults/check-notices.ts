/**
 * PLC-7: what each person has to be told once everything is over, and how often. Knows nothing of how the product decides it, but what
 * docs/notifications.md promises.
 */
import { directOf, domainOf, isDirect, type Party, partyIn, people, type ScenePerson } from './fault-scene.ts'
import { type Found, type KeptCase, type KeptEntry, mayRead, type Violation } from './found.ts'
import type { ShownPost } from './shown-post.ts'

/** A personal notice as it stands somewhere. */
interface ShownNotice {
  readonly post: ShownPost
  readonly number: number
  /** Whom it mentions; undefined where it is a direct message. */
  readonly user: string | undefined
  /** How many submissions it tells of. */
  readonly count: number
}

/** In the product's English. */
const mentions = /<@?([\w/]+)>: (?:case (\d+) |you are mentioned in case (\d+))/
const directs =
  /assigned case (\d+) to you\.|mentioned you in case (\d+)\.|Case (\d+) is waiting for you\.|wrote in case (\d+)\.|closed case (\d+)\./
const several = /(\d+) updates since the last notification/

export function checkNotices(found: Found): readonly Violation[] {
  const notices = found.posts.flatMap((post) => readNotice(post) ?? [])
  return [
    ...notices.flatMap((notice) => checkReaders(notice, found)),
    ...found.cases.flatMap((kept) =>
      people.flatMap((person) => checkPerson(kept, person, notices.filter(isFor(person, kept)))),
    ),
  ]
}

export function countNotices({ posts }: Pick<Found, 'posts'>): number {
  return posts.filter((post) => readNotice(post) !== undefined).length
}

function readNotice(post: ShownPost): ShownNotice | undefined {
  if (post.seq !== null || post.summary) return undefined
  const mention = mentions.exec(post.text)
  const direct = post.thread === null && isDirect(post.channel) ? directs.exec(post.text) : null
  const [said = '', ...groups] = mention ?? direct ?? []
  if (said === '') return undefined
  const number = Number((mention ? groups.slice(1) : groups).find(Boolean))
  const count = Number(several.exec(post.text)?.[1] ?? 1)
  return { post, number, user: mention?.[1], count }
}

function isFor(person: ScenePerson, { number }: KeptCase): (notice: ShownNotice) => boolean {
  const own = directOf(person)
  return ({ number: told, user, post }) =>
    told === number && (user === undefined ? post.channel === own : user === person.user)
}

/** Nobody is told of a case that they don't see, nor named where another side reads (OWN-1), nor called for what is not there yet. */
function checkReaders({ post, number, user }: ShownNotice, { cases, posts }: Found): readonly Violation[] {
  const what = `case ${number}: a notice in ${post.channel} (${post.id})`
  const kept = cases.find((one) => one.number === number)
  const party = partyIn(user ?? post.channel)
  if (!kept || !party || party !== partyIn(post.channel) || !sees(party, kept))
    return [{ kind: 'leaked', what }]
  if (user === undefined) return []
  const seq = Number(/-(\d+)$/.exec(post.notice ?? post.id)?.[1])
  const before = posts.slice(0, posts.indexOf(post))
  const isShown = before.some(
    (one) => one.channel === post.channel && one.thread === post.thread && one.seq === seq,
  )
  return isShown ? [] : [{ kind: 'notice early', what: `${what} of ${seq}` }]
}

function sees(party: Party, { domain }: KeptCase): boolean {
  return party === 'desk' || domainOf(party) === domain
}

/** Each submission that they have to be told of is told of once, and no other. */
function checkPerson(
  kept: KeptCase,
  person: ScenePerson,
  notices: readonly ShownNotice[],
): readonly Violation[] {
  if (!sees(person.party, kept)) return []
  const { sure, perhaps } = countDue(kept, person)
  const { most, least, doubled } = countTold(notices)
  const what = `case ${kept.number}: ${person.email} is to be told of ${sure} to ${sure + perhaps}`
  return [
    ...doubled.map((id) => ({ kind: 'notice doubled' as const, what: `${what}: ${id} stands twice` })),
    ...(most < sure ? [{ kind: 'notice lost' as const, what: `${what}, was told of ${most}` }] : []),
    ...(least > sure + perhaps
      ? [{ kind: 'notice doubled' as const, what: `${what}, was told of ${least}` }]
      : []),
  ]
}

/**
 * What failed in one place again and again, and may stand there, is told in another one: only where the bot never heard of the first one
 * may there be two.
 */
function countTold(notices: readonly ShownNotice[]): {
  readonly most: number
  readonly least: number
  readonly doubled: readonly string[]
} {
  const doubled: string[] = []
  let most = 0
  let repeated = 0
  for (const [index, notice] of notices.entries()) {
    const before = notices.slice(0, index).filter((one) => isSame(one, notice))
    const { notice: id } = notice.post
    if (id !== null && before.some(({ post }) => !isElsewhere(post, notice.post) || !post.unheard))
      doubled.push(id)
    if (id !== null && before.length > 0) continue
    most += notice.count
    if (id === null && before.some(({ post }) => isElsewhere(post, notice.post) && post.unheard))
      repeated += notice.count
  }
  return { most, least: most - repeated, doubled }
}

/** Surely where the platform keeps what a notice is called; else what looks the same may be. */
function isSame(one: ShownNotice, other: ShownNotice): boolean {
  if (one.post.notice !== null || other.post.notice !== null) return one.post.notice === other.post.notice
  return one.count === other.count
}

function isElsewhere(one: ShownPost, other: ShownPost): boolean {
  return one.channel !== other.channel || one.thread !== other.thread
}

/** `perhaps`: they had the case then and have it no longer, so that they may have been told in time, or not at all. */
function countDue(kept: KeptCase, person: ScenePerson): { readonly sure: number; readonly perhaps: number } {
  const { email, party } = person
  const workers = listWorkers(kept, party)
  const last = workers.findLastIndex((worker) => worker !== email)
  let sure = 0
  let perhaps = 0
  for (const submission of groupBySubmission(kept.entries)) {
    const readable = submission.filter((entry) => mayRead(party, kept, entry))
    const [first] = readable
    const end = readable.at(-1)
    if (!first || !end || first.email === email) continue
    const works = workers[end.seq - 1] === email
    const isNamed = readable.some(({ text }) => text.includes(email))
    const isGiven = works && readable.some(({ type, to }) => type === 'assigned' && to === email)
    if (isNamed || (works && end.seq - 1 > last && (isGiven || concerns(readable, party)))) sure += 1
    else if (isGiven || (works && concerns(readable, party))) perhaps += 1
  }
  return { sure, perhaps }
}

/** Who works on the case for a side, after each entry. */
function listWorkers({ entries }: KeptCase, party: Party): readonly (string | null)[] {
  let worker: string | null = null
  return entries.map((entry) => {
    if (isOf(entry, party) && entry.type === 'created') worker = entry.email
    if (isOf(entry, party) && entry.type === 'assigned') worker = entry.to ?? null
    return worker
  })
}

/** Another side wrote, or the case began to wait for theirs. */
function concerns(submission: readonly KeptEntry[], party: Party): boolean {
  return submission.some(
    (entry) =>
      (entry.type === 'message' && !isOf(entry, party)) || (entry.turned && isTurn(entry.turned, party)),
  )
}

function isOf(entry: KeptEntry, party: Party): boolean {
  return party === 'desk' ? entry.party === 'desk' : entry.domain === domainOf(party)
}

function isTurn({ from, to }: NonNullable<KeptEntry['turned']>, party: Party): boolean {
  const isTheirs = (status: string) =>
    party === 'desk'
      ? status === 'new' || status === 'in-progress'
      : status === 'action-required' || status === 'solution-provided'
  return isTheirs(to) && !isTheirs(from)
}

/** What one person sent at once is of one moment. */
function groupBySubmission(entries: readonly KeptEntry[]): readonly (readonly KeptEntry[])[] {
  const groups: KeptEntry[][] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last?.[0]?.at === entry.at && last[0].email === entry.email) last.push(entry)
    else groups.push([entry])
  }
  return groups
}
