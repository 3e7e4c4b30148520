import { z } from 'zod'
import { findUpstreams } from '../src/cases/audience.ts'
import { type UpstreamState, upstreamStates } from '../src/cases/case.ts'
import { toReader } from '../src/cases/policy.ts'
import { isSameSide, toSide } from '../src/cases/reader-facts.ts'
import { upstreamText } from '../views/labels.ts'
import { upstreamForm } from '../views/upstream-form.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand, type SentChange } from './change-command.ts'
import type { Context } from './define.ts'
import { parseDay } from './parse-period.ts'
import { readValue } from './responses.ts'

type UpstreamChange = Extract<SentChange, { kind: 'upstream' }>

const stateWords: Readonly<Record<UpstreamState, readonly string[]>> = {
  open: ['open', 'オープン'],
  waiting: ['waiting', '回答待ち', '待ち'],
  answered: ['answered', '回答あり', '回答済み'],
  closed: ['closed', 'クローズ', 'クローズ済み'],
}

/** REP-4: the case at Google or a distributor. Nothing is sent there. */
export const upstream = defineChangeCommand({
  name: 'upstream',
  aliases: ['google', '上位', 'グーグル'],
  positionals: ['number', 'words'],
  summary: 'command.upstream',
  usage: 'usage.upstream',
  parties: ['partner', 'desk'],
  needs: 'upstream',
  args: z.object({ number: CaseNumber, words: FreeText.optional() }),
  kind: 'upstream',
  toForm: upstreamForm,

  // Asked before a form opens that would be refused.
  denyStart: ({ actor, service }) =>
    actor.party === 'desk' || service.partnersKeepUpstream
      ? []
      : [{ code: 'upstream-not-yours', rule: 'REP-4' }],

  denyForm: () => undefined,

  readTyped(context, { words }) {
    if (!words) return {}
    const change = parseUpstream(words, context)
    return change ? { change } : { text: words }
  },

  readForm(context, values) {
    const number = readValue(values, 'number').trim()
    const link = readValue(values, 'link').trim()
    const day = readValue(values, 'followUp')
    return [
      {
        kind: 'upstream',
        number: number === '' ? null : number,
        link: link === '' || number === '' ? null : link,
        state: readValue(values, 'state') as UpstreamState,
        followUp: day === '' || number === '' ? null : (parseDay(day, context.translator.timeZone) ?? null),
      },
    ]
  },

  tellDone({ actor, translator }, supportCase) {
    const { t } = translator
    const { number } = supportCase
    const side = toSide(toReader(actor))
    const kept = findUpstreams(supportCase, toReader(actor)).find((one) => side && isSameSide(one.side, side))
    return kept
      ? t('upstream.done', { number, upstream: upstreamText(kept, translator) })
      : t('upstream.removed', { number })
  },
})

/** In any order; undefined where a word is none of these, or stands there twice. */
function parseUpstream(words: string, { now, translator }: Context): UpstreamChange | undefined {
  const all = words.split(/\s+/)
  if (all.length === 1 && /^(none|なし|削除)$/i.test(all[0] ?? ''))
    return { kind: 'upstream', number: null, link: null, state: 'open', followUp: null }
  let number: string | undefined
  let link: string | undefined
  let state: UpstreamState | undefined
  let followUp: Date | undefined
  for (const word of all) {
    const plain = word.normalize('NFKC').toLowerCase()
    const named = upstreamStates.find((one) => stateWords[one].includes(plain))
    const day = parseDay(plain, translator.timeZone, now)
    if (named && !state) state = named
    else if (day && !followUp) followUp = day
    else if (/^[a-z]+:\/\//.test(plain) && !link) link = word
    else if (number === undefined && /\d/.test(plain)) number = word
    else return undefined
  }
  if (number === undefined) return undefined
  return {
    kind: 'upstream',
    number,
    link: link ?? null,
    state: state ?? (followUp ? 'waiting' : 'open'),
    followUp: followUp ?? null,
  }
}
