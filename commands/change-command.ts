/** A command that changes one case: it shows its form, sends the change, tells how it went. What is its own is data and small functions. */
import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import type { Author, Case } from '../src/cases/case.ts'
import { type Change, textLimit, type UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { denyClosed } from '../src/cases/lifecycle.ts'
import { denyChange, toAuthor } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { AddedMessage, ChangeFormOptions } from '../views/change-forms.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import type { Button, Form, Notice, Values, View } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import { tellClosed } from './closed-hours.ts'
import type { AccountCommand, ChosenMessage, CommandBase, Context, FormErrors } from './define.ts'
import { tellLate } from './late-threads.ts'
import { formErrors, readValue, toRefusalNotice } from './responses.ts'

export type SentChange = UpdateCaseInput['changes'][number]

/** What was typed after the command's name: the change where that is whole, and the text that its form begins with. */
export interface TypedChange {
  readonly change?: SentChange
  readonly text?: string
}

/** A change that went through. */
export interface DoneChange {
  /** The case as this change left it. */
  readonly case: Case
  readonly sentAs: 'typed' | 'form'
  /** What was sent. */
  readonly changes: readonly SentChange[]
}

interface ChangeArgs {
  readonly number: number
  /** What the form begins with; only buttons carry it. */
  readonly draft?: string | undefined
}

export interface ChangeCommandDefinition<Args extends ChangeArgs> extends Omit<CommandBase<Args>, 'auth'> {
  /** What it does to a case; forms open only for those who may do that (CRE-6). */
  readonly kind: Change['kind']
  readonly toForm: (options: ChangeFormOptions) => Form
  /** Why it cannot be done at all, asked before anything else. */
  denyStart?(context: Context, args: Args): Promise<readonly Refusal[]> | readonly Refusal[]
  /** Why its form does not open for the case as it is. Where nothing is said: because the case is closed (UPD-5). */
  denyForm?(context: Context, supportCase: Case): Refusal | undefined
  readTyped(context: Context, args: Args): TypedChange | Promise<TypedChange>
  /**
   * `formState`: what its form carried unseen. Missing where it sends its change at once; where that needs a second look, the form of
   * another command asks.
   */
  readForm?(
    context: Context,
    values: Values,
    formState: Form['formState'],
  ): readonly SentChange[] | FormErrors
  /** What its form says beyond the case itself. */
  prepareForm?(context: Context, supportCase: Case): Promise<Partial<ChangeFormOptions>>
  /** Said when it is done. */
  tellDone(context: Context, supportCase: Case, done: DoneChange): string | Promise<string>
  /** What is offered then, beside the case. */
  offerNext?(context: Context, done: DoneChange): readonly Button[]
  /** What else follows from it once it is done. */
  followDone?(context: Context, supportCase: Case): Promise<void>
}

const FormState = z.object({
  number: CaseNumber,
  basedOn: z.coerce.number().int().nonnegative(),
  /** The chat message that is added by it, and the mark of its last edit. */
  message: z.string().optional(),
  edit: z.string().optional(),
  /** Who said it, where the directory knows. */
  author: z
    .string()
    .transform((text): Author | undefined => {
      try {
        return JSON.parse(text)
      } catch {
        return undefined
      }
    })
    .optional(),
})
type FormState = z.output<typeof FormState>

export function defineChangeCommand<Args extends ChangeArgs>(
  definition: ChangeCommandDefinition<Args>,
): AccountCommand<Args> {
  const { kind, toForm, denyStart, denyForm, readTyped, readForm, prepareForm, ...rest } = definition
  const { tellDone, offerNext, followDone, ...base } = rest
  const command = base.name

  async function run(context: Context, args: Args): Promise<View> {
    const { number } = args
    const denied = (await denyStart?.(context, args)) ?? []
    if (denied.length > 0) return refuse(context, denied, number)
    const { draft } = args
    const { change, text } = draft ? { change: undefined, text: draft } : await readTyped(context, args)
    if (change) return sendTyped(context, number, change, text)
    const { chosen } = context
    const added = chosen && toAdded(chosen)
    return openForm(context, number, {
      ...(text ? withinLimit(text, context) : {}),
      ...(added ? { added } : {}),
    })
  }

  /** Sends a change that was typed whole, without a form; what needs a second look comes back as the form, filled in. */
  async function sendTyped(context: Context, number: number, change: SentChange, text = ''): Promise<View> {
    const result = await context.service.change(context.actor, number, { changes: [change] }, context.key)
    if (result.ok) return finish(context, { case: result.value, sentAs: 'typed', changes: [change] })
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
    const prepared = await prepareForm?.(context, supportCase)
    const form = toForm({
      supportCase,
      actor,
      translator,
      takesFiles,
      escalatable,
      now: context.now,
      ...prepared,
      ...options,
    })
    return options.added ? withMessage(form, options.added) : form
  }

  /** The form as it was opened: what came since is still told when it is sent (UPD-6). */
  async function refresh(context: Context, _values: Values, formState: Form['formState']): Promise<View> {
    const carried = FormState.safeParse(formState)
    if (!carried.success) return formGone(context)
    const view = await openForm(context, carried.data.number, addedBy(carried.data))
    if (view.kind !== 'form') return view
    return {
      ...view,
      formState: { ...view.formState, ...kept(formState), basedOn: String(carried.data.basedOn) },
    }
  }

  async function submit(
    context: Context,
    values: Values,
    formState: Form['formState'],
    read: readonly SentChange[] | FormErrors,
  ): Promise<View | FormErrors> {
    if ('kind' in read) return read
    const carried = FormState.safeParse(formState)
    if (!carried.success) return { kind: 'errors', fields: { '': formGone(context).text } }
    const { number, basedOn } = carried.data
    const changes = read.map((change) => withSource(context, change, carried.data))
    const input = { changes, basedOn, confirmed: readValue(values, 'confirmed') === 'yes' }
    const result = await context.service.change(context.actor, number, input, context.key)
    if (result.ok) return finish(context, { case: result.value, sentAs: 'form', changes })
    return answerRefusedForm(context, values, formState, carried.data, result.refusals)
  }

  /** A conflict shows what changed and lets the person decide again (UPD-6). */
  async function answerRefusedForm(
    context: Context,
    values: Values,
    formState: Form['formState'],
    carried: FormState,
    refusals: readonly Refusal[],
  ): Promise<View | FormErrors> {
    const { number, basedOn } = carried
    if (refusals.some(({ code }) => code === 'changed-meanwhile')) {
      const since = await context.service.changesSince(context.actor, number, basedOn)
      const options = { ...addedBy(carried), ...(since.ok ? { since: since.value } : {}) }
      const again = await openForm(context, number, options)
      if (again.kind === 'form') return { ...again, formState: { ...again.formState, ...kept(formState) } }
    }
    const assigned = refusals.filter(({ code }) => code === 'assigned-meanwhile')
    if (assigned.length > 0)
      return openForm(context, number, { problem: refusalNotice(assigned, context.translator).text })
    // The form stays as it is typed, and goes through at the next try once the customer has granted it (GRA-4).
    if (refusals.some(({ code }) => code === 'grant-revoked' || code === 'grant-unknown'))
      return refuse(context, refusals, number)
    return formErrors(refusals, context.translator, Object.keys(values))
  }

  async function finish(context: Context, done: DoneChange): Promise<View> {
    const { case: supportCase } = done
    await followDone?.(context, supportCase)
    const show = {
      label: context.translator.t('button.open'),
      command: 'show',
      args: { number: String(supportCase.number), in: actorKey(context.actor) },
    }
    const told = [
      await tellDone(context, supportCase, done),
      ...(await tellClosed(context, supportCase, done.changes)),
      ...(await tellLate(context, supportCase)),
    ]
    return doneNotice(told.join('\n'), [...(offerNext?.(context, done) ?? []), show])
  }

  function refuse(context: Context, refusals: readonly Refusal[], number: number): Promise<Notice> {
    return toRefusalNotice(context, refusals, { command, args: { number: String(number) } })
  }

  function formGone({ translator }: Context): Notice {
    return { kind: 'notice', tone: 'refused', text: translator.t('failed.form-gone', { command }) }
  }

  if (!readForm) return { ...base, auth: 'account', run }
  return {
    ...base,
    auth: 'account',
    run,
    refresh,
    submit: (context, values, formState) =>
      submit(context, values, formState, readForm(context, values, formState)),
  }
}

/** A message may be longer than a form takes: the person sees what is left of it. */
function withinLimit(text: string, { translator }: Context): Partial<ChangeFormOptions> {
  const characters = [...text]
  if (characters.length <= textLimit) return { text }
  const problem = translator.t('new.cut', { max: textLimit, length: characters.length })
  return { text: characters.slice(0, textLimit).join(''), problem }
}

/** Who reads a reply is what its form said, however often that is drawn (NOT-4). */
function kept({ audience }: Form['formState']): Form['formState'] {
  return audience === undefined ? {} : { audience }
}

function toAdded({ id, edit, author }: ChosenMessage): AddedMessage {
  return { message: id, edit, author }
}

function addedBy({ message, edit, author }: FormState): Pick<Partial<ChangeFormOptions>, 'added'> {
  return message === undefined ? {} : { added: { message, edit, author } }
}

/** The form carries the chat message that it adds, unseen. */
function withMessage(form: Form, { message, edit, author }: AddedMessage): Form {
  const formState = {
    ...form.formState,
    message,
    ...(edit ? { edit } : {}),
    ...(author ? { author: JSON.stringify(author) } : {}),
  }
  return { ...form, formState }
}

/** NOT-4: the chat message that this adds, in the conversation in which its form was opened. */
function withSource(
  { actor, place: { platform, tenant, channel } }: Context,
  change: SentChange,
  { message, edit, author }: FormState,
): SentChange {
  if (change.kind !== 'message' || !message) return change
  const isOwn = author?.email === toAuthor(actor).email
  const source = { platform, tenant, channel, message, ...(edit ? { edit } : {}) }
  return { ...change, source: { ...source, ...(author && !isOwn ? { author } : {}) } }
}

function denyWhileClosed({ actor }: Context, supportCase: Case): Refusal | undefined {
  return supportCase.status === 'closed' ? denyClosed(supportCase, actor.party) : undefined
}
