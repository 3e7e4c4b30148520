import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextList } from '@slack/types'
import type { ReactNode } from 'react'
import { findEmoji } from '../lib/mrkdwn.ts'
import { ChannelName, FormattedDate, Link, Mention } from './text.tsx'

/** A rich_text block: literal text with styles, never parsed. */
export function RichText({ block }: { readonly block: RichTextBlock }) {
  return (
    <div className="rich-text">
      {block.elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bot's own list, the place is the identity
        <Part key={index} element={element} />
      ))}
    </div>
  )
}

function Part({ element }: { readonly element: RichTextBlockElement }) {
  switch (element.type) {
    case 'rich_text_section':
      return (
        <p className="paragraph">
          <Pieces elements={element.elements} />
        </p>
      )
    case 'rich_text_quote':
      return (
        <blockquote className="quote">
          <Pieces elements={element.elements} />
        </blockquote>
      )
    case 'rich_text_preformatted':
      return (
        <pre className="pre">
          <Pieces elements={element.elements} />
        </pre>
      )
    case 'rich_text_list':
      return <List list={element} />
  }
}

function List({ list }: { readonly list: RichTextList }) {
  const items = list.elements.map((element, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the bot's own list, the place is the identity
    <li key={index}>
      <Pieces elements={element.elements} />
    </li>
  ))
  const className = `rich-list indent-${Math.min(list.indent ?? 0, 4)}`
  return list.style === 'ordered' ? (
    <ol className={className}>{items}</ol>
  ) : (
    <ul className={className}>{items}</ul>
  )
}

function Pieces({ elements }: { readonly elements: readonly RichTextElement[] }) {
  return elements.map((element, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the bot's own list, the place is the identity
    <Styled key={index} element={element} />
  ))
}

function Styled({ element }: { readonly element: RichTextElement }) {
  const { style } = element
  let inside: ReactNode = renderPiece(element)
  if (style?.code) inside = <code className="code">{inside}</code>
  if (style?.strike) inside = <s>{inside}</s>
  if (style?.underline) inside = <u>{inside}</u>
  if (style?.italic) inside = <em>{inside}</em>
  if (style?.bold) inside = <strong>{inside}</strong>
  return inside
}

function renderPiece(element: RichTextElement): ReactNode {
  switch (element.type) {
    case 'text':
      return element.text
    case 'link':
      return <Link url={element.url} text={element.text ?? element.url} />
    case 'user':
      return <Mention id={element.user_id} />
    case 'channel':
      return <ChannelName id={element.channel_id} />
    case 'emoji':
      return toEmoji(element.name, element.unicode)
    case 'date':
      return (
        <FormattedDate
          seconds={element.timestamp}
          pattern={element.format}
          fallback={element.fallback ?? ''}
          url={element.url ?? null}
        />
      )
    case 'broadcast':
      return <span className="mention mention-me">@{element.range}</span>
    case 'color':
      return element.value
    case 'usergroup':
      return <span className="mention">@{element.usergroup_id}</span>
    case 'team':
      return <span className="mention">@{element.team_id}</span>
  }
}

function toEmoji(name: string, unicode: string | undefined): string {
  if (unicode) {
    const points = unicode.split('-').map((each) => Number.parseInt(each, 16))
    if (points.every((each) => each > 0 && each <= 0x10ffff)) return String.fromCodePoint(...points)
  }
  return findEmoji(name) ?? `:${name}:`
}
