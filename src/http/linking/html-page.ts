/** The few pages that a person sees outside of chat while they prove an account. No script, nothing from elsewhere. */
import { createHash } from 'node:crypto'
import type { Translator } from '../../i18n/translator.ts'

export interface Page {
  readonly tone: 'ask' | 'done' | 'refused'
  readonly title: string
  readonly text: readonly string[]
  /** Who is tied to what, told large: the person must be able to see that it is not them. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[]
  /** What may be fetched. */
  readonly links?: readonly { readonly name: string; readonly href: string }[]
  /** One button that sends the secret back; `leadsTo`: the origin that the answer sends the browser on to. */
  readonly form?: {
    readonly action: '/link/begin' | '/link/confirm'
    readonly secret: string
    readonly button: string
    readonly leadsTo?: string
  }
  /** What may be done once each, each with a button of its own. */
  readonly choices?: readonly { readonly action: string; readonly button: string }[]
  /** The way to a page of ours, as a button. */
  readonly go?: { readonly href: string; readonly label: string }
}

const style = `
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#1d2330;--quiet:#5b6475;--line:#d9dde5;--brand:#1f3a5f;--on:#fff;--done:#1a7f4b;--refused:#b3401f}
@media(prefers-color-scheme:dark){:root{--ground:#14171d;--card:#1e232c;--ink:#e8ebf1;--quiet:#a3acbd;--line:#343c4a;--brand:#8fb4e8;--on:#10151d;--done:#5fce94;--refused:#f29373}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px 16px;background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans JP",sans-serif}
main{width:100%;max-width:36rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:32px 32px 28px;overflow-wrap:anywhere}
.mark{margin:0 0 18px;font-size:14px;font-weight:600;color:var(--quiet);letter-spacing:.02em}
h1{margin:0 0 12px;font-size:22px;line-height:1.35;text-wrap:balance}
.done h1{color:var(--done)}.refused h1{color:var(--refused)}
p{margin:0 0 12px}
dl{margin:18px 0;border:1px solid var(--line);border-radius:10px}
dl div{display:grid;grid-template-columns:2fr 3fr;gap:12px;align-items:baseline;padding:8px 16px}dl div+div{border-top:1px solid var(--line)}
dt{font-size:13px;color:var(--quiet)}dd{margin:0;font-weight:600}
ul{margin:18px 0;padding:0;list-style:none;border:1px solid var(--line);border-radius:10px}
li+li{border-top:1px solid var(--line)}
a{display:block;padding:12px 16px;color:var(--brand);font-weight:600}
a:focus-visible{outline:3px solid var(--brand);outline-offset:-3px}
button,a.go{margin:8px 0 4px;width:100%;padding:12px 16px;border:0;border-radius:10px;background:var(--brand);color:var(--on);font:inherit;font-weight:600;cursor:pointer;text-align:center;text-decoration:none}
button:focus-visible{outline:3px solid var(--brand);outline-offset:3px}
@media(max-width:30rem){main{padding:24px 20px}dl div{grid-template-columns:1fr;gap:0}}
`

const styleHash = createHash('sha256').update(style).digest('base64')

/** What every answer bears: it is kept nowhere, framed nowhere, and tells no other site where one was. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
}

/** Browsers hold a form's redirects to `form-action` as well. */
export function toHeaders({ form }: Page): Readonly<Record<string, string>> {
  if (!form?.leadsTo) return pageHeaders
  const policy = pageHeaders['Content-Security-Policy'] ?? ''
  return {
    ...pageHeaders,
    'Content-Security-Policy': policy.replace("form-action 'self'", `form-action 'self' ${form.leadsTo}`),
  }
}

export function pageHtml(page: Page, translator: Translator): string {
  const { locale } = translator
  const rows = (page.facts ?? []).map(
    ({ label, value }) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`,
  )
  const facts = rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''
  const go = page.go ? `<a class="go" href="${escaped(page.go.href)}">${escaped(page.go.label)}</a>` : ''
  const form = page.form
    ? `<form method="post" action="${page.form.action}"><input type="hidden" name="secret" value="${escaped(page.form.secret)}">` +
      `<button>${escaped(page.form.button)}</button></form>`
    : ''
  const choices = (page.choices ?? [])
    .map(
      ({ action, button }) =>
        `<form method="post" action="${escaped(action)}"><button>${escaped(button)}</button></form>`,
    )
    .join('')
  const links = (page.links ?? [])
    .map(({ name, href }) => `<li><a href="${escaped(href)}" download>${escaped(name)}</a></li>`)
    .join('')
  const list = links === '' ? '' : `<ul>${links}</ul>`
  const text = page.text.map((line) => `<p>${escaped(line)}</p>`).join('')
  return (
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escaped(page.title)} · Casethread</title><style>${style}</style></head>` +
    `<body><main class="${page.tone}"><p class="mark">Casethread</p><h1>${escaped(page.title)}</h1>${facts}${text}${list}${choices}${form}${go}</main></body></html>`
  )
}

function escaped(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&#39;',
  )
}
