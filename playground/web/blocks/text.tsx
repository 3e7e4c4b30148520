import type { TextObject } from '@slack/types'
import { Fragment } from 'react'
import { parseChatText } from '../lib/chat-text.ts'
import { formatDatePattern, formatFullTime } from '../lib/date-format.ts'
import {
  decodeEntities,
  type Paragraph,
  parseMrkdwn,
  parseSpans,
  replaceEmoji,
  type Span,
} from '../lib/mrkdwn.ts'
import { getPersonName, useSession } from '../lib/session.ts'

/** A text object: plain_text as it stands, mrkdwn with its markup. */
export function FormattedText({ text }: { readonly text: TextObject }) {
  const plain = useDisplayText()
  if (text.type === 'plain_text') return <span className="plain">{plain(text.text)}</span>
  return <Mrkdwn text={text.text} />
}

/** How a plain text is read: Slack's holds entities and names of emoji, Google Chat's is as it stands. */
export function useDisplayText(): (text: string) => string {
  return useSession().platform === 'slack' ? toDisplayText : asItStands
}

function asItStands(text: string): string {
  return text
}

export function toDisplayText(text: string): string {
  return replaceEmoji(decodeEntities(text))
}

export function Mrkdwn({ text }: { readonly text: string }) {
  return <Paragraphs paragraphs={parseMrkdwn(text)} />
}

/** The text of a message in Google Chat. */
export function ChatText({ text }: { readonly text: string }) {
  const { people, bot } = useSession()
  const known = people.map(({ id, real_name }) => ({ id, name: real_name }))
  return <Paragraphs paragraphs={parseChatText(text, [...known, { id: bot.user_id, name: bot.name }])} />
}

function Paragraphs({ paragraphs }: { readonly paragraphs: readonly Paragraph[] }) {
  return (
    <div className="mrkdwn">
      {paragraphs.map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parsed anew from the text each time, the place is the identity
        <ParagraphOf key={index} paragraph={paragraph} />
      ))}
    </div>
  )
}

/** Within a line: no paragraphs of its own. */
export function MrkdwnLine({ text }: { readonly text: string }) {
  return <Spans spans={parseSpans(text)} />
}

function ParagraphOf({ paragraph }: { readonly paragraph: Paragraph }) {
  if (paragraph.kind === 'pre') return <pre className="pre">{paragraph.text}</pre>
  if (paragraph.kind === 'quote') {
    return (
      <blockquote className="quote">
        <Spans spans={paragraph.spans} />
      </blockquote>
    )
  }
  return (
    <p className="paragraph">
      <Spans spans={paragraph.spans} />
    </p>
  )
}

function Spans({ spans }: { readonly spans: readonly Span[] }) {
  return spans.map((span, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parsed anew from the text each time, the place is the identity
    <Fragment key={index}>{renderSpan(span)}</Fragment>
  ))
}

function renderSpan(span: Span) {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'bold':
      return (
        <strong>
          <Spans spans={span.children} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Spans spans={span.children} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Spans spans={span.children} />
        </s>
      )
    case 'code':
      return <code className="code">{span.text}</code>
    case 'link':
      return <Link url={span.url} text={span.text} />
    case 'user':
      return <Mention id={span.id} />
    case 'channel':
      return <ChannelName id={span.id} text={span.text} />
    case 'broadcast':
      return <span className="mention mention-me">{span.text}</span>
    case 'date':
      return <FormattedDate {...span} />
  }
}

export function Link({ url, text }: { readonly url: string; readonly text: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  )
}

export function Mention({ id }: { readonly id: string }) {
  const session = useSession()
  return (
    <span className={`mention ${id === session.me.id ? 'mention-me' : ''}`}>
      @{getPersonName(session, id)}
    </span>
  )
}

export function ChannelName({ id, text = null }: { readonly id: string; readonly text?: string | null }) {
  const { channels } = useSession()
  const channel = channels.find((each) => each.id === id)
  if (!channel) return <span className="mention">#{text ?? id}</span>
  return (
    <a className="mention" href={`#${id}`}>
      #{channel.name}
    </a>
  )
}

/** A date token in the reader's own language and time zone; its title is the whole moment. */
export function FormattedDate({
  seconds,
  pattern,
  fallback,
  url,
}: {
  readonly seconds: number
  readonly pattern: string
  readonly fallback: string
  readonly url?: string | null
}) {
  const { timeFormat } = useSession()
  const said = formatDatePattern(seconds, pattern, fallback, timeFormat)
  const whole = Number.isFinite(seconds) ? formatFullTime(String(seconds), timeFormat) : fallback
  const time = (
    <time
      dateTime={Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : undefined}
      title={whole}
    >
      {said}
    </time>
  )
  return url ? (
    <a href={url} target="_blank" rel="noreferrer">
      {time}
    </a>
  ) : (
    time
  )
}
