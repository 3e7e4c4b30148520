import { z } from 'zod'
import { asideUntil } from '../src/cases/aside.ts'
import { parseFollowUp } from '../src/cases/parse-follow-up.ts'
import { toReader } from '../src/cases/policy.ts'
import { toSide } from '../src/cases/reader-facts.ts'
import { laterForm } from '../views/later-form.ts'
import { formatFollowUp } from '../views/moment.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { readValue } from './responses.ts'

const backWords = ['now', 'off', 'back', 'none', '解除', 'なし', '戻す', '今すぐ']

/** A follow-up date, for one's own side. */
export const later = defineChangeCommand({
  name: 'later',
  aliases: ['snooze', 'aside', '保留', 'あとで', '後で'],
  positionals: ['number', 'when'],
  summary: 'command.later',
  usage: 'usage.later',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, when: FreeText.optional() }),
  kind: 'aside',
  toForm: laterForm,
  prepareForm: async ({ now }) => ({ now }),

  readTyped({ now, translator }, { when }) {
    if (!when) return {}
    if (backWords.includes(when.normalize('NFKC').toLowerCase()))
      return { change: { kind: 'aside', until: null } }
    const until = parseFollowUp(when, now, translator.timeZone)
    return until ? { change: { kind: 'aside', until } } : { text: when }
  },

  readForm({ now, translator }, values) {
    const date = readValue(values, 'date')
    const until = parseFollowUp(date || readValue(values, 'until'), now, translator.timeZone)
    if (until) return [{ kind: 'aside', until }]
    const field = date ? 'date' : 'until'
    return { kind: 'errors', fields: { [field]: translator.t('refusal.choice-missing') } }
  },

  tellDone({ actor, now, translator }, supportCase) {
    const { number } = supportCase
    const side = toSide(toReader(actor))
    const until = side && asideUntil(supportCase, side, now)
    if (!until) return translator.t('later.done.back', { number })
    return translator.t('later.done', { number, until: formatFollowUp(until, translator) })
  },
})
