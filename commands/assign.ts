import { z } from 'zod'
import { findResponsible } from '../src/cases/assignment.ts'
import type { Case, Responsible } from '../src/cases/case.ts'
import { findByName } from '../src/cases/match-names.ts'
import { toAuthor, toReader } from '../src/cases/policy.ts'
import { toSide } from '../src/cases/reader-facts.ts'
import { assignForm, nobodyOption } from '../views/assign-form.ts'
import type { ChangeFormOptions } from '../views/change-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'
import { readValue } from './responses.ts'

const meWords = ['me', 'myself', '自分', '私', 'わたし']
const nobodyWords = ['nobody', 'none', 'no one', 'unassign', 'なし', '無し', '解除', 'だれも', '誰も']

/** OWN-1: to oneself, to a colleague, or to nobody. Without a name a form asks. */
export const assign = defineChangeCommand({
  name: 'assign',
  aliases: ['担当者', '割り当て', '割当'],
  positionals: ['number', 'who'],
  summary: 'command.assign',
  usage: 'usage.assign',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, who: FreeText.optional() }),
  kind: 'assign',
  toForm: assignForm,
  prepareForm: prepareColleagues,

  async readTyped({ service, actor, names }, { who }) {
    if (!who) return {}
    const typed = who.normalize('NFKC').toLowerCase()
    if (nobodyWords.includes(typed)) return { change: { kind: 'assign', to: null } }
    if (meWords.includes(typed)) return { change: { kind: 'assign', to: toAuthor(actor).email, from: null } }
    const colleagues = await service.colleagues(actor)
    const { presentName, idOf } = names
    const people = colleagues.ok
      ? colleagues.value.map((one) => ({ ...one, email: presentName(one.email) }))
      : []
    const [found, ...more] = findByName(people, presentName(idOf(typed)))
    // Whom it could not tell, the form asks for.
    if (!found || more.length > 0) return { text: who }
    return { change: { kind: 'assign', to: idOf(found.email) } }
  },

  readForm(context, values) {
    const chosen = readValue(values, 'to')
    if (chosen !== '') return [{ kind: 'assign', to: chosen === nobodyOption ? null : chosen }]
    return { kind: 'errors', fields: { to: context.translator.t('refusal.choice-missing') } }
  },

  tellDone: tellAssigned,
})

export async function prepareColleagues({ service, actor }: Context): Promise<Partial<ChangeFormOptions>> {
  const colleagues = await service.colleagues(actor)
  return colleagues.ok ? { colleagues: colleagues.value } : {}
}

/** As the change left it: a colleague may have been faster with the next one. */
export function tellAssigned({ actor, translator: { t } }: Context, supportCase: Case): string {
  const { number } = supportCase
  const who = ownResponsible(supportCase, toReader(actor))
  if (!who) return t('assign.done.nobody', { number })
  if (who.email === toAuthor(actor).email.toLowerCase()) return t('assign.done.self', { number })
  return t('assign.done.other', { number, name: who.name })
}

function ownResponsible(supportCase: Case, reader: ReturnType<typeof toReader>): Responsible | null {
  const side = toSide(reader)
  return side ? findResponsible(supportCase, side) : null
}
