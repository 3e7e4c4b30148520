import { Fragment, type ReactNode, useMemo } from 'react'
import { Link } from '../blocks/text.tsx'

/** The few tags that Google Chat reads in a card's text; what else looks like one is shown as nothing but its words. */
export function CardText({ html }: { readonly html: string }) {
  // The browser's own parser, into a document that runs nothing.
  const nodes = useMemo(() => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes], [html])
  return <span className="card-text">{nodes.map(renderNode)}</span>
}

function renderNode(node: ChildNode, index: number): ReactNode {
  if (node instanceof Text) return node.data
  if (!(node instanceof HTMLElement)) return null
  const inside = <Fragment key={index}>{[...node.childNodes].map(renderNode)}</Fragment>
  switch (node.localName) {
    case 'b':
    case 'strong':
      return <strong key={index}>{inside}</strong>
    case 'i':
    case 'em':
      return <em key={index}>{inside}</em>
    case 'u':
      return <u key={index}>{inside}</u>
    case 's':
    case 'strike':
    case 'del':
      return <s key={index}>{inside}</s>
    case 'code':
      return (
        <code key={index} className="code">
          {inside}
        </code>
      )
    case 'br':
      return <br key={index} />
    case 'font':
      return (
        <span key={index} style={{ color: toReadableColor(node.getAttribute('color')) }}>
          {inside}
        </span>
      )
    case 'a': {
      const url = node.getAttribute('href') ?? ''
      return /^(https?|mailto|tel):/i.test(url) ? (
        <Link key={index} url={url} text={node.textContent ?? url} />
      ) : (
        inside
      )
    }
    case 'ul':
    case 'ol': {
      const List = node.localName
      return (
        <List key={index} className="rich-list">
          {inside}
        </List>
      )
    }
    case 'li':
      return <li key={index}>{inside}</li>
    default:
      return inside
  }
}

/** The app's colour, lightened where the page is dark. */
function toReadableColor(color: string | null): string | undefined {
  return color && /^#[0-9a-f]{6}$/i.test(color)
    ? `light-dark(${color}, color-mix(in srgb, ${color} 50%, white))`
    : undefined
}
