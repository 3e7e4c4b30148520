/** What no rendered text may hold. */
import { isRecord } from '../../../../playground/slack/local-limits.ts'

/** All objects within a rendered view. */
export function* objects(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const inner of value) yield* objects(inner)
  if (!isRecord(value)) return
  yield value
  for (const inner of Object.values(value)) yield* objects(inner)
}

const dateToken = /<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>/g

/** Texts in which a mention, a link, an emoji code or markup would come alive. */
export function alive(rendered: unknown): readonly unknown[] {
  return [...objects(rendered)].filter((one) => {
    if (one.type === 'plain_text') return one.emoji !== false
    if (one.type !== 'mrkdwn')
      return one.type === 'link' || one.type === 'user' || one.type === 'emoji' || one.type === 'broadcast'
    const rest = String(one.text).replace(dateToken, '')
    const bare = rest.replace(/^\*([^*]*)\*(?=\n|$)/, '$1')
    return one.verbatim !== true || /[<*_~`]|:[^\s:]+:|^\s*(>|&gt;)/m.test(bare)
  })
}

/** Strings without any visible character, and halves of characters. */
export function unfit(rendered: unknown): readonly unknown[] {
  return [...objects(rendered)].filter(
    (one) =>
      typeof one.text === 'string' && (!/[^\s\p{Cf}\p{Cc}]/u.test(one.text) || !one.text.isWellFormed()),
  )
}
