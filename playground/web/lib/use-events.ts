import { useEffect, useRef, useState } from 'react'
import type { LocalEvent } from '../../protocol.ts'
import { buildEventsAddress } from './api.ts'

const firstPauseMs = 500
const longestPauseMs = 8000

interface Listeners {
  readonly onEvent: (event: LocalEvent) => void
  /** The line stands, at first or again: now fetch what may have been missed. */
  readonly onOpen: () => void
}

/** Listens to what happens to a person, and comes back by itself after a loss. Answers whether the line stands. */
export function useEvents(user: string, listeners: Listeners): boolean {
  const [connected, setConnected] = useState(true)
  const newest = useRef(listeners)
  newest.current = listeners

  useEffect(() => {
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let pause = firstPauseMs

    function open(): void {
      clearTimeout(timer)
      source?.close()
      source = new EventSource(buildEventsAddress(user))
      source.onopen = () => {
        pause = firstPauseMs
        setConnected(true)
        newest.current.onOpen()
      }
      source.onmessage = ({ data }) => newest.current.onEvent(JSON.parse(String(data)) as LocalEvent)
      source.onerror = () => {
        // its own retry gives up on some answers, ours never does
        source?.close()
        setConnected(false)
        timer = setTimeout(open, pause)
        pause = Math.min(pause * 2, longestPauseMs)
      }
    }

    open()
    addEventListener('online', open)
    return () => {
      clearTimeout(timer)
      source?.close()
      removeEventListener('online', open)
    }
  }, [user])

  return connected
}
