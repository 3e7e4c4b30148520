/** OWN-2: each of the desk's channels has one message that tells how the queues stand, and it is right in the end. */
import { deskChannels } from './fault-scene.ts'
import type { Found, KeptCase, Violation } from './found.ts'
import type { ShownPost } from './shown-post.ts'

/** So many cases are named at most. */
const mostNamed = 10

export function checkSummaries({ posts, cases }: Found): readonly Violation[] {
  const astray = posts.filter(({ summary, channel }) => summary && !channels.includes(channel))
  return [
    ...astray.map(({ channel, id }) => ({
      kind: 'leaked' as const,
      what: `a summary in ${channel} (${id})`,
    })),
    ...channels.flatMap((channel) =>
      checkChannel(
        channel,
        posts.filter((post) => post.summary && post.channel === channel),
        cases,
      ),
    ),
  ]
}

const channels: readonly string[] = Object.values(deskChannels)

function checkChannel(
  channel: string,
  [summary, ...more]: readonly ShownPost[],
  cases: readonly KeptCase[],
): readonly Violation[] {
  if (!summary) return [{ kind: 'summary missing', what: channel }]
  if (more.length > 0)
    return [
      { kind: 'summary doubled', what: `${channel}: ${[summary, ...more].map(({ id }) => id).join(' ')}` },
    ]
  const missing = listWords(cases).filter((word) => !summary.text.includes(word))
  const named = [...summary.text.matchAll(/‼▲? (\d+) /g)].map(([, number]) => Number(number))
  const urgent = cases.filter(({ severity, status }) => severity === 'P1' && status !== 'closed')
  const isNamed = (number: number) => urgent.some((one) => one.number === number)
  const isRight =
    missing.length === 0 && named.length === Math.min(urgent.length, mostNamed) && named.every(isNamed)
  return isRight
    ? []
    : [
        {
          kind: 'summary stale',
          what: `${channel}: not ${missing.join(', ')}; names ${named.join(' ')} as P1`,
        },
      ]
}

/** In the product's English. */
function listWords(cases: readonly KeptCase[]): readonly string[] {
  const open = cases.filter(({ status }) => status !== 'closed')
  const waiting = open.filter(({ status }) => status === 'new' || status === 'in-progress')
  return [
    `Unassigned: ${waiting.filter(({ assignee }) => assignee === null).length}`,
    `Waiting for us: ${waiting.length}`,
    `All open: ${open.length}`,
  ]
}
