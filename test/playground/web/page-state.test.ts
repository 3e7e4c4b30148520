import { describe, expect, it } from 'vitest'
import type { LocalEvent, LocalMessage } from '../../../playground/protocol.ts'
import {
  countUnread,
  createWorkspaceState,
  updateWorkspaceState,
  type WorkspaceState,
} from '../../../playground/web/lib/page-state.ts'

const channel = { id: 'C1', name: 'general', topic: '', is_im: false, members: [] }

function message(ts: string, more: Partial<LocalMessage> = {}): LocalMessage {
  return { ts, channel: 'C1', user: 'U2', text: ts, ...more }
}

function happen(state: WorkspaceState, event: LocalEvent, open: string | null = null): WorkspaceState {
  return updateWorkspaceState(state, { type: 'event', event, me: 'U1', open })
}

function visited(...messages: readonly LocalMessage[]): WorkspaceState {
  return updateWorkspaceState(createWorkspaceState([channel], {}, []), {
    type: 'loaded',
    channel: 'C1',
    messages,
  })
}

describe('a person’s messages on the page', () => {
  it('has nothing unread on the first visit, and then what others say', () => {
    const state = visited(message('1.1'))
    expect(countUnread(state, 'C1', 'U1')).toBe(0)
    const later = happen(happen(state, { type: 'message', message: message('2.1') }), {
      type: 'message',
      message: message('3.1', { user: 'U1' }),
    })
    expect(countUnread(later, 'C1', 'U1')).toBe(1)
    expect(
      countUnread(updateWorkspaceState(later, { type: 'read', channel: 'C1', ts: '3.1' }), 'C1', 'U1'),
    ).toBe(0)
  })

  it('keeps what came by event while the list was on its way', () => {
    const early = happen(visited(message('1.1')), { type: 'message', message: message('5.1') })
    const state = updateWorkspaceState(early, {
      type: 'loaded',
      channel: 'C1',
      messages: [message('1.1'), message('2.1')],
    })
    expect(state.messages.C1?.map((each) => each.ts)).toEqual(['1.1', '2.1', '5.1'])
  })

  it('keeps the home that the app drew, where the answer to its opening comes later', () => {
    const home = (hash: string) =>
      ({ id: 'V1', type: 'home', callback_id: '', hash, blocks: [], private_metadata: '' }) as const
    const first = updateWorkspaceState(visited(), { type: 'home', view: home('before') })
    expect(first.home?.hash).toBe('before')
    const drawn = happen(first, { type: 'home', view: home('after') })
    expect(updateWorkspaceState(drawn, { type: 'home', view: home('before') }).home?.hash).toBe('after')
  })

  it('shows replies in their thread, in the channel only when they were sent there too', () => {
    const state = updateWorkspaceState(visited(message('1.1')), {
      type: 'thread',
      key: 'C1/1.1',
      messages: [message('1.1')],
    })
    const replied = happen(state, { type: 'message', message: message('2.1', { thread_ts: '1.1' }) })
    expect(replied.messages.C1).toHaveLength(1)
    expect(replied.threads['C1/1.1']).toHaveLength(2)
    const both = happen(replied, {
      type: 'message',
      message: message('3.1', { thread_ts: '1.1', reply_broadcast: true }),
    })
    expect(both.messages.C1?.map((each) => each.ts)).toEqual(['1.1', '3.1'])
  })

  it('marks a thread that has unseen replies, not the open one and not for one’s own', () => {
    const reply = message('2.1', { thread_ts: '1.1' })
    const state = visited(message('1.1'))
    expect(happen(state, { type: 'message', message: reply }).unreadThreads).toEqual(['C1/1.1'])
    expect(happen(state, { type: 'message', message: reply }, 'C1/1.1').unreadThreads).toEqual([])
    expect(happen(state, { type: 'message', message: { ...reply, user: 'U1' } }).unreadThreads).toEqual([])
  })

  it('follows edits and deletions in the channel and in the thread', () => {
    const state = updateWorkspaceState(visited(message('1.1')), {
      type: 'thread',
      key: 'C1/1.1',
      messages: [message('1.1')],
    })
    const edited = happen(state, { type: 'message_changed', message: message('1.1', { text: 'new' }) })
    expect([edited.messages.C1?.[0]?.text, edited.threads['C1/1.1']?.[0]?.text]).toEqual(['new', 'new'])
    const gone = happen(edited, { type: 'message_deleted', channel: 'C1', ts: '1.1' })
    expect([gone.messages.C1, gone.threads['C1/1.1']]).toEqual([[], []])
  })

  it('does not bring a dismissed message back with the next list', () => {
    const state = updateWorkspaceState(visited(message('1.1', { ephemeral: true })), {
      type: 'dismissed',
      channel: 'C1',
      ts: '1.1',
    })
    const again = updateWorkspaceState(state, {
      type: 'loaded',
      channel: 'C1',
      messages: [message('1.1', { ephemeral: true })],
    })
    expect(again.messages.C1).toEqual([])
  })
})
