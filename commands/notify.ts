import { z } from 'zod'
import { type NotifyChoice, notifyChoices } from '../src/cases/notification-store.ts'
import { type Actor, toAuthor } from '../src/cases/policy.ts'
import { describeChoices, notifyCard, notifyDone } from '../views/notify-card.ts'
import { defineCommand } from './define.ts'

/** Other words for each, as people type them. */
const words: Readonly<Record<NotifyChoice, readonly string[]>> = {
  mention: ['mention', 'mentions', 'thread', 'メンション', 'スレッド', 'スレッドでメンション'],
  direct: ['direct', 'dm', 'me', 'direct message', 'ダイレクト', 'ダイレクトメッセージ', 'dm で', '個別'],
  digest: ['digest', 'daily', 'summary', 'daily summary', 'まとめ', 'ダイジェスト', '1日1回のまとめ', '要約'],
  nothing: ['nothing', 'off', 'none', 'mute', 'オフ', 'なし', '不要'],
}

/** PLC-7: how the acting account is told personally. */
export const notify = defineCommand({
  name: 'notify',
  aliases: ['notifications', '通知', '通知設定'],
  positionals: ['how'],
  summary: 'command.notify',
  usage: 'usage.notify',
  args: z.object({ how: z.string().max(40).optional() }),
  auth: 'account',

  async run({ actor, person, notifications, translator }, { how }) {
    const { email } = toAuthor(actor)
    const choices = listChoices(actor)
    const { choice, timeZone } = await notifications.read(email)
    const shown = { account: email, choices, timeZone: timeZone ?? person.timeZone }
    if (how === undefined) return notifyCard({ ...shown, choice }, actor, translator)
    const wanted = findChoice(how)
    if (!wanted || !choices.includes(wanted)) {
      const told = { choices: describeChoices(choices, translator) }
      const text = translator.t(wanted ? 'notify.no-digest' : 'notify.unknown', told)
      return { kind: 'notice', tone: 'refused', text }
    }
    await notifications.choose(email, wanted, person)
    return notifyDone(wanted, person.timeZone, translator)
  },
})

/** A customer's own people work on no case, so that a summary would be empty. */
function listChoices({ party }: Actor): readonly NotifyChoice[] {
  return party === 'customer' ? notifyChoices.filter((choice) => choice !== 'digest') : notifyChoices
}

function findChoice(how: string): NotifyChoice | undefined {
  const word = fold(how)
  return notifyChoices.find((choice) => words[choice].some((one) => fold(one) === word))
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}
