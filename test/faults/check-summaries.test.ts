import { describe, expect, it } from 'vitest'
import { checkSummaries } from './check-summaries.ts'
import { partyIn } from './fault-scene.ts'
import type { Found, KeptCase } from './found.ts'
import type { ShownPost } from './shown-post.ts'

const words = 'Support queue, Unassigned: 1, Waiting for us: 1, All open: 2, ‼ 1002 · P1'

function aCase(number: number, over: Partial<KeptCase>): KeptCase {
  const state = { severity: 'P3', status: 'new', assignee: null }
  return { number, domain: 'north.example.com', ...state, entries: [], threads: [], ...over }
}

function inSlack(over: Partial<ShownPost> = {}): ShownPost {
  const about = { number: null, seq: null, part: 0, notice: null, summary: true, unheard: false, at: 0 }
  return { platform: 'slack', channel: 'CDESK', id: '1', thread: null, text: words, ...about, ...over }
}

function inChat(over: Partial<ShownPost> = {}): ShownPost {
  return inSlack({ platform: 'gchat', channel: 'spaces/DESK', ...over })
}

function aWorld(posts: readonly ShownPost[]): Found {
  const cases = [
    aCase(1001, { assignee: 'slack@desk.example.com', status: 'action-required' }),
    aCase(1002, { severity: 'P1' }),
    aCase(1003, { severity: 'P1', status: 'closed' }),
  ]
  return { partyIn, cases, posts, commands: [] }
}

function kindsOf(...posts: readonly ShownPost[]): readonly string[] {
  return checkSummaries(aWorld(posts)).map(({ kind }) => kind)
}

describe('OWN-2: the checker of queue summaries in the fault runs', () => {
  it('finds nothing where each of the desk’s channels has one that is right', () => {
    expect(kindsOf(inSlack(), inChat())).toEqual([])
  })

  it('finds one that never came, and one that was posted anew', () => {
    expect(kindsOf(inSlack())).toEqual(['summary missing'])
    expect(kindsOf(inSlack(), inChat(), inChat({ id: '2' }))).toEqual(['summary doubled'])
  })

  it('finds one that tells of what was', () => {
    expect(kindsOf(inSlack({ text: words.replace('Unassigned: 1', 'Unassigned: 2') }), inChat())).toEqual([
      'summary stale',
    ])
    expect(kindsOf(inSlack(), inChat({ text: words.replace('1002', '1001') }))).toEqual(['summary stale'])
    expect(kindsOf(inSlack(), inChat({ text: words.replace('‼ 1002', '') }))).toEqual(['summary stale'])
  })

  it('finds one in a channel that is not the desk’s', () => {
    expect(kindsOf(inSlack(), inChat(), inSlack({ channel: 'CNORTH', id: '3' }))).toEqual(['leaked'])
  })
})
