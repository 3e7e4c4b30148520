import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { denyChange, toReader } from '../src/cases/policy.ts'
import { isSameSide, toSide } from '../src/cases/reader-facts.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import type { Notice } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { toRefusalNotice } from './responses.ts'

const words: Readonly<Record<string, boolean>> = {
  on: true,
  オン: true,
  再開: true,
  off: false,
  オフ: false,
  停止: false,
}

/** OWN-3: reminders of one case, for the side that acts. Without a word it tells how they are, with a button for the other way. */
export const reminders = defineCommand({
  name: 'reminders',
  aliases: ['remind', 'リマインダー'],
  positionals: ['number', 'on'],
  summary: 'command.reminders',
  usage: 'usage.reminders',
  parties: ['partner', 'desk'],
  args: z.object({
    number: CaseNumber,
    on: z
      .string()
      .transform((text) => text.normalize('NFKC').trim().toLowerCase())
      .pipe(z.enum(Object.keys(words) as [string, ...string[]], 'args.on-off'))
      .optional(),
  }),
  auth: 'account',

  async run(context, { number, on }) {
    const { actor, service, translator, key } = context
    const again = { command: 'reminders', args: { number: String(number), ...(on ? { on } : {}) } }
    if (on === undefined) {
      const notTheirs = denyChange(actor, [{ kind: 'reminders' }])
      if (notTheirs) return refusalNotice([notTheirs], translator)
      const shown = await service.show(actor, number, { entries: 1 })
      return shown.ok
        ? ask(context, number, shown.value.case.unreminded ?? [])
        : toRefusalNotice(context, shown.refusals, again)
    }
    const isOn = words[on] ?? true
    const outcome = await service.change(actor, number, { changes: [{ kind: 'reminders', on: isOn }] }, key)
    if (!outcome.ok) return toRefusalNotice(context, outcome.refusals, again)
    return doneNotice(translator.t(isOn ? 'reminders.done.on' : 'reminders.done.off', { number }))
  },
})

function ask(
  { actor, translator: { t } }: Context,
  number: number,
  unreminded: readonly NonNullable<ReturnType<typeof toSide>>[],
): Notice {
  const side = toSide(toReader(actor))
  const isOff = side !== undefined && unreminded.some((one) => isSameSide(one, side))
  const args = { number: String(number), in: actorKey(actor) }
  return {
    kind: 'notice',
    tone: 'info',
    text: t(isOff ? 'reminders.are-off' : 'reminders.are-on', { number }),
    buttons: [
      isOff
        ? { label: t('button.reminders.on'), command: 'reminders', args: { ...args, on: 'on' } }
        : { label: t('button.reminders.off'), command: 'reminders', args: { ...args, on: 'off' } },
    ],
  }
}
