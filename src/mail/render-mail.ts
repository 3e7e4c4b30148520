/** A card as the two halves of a mail: plain text, and HTML that reads well without styles, pictures or scripts. */
import { joinSpans } from '../../views/spans.ts'
import type { Block, Card, Inline } from '../../views/view.ts'
import type { Locale } from '../cases/case.ts'
import { clean } from '../chat/plain-text.ts'

/** How moments and the language of a mail are told. */
export interface MailLocale {
  readonly locale: Locale
  readonly timeZone: string
}

export interface MailBody {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export function renderMail(card: Card, { locale, timeZone }: MailLocale): MailBody {
  const moments = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  const say = (part: Inline) => {
    if (typeof part === 'string') return clean(part)
    return clean('at' in part ? moments.format(part.at) : joinSpans(part))
  }
  const subject = oneLine(card.summary)
  const html = card.blocks.map((block) => renderHtml(block, say)).join('\n')
  return {
    subject,
    text: `${card.blocks.map((block) => renderText(block, say)).join('\n\n')}\n`,
    html: page({ locale, subject, html }),
  }
}

type Say = (part: Inline) => string

/** A header is one line: a line break in it would begin another header. */
export function oneLine(text: string): string {
  return clean(text)
    .replace(/[\s\u2028\u2029]+/gu, ' ')
    .trim()
}

const rule = '-'.repeat(40)

function renderText(block: Block, say: Say): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return say(block.text)
    case 'quiet':
      return block.parts.map(say).join(' · ')
    case 'quote':
      return say(block.text).replace(/^/gm, '> ')
    case 'fields':
      return block.fields.map(({ label, value }) => `${say(label)}: ${say(value)}`).join('\n')
    case 'item':
      return [say(block.title), ...block.detail.map(say)].join('\n')
    case 'divider':
      return rule
    // A mail has no buttons.
    case 'actions':
      return ''
  }
}

function renderHtml(block: Block, say: Say): string {
  const escaped = (part: Inline) => escapeHtml(say(part)).replace(/\n/g, '<br>')
  const told = (part: Inline) =>
    typeof part === 'object' && 'spans' in part
      ? part.spans
          .map((span) =>
            typeof span === 'string' ? escaped(span) : `<strong>${escaped(span.strong)}</strong>`,
          )
          .join('')
      : escaped(part)
  switch (block.kind) {
    case 'heading':
      return `<h1 dir="auto" style="font-size:1.25em;margin:0 0 .8em">${told(block.text)}</h1>`
    case 'text':
      return paragraph(block.tone === 'strong' ? `<strong>${told(block.text)}</strong>` : told(block.text))
    case 'quiet':
      return `<p dir="auto" style="color:#555555;font-size:.9em;margin:0 0 .5em">${block.parts.map(told).join(' · ')}</p>`
    case 'quote':
      return `<blockquote dir="auto" style="border-left:3px solid #9aa0a6;margin:0 0 1em;padding:0 0 0 .8em;overflow-wrap:anywhere">${told(block.text)}</blockquote>`
    case 'fields':
      return fields(block.fields.map((one) => ({ label: told(one.label), value: told(one.value) })))
    case 'item':
      return paragraph([`<strong>${told(block.title)}</strong>`, ...block.detail.map(told)].join('<br>'))
    case 'divider':
      return '<hr style="border:0;border-top:1px solid #dadce0;margin:1.2em 0">'
    case 'actions':
      return ''
  }
}

function paragraph(html: string): string {
  return `<p dir="auto" style="margin:0 0 .8em">${html}</p>`
}

function fields(all: readonly { readonly label: string; readonly value: string }[]): string {
  const lines = all.map(
    ({ label, value }) =>
      `<dt style="color:#555555;font-size:.9em">${label}</dt><dd dir="auto" style="margin:0 0 .5em">${value}</dd>`,
  )
  return `<dl style="margin:0 0 1em">${lines.join('')}</dl>`
}

function page({ locale, subject, html }: { locale: Locale; subject: string; html: string }): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:sans-serif;line-height:1.5;color:#202124;background:#ffffff;max-width:44em;margin:0;padding:1em">
<main>
${html}
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}
