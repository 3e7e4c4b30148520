/** What reply, severity, close and reopen have in common: show the form, send the change, tell how it went. */

import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import type { Change, UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { canReopen, denyClosed } from '../src/cases/lifecycle.ts'
import { denyChange } from '../src/cases/policy.ts'
import type { ChangeFormOptions } from '../views/change-forms.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import type { Form, Notice, Values, View } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import type { Context, FormErrors } from './define.ts'
import { formErrors, readValue, toRefusalNotice } from './responses.ts'

export interface ChangeCommand {
  readonly name: string
  readonly kind: Change['kind']
  readonly form: (options: ChangeFormOptions) => Form
  /** Said when it is done. */
  readonly done: (context: Context, of: Case) => string
}

const Hidden = z.object({
  number: CaseNumber,
  basedOn: z.coerce.number().int().nonnegative(),
})

/** Opens the form, unless it is plain already that the change cannot be made. */
export async function openForm(
  command: ChangeCommand,
  context: Context,
  number: number,
  options: Partial<ChangeFormOptions> = {},
): Promise<View> {
  const { actor, speech } = context
  const shown = await context.service.show(actor, number, { entries: 1 })
  if (!shown.ok)
    return toRefusalNotice(context, shown.refusals, {
      command: command.name,
      args: { number: String(number) },
    })
  const of = shown.value.case
  // CRE-6: no form for what will be refused.
  const notTheirs = denyChange(actor, [{ kind: command.kind }])
  if (notTheirs) return refusalNotice([notTheirs], speech)
  const reopening = command.name === 'reopen'
  if (of.status === 'closed' && !reopening) {
    return toRefusalNotice(context, [denyClosed(of, actor.party)], {
      command: command.name,
      args: {},
    })
  }
  if (of.status !== 'closed' && reopening) {
    return toRefusalNotice(context, [{ code: 'case-not-closed', rule: 'UPD-4', values: { number } }], {
      command: command.name,
      args: {},
    })
  }
  if (reopening && !canReopen(of, context.now)) {
    return toRefusalNotice(context, [{ code: 'reopen-too-late', rule: 'UPD-4', values: { number } }], {
      command: command.name,
      args: {},
    })
  }
  const takesFiles = context.attachments !== undefined
  return command.form({ of, actor, speech, takesFiles, escalatable: shown.value.escalatable, ...options })
}

/** The form as it was opened: what came since is still told when it is sent (UPD-6). */
export async function drawAgain(
  command: ChangeCommand,
  context: Context,
  hidden: Form['formState'],
): Promise<View> {
  const carried = Hidden.safeParse(hidden)
  if (!carried.success) return formGone(command, context)
  const view = await openForm(command, context, carried.data.number)
  if (view.kind !== 'form') return view
  return { ...view, formState: { ...view.formState, basedOn: String(carried.data.basedOn) } }
}

function formGone(command: ChangeCommand, { speech }: Context): Notice {
  return { kind: 'notice', tone: 'refused', text: speech.t('failed.form-gone', { command: command.name }) }
}

/** Sends a change that was typed whole, without a form; what needs a second look comes back as the form, filled in. */
export async function sendTyped(
  command: ChangeCommand,
  context: Context,
  number: number,
  change: Change,
  text = '',
): Promise<View> {
  const outcome = await context.service.change(context.actor, number, { changes: [change] }, context.key)
  if (outcome.ok) return told(command, context, outcome.value)
  const atField = outcome.refusals.every((refusal) => refusal.field)
  if (!atField)
    return toRefusalNotice(context, outcome.refusals, {
      command: command.name,
      args: { number: String(number) },
    })
  const problem = Object.values(formErrors(outcome.refusals, context.speech, []).fields).join(' ')
  return openForm(command, context, number, { text, problem })
}

/** A submitted form. A conflict shows what changed and lets the person decide again (UPD-6). */
export async function sendForm(
  command: ChangeCommand,
  context: Context,
  values: Values,
  hidden: Form['formState'],
  ...changes: UpdateCaseInput['changes']
): Promise<View | FormErrors> {
  const carried = Hidden.safeParse(hidden)
  if (!carried.success) return { kind: 'errors', fields: { '': formGone(command, context).text } }
  const based = carried.data
  const wish: UpdateCaseInput = {
    changes,
    basedOn: based.basedOn,
    confirmed: readValue(values, 'confirmed') === 'yes',
  }
  const outcome = await context.service.change(context.actor, based.number, wish, context.key)
  if (outcome.ok) return told(command, context, outcome.value)
  if (outcome.refusals.some((refusal) => refusal.code === 'changed-meanwhile')) {
    const since = await context.service.changesSince(context.actor, based.number, based.basedOn)
    const again = await openForm(command, context, based.number, since.ok ? { since: since.value } : {})
    if (again.kind === 'form') return again
  }
  // The form stays as it is typed, and goes through at the next try once the customer has granted it (GRA-4).
  if (outcome.refusals.some(({ code }) => code === 'grant-revoked' || code === 'grant-unknown'))
    return toRefusalNotice(context, outcome.refusals, { command: command.name, args: {} })
  return formErrors(outcome.refusals, context.speech, Object.keys(values))
}

function told(command: ChangeCommand, context: Context, of: Case): View {
  const show = {
    label: context.speech.t('button.open'),
    command: 'show',
    args: { number: String(of.number), in: actorKey(context.actor) },
  }
  return doneNotice(command.done(context, of), [show])
}
