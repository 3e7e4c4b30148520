/** A command that changes one case: it shows its form, sends the change, tells how it went. What is its own is data and small functions. */
import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import { type Change, textLimit, type UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { denyClosed } from '../src/cases/lifecycle.ts'
import { denyChange } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { ChangeFormOptions } from '../views/change-forms.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import type { Form, Notice, Values, View } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import type { AccountCommand, CommandBase, Context, FormErrors } from './define.ts'
import { tellLate } from './late-threads.ts'
import { formErrors, readValue, toRefusalNotice } from './responses.ts'

export type SentChange = UpdateCaseInput['changes'][number]

/** What was typed after the command's name: the change where that is whole, and the text that its form begins with. */
export interface TypedChange {
  readonly change?: SentChange
  readonly text?: string
}

export interface ChangeCommandDefinition<Args extends { readonly number: number }>
  extends Omit<CommandBase<Args>, 'auth'> {
  /** What it does to a case; forms open only for those who may do that (CRE-6). */
  readonly kind: Change['kind']
  readonly toForm: (options: ChangeFormOptions) => Form
  /** Why it cannot be done at all, asked before anything else. */
  denyStart?(context: Context, args: Args): Promise<readonly Refusal[]> | readonly Refusal[]
  /** Why its form does not open for the case as it is. Where nothing is said: because the case is closed (UPD-5). */
  denyForm?(context: Context, supportCase: Case): Refusal | undefined
  readTyped(context: Context, args: Args): TypedChange
  readForm(context: Context, values: Values): readonly SentChange[] | FormErrors
  /** Said when it is done. */
  tellDone(context: Context, supportCase: Case, sentAs: 'typed' | 'form'): string
  /** What else follows from it once it is done. */
  followDone?(context: Context, supportCase: Case): Promise<void>
}

const FormState = z.object({
  number: CaseNumber,
  basedOn: z.coerce.number().int().nonnegative(),
  /** The chat message that is added by it, and the mark of its last edit. */
  message: z.string().optional(),
  edit: z.string().optional(),
})
type FormState = z.output<typeof FormState>

export function defineChangeCommand<Args extends { readonly number: number }>(
  definition: ChangeCommandDefinition<Args>,
): AccountCommand<Args> {
  const { kind, toForm, denyStart, denyForm, readTyped, readForm, tellDone, followDone, ...base } = definition
  const command = base.name

  async function run(context: Context, args: Args): Promise<View> {
    const { number } = args
    const denied = (await denyStart?.(context, args)) ?? []
    if (denied.length > 0) return refuse(context, denied, number)
    const { change, text } = readTyped(context, args)
    if (change) return sendTyped(context, number, change, text)
    const form = await openForm(context, number, text ? withinLimit(text, context) : {})
    const { chosen } = context
    return chosen ? withMessage(form, { message: chosen.id, edit: chosen.edit }) : form
  }

  /** Sends a change that was typed whole, without a form; what needs a second look comes back as the form, filled in. */
  async function sendTyped(context: Context, number: number, change: SentChange, text = ''): Promise<View> {
    const result = await context.service.change(context.actor, number, { changes: [change] }, context.key)
    if (result.ok) return finish(context, result.value, 'typed')
    const isAtField = result.refusals.every((refusal) => refusal.field)
    if (!isAtField) return refuse(context, result.refusals, number)
    const problem = Object.values(formErrors(result.refusals, context.translator, []).fields).join(' ')
    return openForm(context, number, { text, problem })
  }

  /** Opens the form, unless it is plain already that the change cannot be made. */
  async function openForm(
    context: Context,
    number: number,
    options: Partial<ChangeFormOptions> = {},
  ): Promise<View> {
    const { actor, translator } = context
    const shown = await context.service.show(actor, number, { entries: 1 })
    if (!shown.ok) return refuse(context, shown.refusals, number)
    const { case: supportCase, escalatable } = shown.value
    // CRE-6: no form for what will be refused.
    const notTheirs = denyChange(actor, [{ kind }])
    if (notTheirs) return refusalNotice([notTheirs], translator)
    const denied = denyForm ? denyForm(context, supportCase) : denyWhileClosed(context, supportCase)
    if (denied) return refuse(context, [denied], number)
    const takesFiles = context.attachments !== undefined
    return toForm({
      supportCase: supportCase,
      actor,
      translator,
      takesFiles,
      escalatable,
      now: context.now,
      ...options,
    })
  }

  /** The form as it was opened: what came since is still told when it is sent (UPD-6). */
  async function refresh(context: Context, _values: Values, formState: Form['formState']): Promise<View> {
    const carried = FormState.safeParse(formState)
    if (!carried.success) return formGone(context)
    const view = await openForm(context, carried.data.number)
    if (view.kind !== 'form') return view
    const form = { ...view, formState: { ...view.formState, basedOn: String(carried.data.basedOn) } }
    return withMessage(form, carried.data)
  }

  async function submit(
    context: Context,
    values: Values,
    formState: Form['formState'],
  ): Promise<View | FormErrors> {
    const read = readForm(context, values)
    if ('kind' in read) return read
    const carried = FormState.safeParse(formState)
    if (!carried.success) return { kind: 'errors', fields: { '': formGone(context).text } }
    const { number, basedOn } = carried.data
    const changes = read.map((change) => withSource(context, change, carried.data))
    const input = { changes, basedOn, confirmed: readValue(values, 'confirmed') === 'yes' }
    const result = await context.service.change(context.actor, number, input, context.key)
    if (result.ok) return finish(context, result.value, 'form')
    return answerRefusedForm(context, values, carried.data, result.refusals)
  }

  /** A conflict shows what changed and lets the person decide again (UPD-6). */
  async function answerRefusedForm(
    context: Context,
    values: Values,
    { number, basedOn, ...message }: FormState,
    refusals: readonly Refusal[],
  ): Promise<View | FormErrors> {
    if (refusals.some(({ code }) => code === 'changed-meanwhile')) {
      const since = await context.service.changesSince(context.actor, number, basedOn)
      const again = await openForm(context, number, since.ok ? { since: since.value } : {})
      if (again.kind === 'form') return withMessage(again, message)
    }
    // The form stays as it is typed, and goes through at the next try once the customer has granted it (GRA-4).
    if (refusals.some(({ code }) => code === 'grant-revoked' || code === 'grant-unknown'))
      return refuse(context, refusals, number)
    return formErrors(refusals, context.translator, Object.keys(values))
  }

  async function finish(context: Context, supportCase: Case, sentAs: 'typed' | 'form'): Promise<View> {
    await followDone?.(context, supportCase)
    const show = {
      label: context.translator.t('button.open'),
      command: 'show',
      args: { number: String(supportCase.number), in: actorKey(context.actor) },
    }
    const told = [tellDone(context, supportCase, sentAs), ...(await tellLate(context, supportCase))]
    return doneNotice(told.join('\n'), [show])
  }

  function refuse(context: Context, refusals: readonly Refusal[], number: number): Promise<Notice> {
    return toRefusalNotice(context, refusals, { command, args: { number: String(number) } })
  }

  function formGone({ translator }: Context): Notice {
    return { kind: 'notice', tone: 'refused', text: translator.t('failed.form-gone', { command }) }
  }

  return { ...base, auth: 'account', run, refresh, submit }
}

/** A message may be longer than a form takes: the person sees what is left of it. */
function withinLimit(text: string, { translator }: Context): Partial<ChangeFormOptions> {
  const characters = [...text]
  if (characters.length <= textLimit) return { text }
  const problem = translator.t('new.cut', { max: textLimit, length: characters.length })
  return { text: characters.slice(0, textLimit).join(''), problem }
}

/** The form carries the chat message that it adds, unseen. */
function withMessage<V extends View>(view: V, { message, edit }: Pick<FormState, 'message' | 'edit'>): V {
  if (view.kind !== 'form' || !message) return view
  const formState = { ...view.formState, message, ...(edit ? { edit } : {}) }
  return { ...view, formState }
}

/** NOT-4: the chat message that this adds, in the conversation in which its form was opened. */
function withSource(
  { place: { platform, tenant, channel } }: Context,
  change: SentChange,
  { message, edit }: FormState,
): SentChange {
  if (change.kind !== 'message' || !message) return change
  return { ...change, source: { platform, tenant, channel, message, ...(edit ? { edit } : {}) } }
}

function denyWhileClosed({ actor }: Context, supportCase: Case): Refusal | undefined {
  return supportCase.status === 'closed' ? denyClosed(supportCase, actor.party) : undefined
}
