import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { LocalState } from '../../protocol.ts'
import { fetchMessages } from './api.ts'
import { loadRecord, saveItem } from './browser-storage.ts'
import {
  createWorkspaceState,
  toThreadKey,
  updateWorkspaceState,
  type WorkspaceChange,
  type WorkspaceState,
} from './page-state.ts'
import { useEvents } from './use-events.ts'

const keptDismissals = 200

export interface WorkspaceHandle {
  readonly workspace: WorkspaceState
  readonly change: (change: WorkspaceChange) => void
  readonly connected: boolean
}

interface Options {
  readonly state: LocalState
  readonly thread: { readonly channel: string; readonly root: string } | null
  /** Called each time the line to the server stands anew. */
  readonly onOpen: () => void
}

/** One person's messages, threads and views: fetched, kept up to date by events, fetched again after a loss. */
export function useWorkspaceState({ state, thread, onOpen }: Options): WorkspaceHandle {
  const me = state.me.id
  const [workspace, change] = useReducer(updateWorkspaceState, null, () =>
    createWorkspaceState(
      state.channels,
      loadRecord(`read:${state.team.id}:${me}`),
      Object.keys(loadRecord(`dismissed:${state.team.id}:${me}`)),
    ),
  )
  const openKey = thread ? toThreadKey(thread.channel, thread.root) : null
  const newest = useRef({ openKey, workspace, onOpen })
  newest.current = { openKey, workspace, onOpen }

  const loadChannel = useCallback(
    (channel: string) =>
      fetchMessages(me, channel)
        .then((messages) => change({ type: 'loaded', channel, messages }))
        // the line's own retry says it, and fetches again
        .catch(() => undefined),
    [me],
  )
  const loadThread = useCallback(
    (channel: string, root: string) =>
      fetchMessages(me, channel, root)
        .then((messages) => change({ type: 'thread', key: toThreadKey(channel, root), messages }))
        .catch(() => undefined),
    [me],
  )

  const connected = useEvents(me, {
    onEvent: (event) => {
      change({ type: 'event', event, me, open: newest.current.openKey })
      if (event.type !== 'channels') return
      for (const { id } of event.channels) if (!newest.current.workspace.messages[id]) void loadChannel(id)
    },
    onOpen: () => {
      newest.current.onOpen()
      for (const { id } of newest.current.workspace.channels) void loadChannel(id)
      const key = newest.current.openKey
      if (key) void loadThread(...splitKey(key))
    },
  })

  const { channel, root } = thread ?? { channel: null, root: null }
  useEffect(() => {
    if (!channel || !root) return
    void loadThread(channel, root)
    change({ type: 'thread-read', key: toThreadKey(channel, root) })
  }, [channel, root, loadThread])

  const { read } = workspace
  useEffect(() => saveItem(`read:${state.team.id}:${me}`, JSON.stringify(read)), [read, state.team.id, me])

  const { dismissed } = workspace
  useEffect(() => {
    const kept = dismissed.slice(-keptDismissals).map((ts) => [ts, 'x'])
    saveItem(`dismissed:${state.team.id}:${me}`, JSON.stringify(Object.fromEntries(kept)))
  }, [dismissed, state.team.id, me])

  return { workspace, change, connected }
}

function splitKey(key: string): [string, string] {
  const [channel = '', root = ''] = key.split('/')
  return [channel, root]
}
