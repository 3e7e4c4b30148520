import {
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { formatDay, toDate, toDayKey } from '../lib/date-format.ts'
import { type ShownMessage, toThreadKey } from '../lib/page-state.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from './icon.tsx'
import { Message } from './message.tsx'
import type { MessageHandlers } from './message-tools.tsx'

interface Props extends MessageHandlers {
  readonly id: string
  readonly label: string
  readonly messages: readonly ShownMessage[]
  readonly fresh: readonly string[]
  /** What stands above the first message. */
  readonly beginning?: ReactNode
  /** In a thread: what stands between the root and its replies. */
  readonly afterFirst?: ReactNode
  /** The newest message is in sight. */
  readonly onSeen?: () => void
}

const closeSeconds = 300
const nearPx = 80

/** Messages, oldest first, kept at the newest unless one has scrolled up to read. */
export function MessageList(props: Props) {
  const { id, label, messages, fresh, beginning, afterFirst, onSeen, ...handlers } = props
  const { texts, timeFormat } = useSession()
  const box = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const settledAt = useRef(-1)
  const [behind, setBehind] = useState(false)
  const [current, setCurrent] = useState<string | null>(null)
  const newest = messages.at(-1)?.ts
  const tabStop = messages.some((each) => each.ts === current) ? current : newest
  const seen = useRef(onSeen)
  seen.current = onSeen

  useLayoutEffect(() => {
    const scroller = box.current
    const content = inner.current
    if (!scroller || !content) return
    const settle = () => {
      if (!atEnd.current) return
      scroller.scrollTop = scroller.scrollHeight
      settledAt.current = scroller.scrollTop
    }
    const watch = new ResizeObserver(settle)
    watch.observe(content)
    watch.observe(scroller)
    return () => watch.disconnect()
  }, [])

  useEffect(() => {
    if (newest === undefined) return
    if (atEnd.current) seen.current?.()
    else setBehind(true)
  }, [newest])

  function onScroll(): void {
    const scroller = box.current
    // our own scrolling, told after more has come already, is nobody's wish to read further up
    if (!scroller || scroller.scrollTop === settledAt.current) return
    atEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPx
    if (!atEnd.current) return
    setBehind(false)
    seen.current?.()
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const target = event.target as HTMLElement
    if (target.dataset.testid !== 'message') return
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[data-testid="message"]') ?? [])]
    const at = all.indexOf(target)
    const goal = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key]
    const next = goal === undefined ? undefined : all[goal]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }

  return (
    <div className="messages">
      <div className="messages-scroll" ref={box} onScroll={onScroll}>
        <div
          ref={inner}
          id={id}
          className="messages-inner"
          role="log"
          aria-label={label}
          aria-live="polite"
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onFocus={(event) => {
            const message = (event.target as HTMLElement).closest<HTMLElement>('[data-testid="message"]')
            if (message?.dataset.ts) setCurrent(message.dataset.ts)
          }}
        >
          {beginning}
          {messages.map((message, index) => {
            const before = messages[index - 1]
            const day = toDayKey(toDate(message.ts), timeFormat)
            const newDay = !before || toDayKey(toDate(before.ts), timeFormat) !== day
            return (
              <Fragment key={message.ts}>
                {newDay && !(afterFirst && index > 0) && (
                  <div className="day">
                    <span>{formatDay(toDate(message.ts), timeFormat)}</span>
                  </div>
                )}
                <Message
                  message={message}
                  close={!newDay && !(afterFirst && index === 1) && isClose(before, message)}
                  fresh={fresh.includes(toThreadKey(message.channel, message.ts))}
                  inTabOrder={message.ts === tabStop}
                  {...handlers}
                />
                {index === 0 && afterFirst}
              </Fragment>
            )
          })}
        </div>
      </div>
      {behind && (
        <button
          type="button"
          className="button to-newest"
          onClick={() => box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' })}
        >
          <Icon name="down" size={16} /> {texts.newest}
        </button>
      )}
    </div>
  )
}

/** Written by the same person within five minutes, with nothing special about either. */
function isClose(before: ShownMessage | undefined, message: ShownMessage): boolean {
  if (!before || before.user !== message.user || before.ephemeral || message.ephemeral) return false
  if ((before.reply_count ?? 0) > 0 || before.blocks || message.blocks) return false
  return Number(message.ts) - Number(before.ts) < closeSeconds
}
