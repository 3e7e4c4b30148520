import { describe, expect, it } from 'vitest'
import { checkNotices, countNotices } from './check-notices.ts'
import { partyIn } from './fault-scene.ts'
import type { Found, KeptEntry } from './found.ts'
import type { ShownPost } from './shown-post.ts'

const opener = 'slack@north.example.com'
const agent = 'slack@desk.example.com'
const colleague = 'gchat@desk.example.com'

function anEntry(seq: number, over: Partial<KeptEntry> = {}): KeptEntry {
  const author = { party: 'desk', domain: undefined, email: agent } as const
  return { seq, audience: 'everyone', ...author, at: seq, type: 'message', text: `word-${seq}`, ...over }
}

const byPartner = { party: 'partner', domain: 'north.example.com', email: opener } as const

function aPost(over: Partial<ShownPost>): ShownPost {
  const about = { number: 1001, seq: null, part: 0, notice: null, summary: false, unheard: false, at: 0 }
  return { platform: 'slack', channel: 'CNORTH', id: 'm', thread: 'r', text: '', ...about, ...over }
}

function shown(seq: number): ShownPost {
  return aPost({ id: `p${seq}`, seq })
}

function mention(seq: number, over: Partial<ShownPost> = {}): ShownPost {
  const text = '<@U1>: case 1001 has a new message.'
  return aPost({ id: `n${seq}`, notice: `s-${seq}`, text, ...over })
}

function direct(seq: number, over: Partial<ShownPost> = {}): ShownPost {
  const text = 'Slack of the desk (support desk) wrote in case 1001.'
  return aPost({
    channel: 'DU1',
    thread: null,
    number: null,
    notice: `s-${seq}`,
    id: `d${seq}`,
    text,
    ...over,
  })
}

function aWorld(entries: readonly KeptEntry[], posts: readonly ShownPost[]): Found {
  const kept = { number: 1001, domain: 'north.example.com', severity: 'P3', status: 'new', assignee: null }
  return { partyIn, cases: [{ ...kept, entries, threads: [] }], posts, commands: [] }
}

/** The opener wrote, and the desk twice. */
const twoAnswers = [anEntry(1, { type: 'created', ...byPartner }), anEntry(2), anEntry(3)]

function kindsOf(entries: readonly KeptEntry[], posts: readonly ShownPost[]): readonly string[] {
  return checkNotices(aWorld(entries, posts)).map(({ kind }) => kind)
}

describe('PLC-7: the checker of personal notices in the fault runs', () => {
  it('finds nothing where each submission is told once, alone or with others', () => {
    const apart = [shown(2), mention(2), shown(3), mention(3)]
    expect(kindsOf(twoAnswers, apart)).toEqual([])
    expect(countNotices({ posts: apart })).toBe(2)
    const text = '<@U1>: case 1001 has a new message. 2 updates since the last notification.'
    expect(kindsOf(twoAnswers, [shown(2), shown(3), mention(3, { text })])).toEqual([])
    expect(kindsOf(twoAnswers, [shown(2), mention(2), direct(3)])).toEqual([])
  })

  it('finds a notice that never came, though a later one did', () => {
    expect(kindsOf(twoAnswers, [shown(2), mention(2)])).toEqual(['notice lost'])
    expect(kindsOf(twoAnswers, [shown(3), mention(3)])).toEqual(['notice lost'])
  })

  it('finds a notice that stands twice, with the same key or without one', () => {
    const once = [shown(2), mention(2), shown(3), mention(3)]
    expect(kindsOf(twoAnswers, [...once, mention(3, { id: 'again' })])).toEqual(['notice doubled'])
    expect(kindsOf(twoAnswers, [...once, mention(3, { id: 'again', unheard: true })])).toEqual([
      'notice doubled',
    ])
    const keyless = mention(3, { id: 's-3', notice: null })
    expect(kindsOf(twoAnswers, [...once, keyless])).toEqual(['notice doubled'])
  })

  it('lets it stand in another place too only where the bot never heard of the first', () => {
    const first = [shown(2), mention(2), shown(3)]
    expect(kindsOf(twoAnswers, [...first, mention(3, { unheard: true }), direct(3)])).toEqual([])
    expect(kindsOf(twoAnswers, [...first, mention(3), direct(3)])).toEqual(['notice doubled'])
    const inChat = { platform: 'gchat', channel: 'spaces/NORTH', number: null, notice: null } as const
    const text = '<users/1>: case 1001 has a new message.'
    const [called, told] = [
      { ...inChat, id: 'client-s-2', thread: 't', text },
      { ...inChat, id: 'client-x', channel: 'spaces/DM1', thread: null, text: 'A wrote in case 1001.' },
    ]
    const entries = [
      anEntry(1, { type: 'created', ...byPartner, email: 'gchat@north.example.com' }),
      anEntry(2),
    ]
    const post = aPost({ ...inChat, thread: 't', seq: 2 })
    expect(kindsOf(entries, [post, aPost({ ...called, unheard: true }), aPost(told)])).toEqual([])
    expect(kindsOf(entries, [post, aPost(called), aPost(told)])).toEqual(['notice doubled'])
  })

  it('finds what somebody is told of their own act, or of a change that is none of theirs', () => {
    const own = [anEntry(1, { type: 'created', ...byPartner }), anEntry(2, byPartner)]
    expect(kindsOf(own, [shown(2), mention(2)])).toEqual(['notice doubled'])
    const severity = [own[0] as KeptEntry, anEntry(2, { type: 'severity-changed', text: '' })]
    expect(kindsOf(severity, [shown(2), mention(2)])).toEqual(['notice doubled'])
  })

  it('wants a notice where the case begins to wait for their side, and where somebody names or assigns them', () => {
    const turned = { from: 'in-progress', to: 'action-required' }
    const status = anEntry(2, { type: 'status-changed', text: '', turned })
    expect(kindsOf([twoAnswers[0] as KeptEntry, status], [])).toEqual(['notice lost'])
    const note = { audience: 'internal', email: agent } as const
    const named = anEntry(2, { ...note, text: `for ${colleague}` })
    expect(kindsOf([twoAnswers[0] as KeptEntry, named], [])).toEqual(['notice lost'])
    const given = anEntry(2, { ...note, type: 'assigned', text: '', to: colleague })
    expect(kindsOf([twoAnswers[0] as KeptEntry, given], [])).toEqual(['notice lost'])
  })

  it('leaves open whether somebody was told in time who has the case no longer', () => {
    const released = [
      ...twoAnswers,
      anEntry(4, {
        ...byPartner,
        email: 'gchat@north.example.com',
        audience: 'internal',
        type: 'assigned',
        to: null,
      }),
    ]
    expect(kindsOf(released, [])).toEqual([])
    expect(kindsOf(released, [shown(2), mention(2)])).toEqual([])
    expect(
      kindsOf(
        released,
        [2, 3, 4].flatMap((seq) => [shown(seq), mention(seq)]),
      ),
    ).toEqual(['notice doubled'])
  })

  it('finds a notice where another side reads it, of a case that its reader does not see, or before its thread shows the entry', () => {
    const astray = [shown(2), mention(2), shown(3), mention(3, { channel: 'CDESK' })]
    expect(kindsOf(twoAnswers, astray)).toEqual(['leaked'])
    const stranger = direct(9, { channel: 'DU2', notice: 'x-3' })
    expect(kindsOf(twoAnswers.slice(0, 1), [stranger])).toEqual(['leaked'])
    expect(kindsOf(twoAnswers, [shown(2), mention(2), mention(3), shown(3)])).toEqual(['notice early'])
  })
})
