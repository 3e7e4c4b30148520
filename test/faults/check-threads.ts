/** What histories and threads have to be once everything is over. Knows nothing of how the product decides who may read what. */
import { domainOf } from './fault-scene.ts'
import {
  type Found,
  type KeptCase,
  type KeptThread,
  mayRead,
  type SentCommand,
  type Violation,
} from './found.ts'
import type { ShownPost } from './shown-post.ts'

export function checkThreads(found: Found): readonly Violation[] {
  const tokens = new Set(found.commands.map(({ token }) => token))
  return [
    ...found.commands.flatMap((command) => checkCommand(command, found)),
    ...found.cases.flatMap((kept) => [
      ...checkCounts(kept, found.commands),
      ...checkSeqs(kept),
      ...checkPlaces(kept, found),
      ...kept.threads.flatMap((thread) => checkThread(kept, thread, found)),
    ]),
    ...found.posts.flatMap((post) => checkReaders(post, found, tokens)),
  ]
}

/** What was accepted is there once; of the rest nobody was told that it is, so it may be there, once. */
function checkCommand({ kind, token, outcome, number }: SentCommand, { cases }: Found): readonly Violation[] {
  if (kind === 'severity' || kind === 'assign') return []
  const places = cases.flatMap((kept) =>
    kept.entries.filter(({ text }) => text.includes(token)).map(({ seq }) => ({ number: kept.number, seq })),
  )
  const where = places.map((place) => `${place.number}/${place.seq}`).join(', ')
  if (places.length > 1) return [{ kind: 'entry doubled', what: `${kind} ${token}: ${where}` }]
  if (places.length === 0 && outcome.kind === 'accepted')
    return [{ kind: 'entry lost', what: `${kind} ${token} of case ${outcome.number ?? number ?? 'new'}` }]
  const [only] = places
  if (only && number !== undefined && only.number !== number)
    return [{ kind: 'history broken', what: `${kind} ${token} for ${number} stands in ${where}` }]
  return []
}

/** What bears no text, by the entries that it makes. */
const counted = [
  { kind: 'severity', type: 'severity-changed' },
  { kind: 'assign', type: 'assigned' },
] as const

function checkCounts({ number, entries }: KeptCase, commands: readonly SentCommand[]): readonly Violation[] {
  return counted.flatMap(({ kind, type }): readonly Violation[] => {
    const sent = commands.filter((command) => command.kind === kind && command.number === number)
    const accepted = sent.filter(({ outcome }) => outcome.kind === 'accepted').length
    const kept = entries.filter((entry) => entry.type === type).length
    const what = `case ${number}: ${kept} of ${type}, of ${accepted} accepted, ${sent.length} sent`
    if (kept > sent.length) return [{ kind: 'entry doubled', what }]
    return kept < accepted ? [{ kind: 'entry lost', what }] : []
  })
}

function checkSeqs({ number, entries }: KeptCase): readonly Violation[] {
  const seqs = entries.map(({ seq }) => seq)
  const isWhole = seqs.length > 0 && seqs.every((seq, at) => seq === at + 1)
  return isWhole ? [] : [{ kind: 'history broken', what: `case ${number} has the entries ${seqs.join(' ')}` }]
}

/** The desk reads along in both chats, the partner where they opened it. */
function checkPlaces({ number, domain, threads }: KeptCase, { partyIn }: Found): readonly Violation[] {
  const readers = threads.map(({ channel }) => partyIn(channel))
  const desk = readers.filter((party) => party === 'desk').length
  const own = readers.filter((party) => party && party !== 'desk' && domainOf(party) === domain).length
  return desk === 2 && own === 1 && readers.length === 3
    ? []
    : [{ kind: 'thread missing', what: `case ${number} is to be shown in ${readers.join(' ')}` }]
}

function checkThread(kept: KeptCase, thread: KeptThread, { posts, partyIn }: Found): readonly Violation[] {
  const party = partyIn(thread.channel)
  if (!party) return []
  const name = `case ${kept.number} in ${thread.channel}`
  const own = posts.filter((post) => isOf(post, kept, thread))
  const roots = own.filter(
    ({ seq, id, thread: root }) => seq === 0 && (thread.platform === 'gchat' || id === root),
  )
  if (roots.length === 0) return [{ kind: 'thread missing', what: name }]
  if (roots.length > 1)
    return [{ kind: 'thread doubled', what: `${name}: ${roots.map(({ id }) => id).join(' ')}` }]
  const [root] = roots
  const violations: Violation[] = []
  const astray = own.filter((post) => post.thread !== root?.thread)
  for (const { seq, id } of astray)
    violations.push({ kind: 'thread doubled', what: `${name}: ${seq} as ${id}` })
  if (!root?.text.includes(kept.severity))
    violations.push({ kind: 'card stale', what: `${name}: nothing of ${kept.severity}` })
  const wanted = kept.entries.filter((entry) => mayRead(party, kept, entry))
  const shown = own.filter(({ seq }) => seq !== null && seq > 0)
  for (const { seq } of wanted)
    if (!shown.some((post) => post.seq === seq))
      violations.push({ kind: 'post missing', what: `${name}: ${seq}` })
  const seen = new Set<string>()
  let last = 0
  for (const { seq, part, text } of shown) {
    const entry = kept.entries.find((each) => each.seq === seq)
    const key = `${seq}/${part}`
    if (!entry)
      violations.push({ kind: 'leaked', what: `${name}: ${seq}, of which the history knows nothing` })
    else if (!mayRead(party, kept, entry)) violations.push({ kind: 'leaked', what: `${name}: ${seq}` })
    else if (!text.includes(entry.text))
      violations.push({ kind: 'post missing', what: `${name}: ${seq} shows something else` })
    if (seen.has(key)) violations.push({ kind: 'post doubled', what: `${name}: ${key}` })
    else if ((seq ?? 0) < last)
      violations.push({ kind: 'order broken', what: `${name}: ${seq} after ${last}` })
    seen.add(key)
    last = Math.max(last, seq ?? 0)
  }
  return violations
}

function isOf(post: ShownPost, { number }: KeptCase, { id, platform, channel }: KeptThread): boolean {
  if (post.platform !== platform || post.channel !== channel) return false
  return platform === 'slack' ? post.number === number : post.thread === id
}

/** Whatever a post is about: the words of an entry stand nowhere where it may not be read. */
function checkReaders(
  { channel, text, id }: ShownPost,
  { cases, partyIn }: Found,
  tokens: ReadonlySet<string>,
): readonly Violation[] {
  const party = partyIn(channel)
  if (!party) return []
  const said = new Set(text.split(/[^\w-]/).filter((word) => tokens.has(word)))
  return [...said].flatMap((token) => {
    const told = cases.some((kept) =>
      kept.entries.some((entry) => entry.text.includes(token) && mayRead(party, kept, entry)),
    )
    return told ? [] : [{ kind: 'leaked' as const, what: `${token} in ${channel} (${id})` }]
  })
}
