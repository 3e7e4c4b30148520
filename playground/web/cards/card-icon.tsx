import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { Icon, type IconName } from '../parts/icon.tsx'

/** Those of Google's material icons that have a likeness here; others are left out, as no icon says more than a wrong one. */
const likeness: Readonly<Record<string, IconName>> = {
  attach_file: 'attach',
  bolt: 'bolt',
  chat: 'reply',
  check: 'check',
  close: 'close',
  description: 'file',
  format_quote: 'quote',
  help: 'help',
  more_vert: 'more',
  schedule: 'calendar',
  visibility: 'eye',
}

export function CardIcon({ icon }: { readonly icon: chat_v1.Schema$GoogleAppsCardV1Icon }) {
  const name = likeness[icon.materialIcon?.name ?? '']
  if (!name) return null
  return (
    <span className="card-icon" role="img" aria-label={icon.altText ?? undefined}>
      <Icon name={name} />
    </span>
  )
}
