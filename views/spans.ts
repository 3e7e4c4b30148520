import type { Spans } from './view.ts'

/** The same words, none of which stands out. */
export function joinSpans({ spans }: Spans): string {
  return spans.map((span) => (typeof span === 'string' ? span : span.strong)).join('')
}
