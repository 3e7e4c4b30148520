import { describe, expect, it } from 'vitest'
import { checkThreads } from './check-threads.ts'
import { partyIn } from './fault-scene.ts'
import type { Found, KeptEntry } from './found.ts'
import type { ShownPost } from './shown-post.ts'

function anEntry(seq: number, over: Partial<KeptEntry> = {}): KeptEntry {
  return {
    seq,
    audience: 'everyone',
    party: 'partner',
    domain: 'north.example.com',
    email: 'slack@north.example.com',
    at: seq,
    type: seq === 1 ? 'created' : 'message',
    text: `word-${seq}`,
    ...over,
  }
}

const entries = [
  anEntry(1),
  anEntry(2),
  anEntry(3, { audience: 'internal' }),
  anEntry(4, { audience: 'internal', party: 'desk', domain: undefined }),
  anEntry(5),
]

const aPost = { part: 0, notice: null, summary: false, unheard: false, at: 0 }

function inSlack(channel: string, seq: number, over: Partial<ShownPost> = {}): ShownPost {
  const root = `root-${channel}`
  const id = seq === 0 ? root : `${channel}-${seq}`
  const text = seq === 0 ? 'Case 1001 P3' : `word-${seq}`
  return { ...aPost, platform: 'slack', channel, id, thread: root, text, number: 1001, seq, ...over }
}

function inChat(seq: number, over: Partial<ShownPost> = {}): ShownPost {
  const text = seq === 0 ? 'Case 1001 P3' : `word-${seq}`
  const place = { channel: 'spaces/DESK', id: `client-t3-${seq}`, thread: 't3' }
  return { ...aPost, platform: 'gchat', ...place, text, number: null, seq, ...over }
}

/** One case of the domain north, opened in Slack, with a note of its own, one of the desk, and words for all; all is as it should be. */
function aWorld(): Found & { readonly posts: ShownPost[] } {
  return {
    partyIn,
    cases: [
      {
        number: 1001,
        domain: 'north.example.com',
        severity: 'P3',
        status: 'new',
        assignee: null,
        entries,
        threads: [
          { id: 't1', platform: 'slack', channel: 'CNORTH', root: 'root-CNORTH' },
          { id: 't2', platform: 'slack', channel: 'CDESK', root: 'root-CDESK' },
          { id: 't3', platform: 'gchat', channel: 'spaces/DESK', root: 'spaces/DESK/threads/t3' },
        ],
      },
    ],
    posts: [
      ...[0, 1, 2, 3, 5].map((seq) => inSlack('CNORTH', seq)),
      ...[0, 1, 2, 4, 5].map((seq) => inSlack('CDESK', seq)),
      ...[0, 1, 2, 4, 5].map((seq) => inChat(seq)),
    ],
    commands: entries.map(({ seq, party, audience }) => ({
      kind: seq === 1 ? 'open' : audience === 'internal' ? 'note' : 'say',
      party: party === 'desk' ? 'desk' : 'north',
      token: `word-${seq}`,
      number: seq === 1 ? undefined : 1001,
      outcome: { kind: 'accepted', number: 1001 },
    })),
  }
}

function kindsIn(found: Found): readonly string[] {
  return [...new Set(checkThreads(found).map(({ kind }) => kind))].sort()
}

function withEntries(change: (kept: readonly KeptEntry[]) => readonly KeptEntry[]): Found {
  const world = aWorld()
  return { ...world, cases: world.cases.map((kept) => ({ ...kept, entries: change(kept.entries) })) }
}

function withPosts(change: (posts: ShownPost[]) => readonly ShownPost[]): Found {
  const world = aWorld()
  return { ...world, posts: change(world.posts) }
}

describe('the checker of the fault runs', () => {
  it('finds nothing where all is right', () => {
    expect(checkThreads(aWorld())).toEqual([])
  })

  it('lets pass what nobody was told of, there or not', () => {
    const world = aWorld()
    const unknown = { kind: 'say', party: 'north', number: 1001, outcome: { kind: 'unknown' } } as const
    const commands = [...world.commands, { ...unknown, token: 'never-seen' }]
    expect(checkThreads({ ...world, commands })).toEqual([])
  })

  it('finds an entry that was accepted and is lost', () => {
    expect(kindsIn(withEntries((kept) => kept.slice(0, 4)))).toContain('entry lost')
  })

  it('finds an entry that is there twice', () => {
    expect(kindsIn(withEntries((kept) => [...kept, anEntry(6, { text: 'word-5' })]))).toContain(
      'entry doubled',
    )
  })

  it('finds a history with a gap', () => {
    expect(kindsIn(withEntries((kept) => kept.filter(({ seq }) => seq !== 4)))).toContain('history broken')
  })

  it('finds changes of severity and assignments that are lost, or are more than were sent', () => {
    const world = aWorld()
    const sent = { kind: 'severity', party: 'north', token: 'none', number: 1001 } as const
    const accepted = { ...sent, outcome: { kind: 'accepted', number: 1001 } } as const
    expect(kindsIn({ ...world, commands: [...world.commands, accepted] })).toEqual(['entry lost'])
    for (const type of ['severity-changed', 'assigned'])
      expect(kindsIn(withEntries((kept) => [...kept, anEntry(6, { type, text: '' })]))).toContain(
        'entry doubled',
      )
  })

  it('finds a post that is missing', () => {
    expect(kindsIn(withPosts((posts) => posts.filter(({ id }) => id !== 'CDESK-2')))).toEqual([
      'post missing',
    ])
    expect(kindsIn(withPosts((posts) => posts.filter(({ id }) => id !== 'client-t3-5')))).toEqual([
      'post missing',
    ])
  })

  it('finds a post that shows something else', () => {
    const changed = (posts: ShownPost[]) =>
      posts.map((post) => (post.id === 'CDESK-2' ? { ...post, text: 'word-1' } : post))
    expect(kindsIn(withPosts(changed))).toEqual(['post missing'])
  })

  it('finds a post that is there twice', () => {
    const again = inSlack('CNORTH', 5, { id: 'CNORTH-5-again' })
    expect(kindsIn(withPosts((posts) => [...posts, again]))).toEqual(['post doubled'])
  })

  it('lets the parts of a long entry stand one after the other, each once', () => {
    const second = inSlack('CNORTH', 5, { id: 'CNORTH-5-2', part: 1 })
    expect(kindsIn(withPosts((posts) => [...posts, second]))).toEqual([])
    expect(kindsIn(withPosts((posts) => [...posts, second, second]))).toEqual(['post doubled'])
  })

  it('finds posts in the wrong order', () => {
    const swapped = (posts: ShownPost[]) =>
      [posts[0], posts[2], posts[1], ...posts.slice(3)].flatMap((post) => post ?? [])
    expect(kindsIn(withPosts(swapped))).toEqual(['order broken'])
  })

  it('finds an entry in a thread whose readers may not see it', () => {
    expect(kindsIn(withPosts((posts) => [...posts, inSlack('CDESK', 3)]))).toContain('leaked')
    expect(kindsIn(withPosts((posts) => [...posts, inChat(3)]))).toContain('leaked')
  })

  it('finds words that stand where they may not be read, whatever they are part of', () => {
    const notice = inSlack('CSOUTH', 1, { number: null, seq: null, thread: null, text: 'about word-2' })
    expect(kindsIn(withPosts((posts) => [...posts, notice]))).toEqual(['leaked'])
  })

  it('finds a second thread of the same case, and posts astray', () => {
    const again = inSlack('CNORTH', 0, { id: 'root-again', thread: 'root-again' })
    expect(kindsIn(withPosts((posts) => [...posts, again]))).toContain('thread doubled')
    const astray = (posts: ShownPost[]) =>
      posts.map((post) => (post.id === 'CNORTH-5' ? { ...post, thread: 'root-CDESK' } : post))
    expect(kindsIn(withPosts(astray))).toEqual(['thread doubled'])
  })

  it('finds a thread that never came', () => {
    expect(kindsIn(withPosts((posts) => posts.filter(({ channel }) => channel !== 'CDESK')))).toEqual([
      'thread missing',
    ])
    const world = aWorld()
    const cases = world.cases.map((kept) => ({ ...kept, threads: kept.threads.slice(0, 2) }))
    expect(kindsIn({ ...world, cases })).toContain('thread missing')
  })

  it("takes the opener's direct messages for a place of their party", () => {
    const world = aWorld()
    const cases = world.cases.map((kept) => ({
      ...kept,
      threads: kept.threads.map((thread) => (thread.id === 't1' ? { ...thread, channel: 'DU1' } : thread)),
    }))
    const posts = world.posts.map((post) => (post.channel === 'CNORTH' ? { ...post, channel: 'DU1' } : post))
    expect(checkThreads({ ...world, cases, posts })).toEqual([])
  })

  it('finds a card that shows an old state', () => {
    const stale = (posts: ShownPost[]) =>
      posts.map((post) => (post.seq === 0 ? { ...post, text: 'Case 1001 P1' } : post))
    expect(kindsIn(withPosts(stale))).toEqual(['card stale'])
  })
})
