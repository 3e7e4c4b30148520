import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Severity, severities } from '../src/cases/case.ts'
import { type CreateCaseInput, textLimit, titleLimit } from '../src/cases/case-inputs.ts'
import type { CaseSubject } from '../src/cases/case-service.ts'
import type { Category } from '../src/cases/categories.ts'
import { parseOwnId, toOwnId } from '../src/cases/own-cases.ts'
import { denyWrite } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { ThreadOption } from '../src/conversations/thread-places.ts'
import { hiddenField, type NewFormOptions, newForm } from '../views/new-form.ts'
import { doneNotice, refusalNotice, refusalText } from '../views/notice.ts'
import { withProblems } from '../views/problem-lines.ts'
import type { Form, Values, View } from '../views/view.ts'
import { CaseNumber, FreeText, parseAddresses } from './arguments.ts'
import { type ChosenCategory, findChosenCategory, moveToArea, readChosenCategory } from './chosen-category.ts'
import { tellClosed } from './closed-hours.ts'
import { type Context, defineCommand } from './define.ts'
import { tellLate } from './late-threads.ts'
import { formErrors, grantRequestButton, readFileIds, readValue, toRefusalNotice } from './responses.ts'
import { withoutMail } from './share.ts'
import { type PlacedThread, threadPlaceFor } from './thread-place.ts'

const Args = z.object({
  text: FreeText.optional(),
  description: FreeText.optional(),
  customer: z.string().optional(),
  /** The closed case to go on from; only buttons carry it. */
  followUp: CaseNumber.optional(),
  /** How many files and other parts of the message that it was made of do not come along; only shortcuts tell. */
  leftOut: z.coerce.number().int().nonnegative().optional(),
})
type Args = z.output<typeof Args>

/** CRE-1: create on behalf of a customer. */
export const newCommand = defineCommand({
  name: 'new',
  aliases: ['create', 'open', '作成', '新規'],
  positionals: ['text'],
  summary: 'command.new',
  usage: 'usage.new',
  textFields: { title: 'text', description: 'description', share: undefined },
  forCustomers: { summary: 'command.new.customer', usage: 'usage.new' },
  parties: ['partner', 'customer'],
  args: Args,
  auth: 'account',

  async run(context, args) {
    const refusal = await context.service.mayWork(context.actor)
    if (refusal) return refusalNotice([refusal], context.translator)
    if (context.actor.party === 'desk')
      return refusalNotice([{ code: 'desk-has-no-customers', rule: 'ACC-3' }], context.translator)
    if (args.followUp) return followUpForm(context, args.followUp)
    const form = await formFor(context, readSubject(context, {}, args), {}, fitTexts(args))
    return withProblems(form, tellCut(args, context))
  },

  async refresh(context, values, hidden) {
    const followUp = await followUpFrom(context, hidden)
    return formFor(
      context,
      readSubject(context, values, hidden),
      readChosenCategory(values, context.categories),
      { ...filled(values), wasHidden: readHidden(values), suggested: hidden.suggested === 'hidden' },
      followUp,
    )
  },

  async submit(context, values, hidden) {
    const customer = readSubject(context, values, hidden)
    const subject = await context.service.subject(context.actor, customer, 'customer')
    const thread = await threadFor(
      context,
      subject.ok ? subject.value : undefined,
      readHidden(values),
      readValue(values, 'thread'),
    )
    const input = toInput(context, values, hidden, thread)
    const outcome = await context.service.create(context.actor, input, context.key)
    if (!outcome.ok) {
      const refusals = moveToArea(outcome.refusals, values, context.categories)
      return (
        (await grown(context, values, hidden, refusals)) ??
        formErrors(refusals, context.translator, Object.keys(values))
      )
    }
    const { number, title } = outcome.value
    const { t } = context.translator
    const opened = tellWhere(thread.option, { number, title }, context)
    const first = thread.needsFirstMessage ? [t('new.thread.write-first')] : []
    const late = await tellLate(context, outcome.value)
    const closed = await tellClosed(context, outcome.value, [
      { kind: 'message', text: '', audience: 'everyone' },
    ])
    const text = [opened, ...closed, ...first, ...withoutMail(context, outcome.value), ...late].join('\n')
    return doneNotice(text, [
      {
        label: t('button.open'),
        command: 'show',
        args: { number: String(number), in: actorKey(context.actor) },
      },
    ])
  },
})

function tellWhere(
  option: ThreadOption,
  opened: { readonly number: number; readonly title: string },
  { translator: { t } }: Context,
): string {
  if (option.kind === 'direct') return t('new.done.direct', opened)
  if (option.kind === 'here') return t('new.done', opened)
  return t('new.done.elsewhere', { ...opened, where: option.readership.name })
}

/**
 * The form with what was not there yet when it was sent, and the errors in it: it was sent before the category's questions were
 * drawn, or the access was granted while it was open (GRA-4). Undefined where every field at fault was there.
 */
async function grown(
  context: Context,
  values: Values,
  hidden: Form['formState'],
  refusals: readonly Refusal[],
): Promise<Form | undefined> {
  const absent = refusals.flatMap(({ field }) => (field && !(field in values) ? [field] : []))
  if (absent.length === 0) return undefined
  const form = await formFor(
    context,
    readSubject(context, values, hidden),
    readChosenCategory(values, context.categories),
    { ...filled(values), wasHidden: readHidden(values), suggested: hidden.suggested === 'hidden' },
    await followUpFrom(context, hidden),
  )
  const names = form.parts.flatMap((part) => ('name' in part ? [part.name] : []))
  if (!absent.some((name) => names.includes(name))) return undefined
  return withProblems(form, formErrors(refusals, context.translator, names).fields)
}

/** What a form begins with where it has no room for all of it; a title that is too long stands whole in the description. */
function fitTexts({ text, description }: Args): {
  title?: string | undefined
  description?: string | undefined
} {
  const whole = description ?? (countLetters(text) > titleLimit ? text : undefined)
  return { title: firstLetters(text, titleLimit), description: firstLetters(whole, textLimit) }
}

/** What was cut or left out is told in the form, at its field. */
function tellCut(args: Args, { translator: { t } }: Context): Readonly<Record<string, string>> {
  const { text, description, leftOut = 0 } = args
  const title = countLetters(text)
  const length = countLetters(description ?? text)
  const max = titleLimit
  const cutTitle =
    description === undefined ? t('new.cut.title', { max }) : t('new.cut', { max, length: title })
  return {
    ...(title > titleLimit ? { title: cutTitle } : {}),
    ...(length > textLimit ? { description: t('new.cut', { max: textLimit, length }) } : {}),
    ...(leftOut > 0 ? { '': t('new.left-out', { count: leftOut }) } : {}),
  }
}

function countLetters(text = ''): number {
  return [...text].length
}

function firstLetters(text: string | undefined, most: number): string | undefined {
  return text && [...text].slice(0, most).join('')
}

/** UPD-4: filled from the closed case. Its number stays out of the text, which partners of today read too (VIS-2). */
async function followUpForm(context: Context, number: number): Promise<View> {
  const draft = await context.service.followUp(context.actor, number)
  if (!draft.ok)
    return toRefusalNotice(context, draft.refusals, { command: 'new', args: { followUp: String(number) } })
  const { case: supportCase, description, followUps } = draft.value
  const initial = {
    title: supportCase.titleRemoved ? '' : supportCase.title,
    description,
    severity: supportCase.severity,
    ...(supportCase.hiddenFromCustomer ? { hidden: true } : {}),
  }
  const chosen = findChosenCategory(supportCase.category, context.categories)
  return formFor(context, supportCase.customer.id, chosen, initial, { number, others: followUps })
}

/** What a form says of the case that it goes on from, also when it is drawn anew. */
async function followUpFrom(
  context: Context,
  hidden: Form['formState'],
): Promise<NewFormOptions['followUp']> {
  const number = readFollowUp(hidden)
  if (!number) return undefined
  const draft = await context.service.followUp(context.actor, number)
  return { number, others: draft.ok ? draft.value.followUps : [] }
}

function readFollowUp(hidden: Form['formState']): number | undefined {
  const read = CaseNumber.safeParse(hidden.followUpOf)
  return read.success ? read.data : undefined
}

function filled(values: Values): NonNullable<NewFormOptions['initial']> & { readonly thread: string } {
  return {
    title: readValue(values, 'title'),
    description: readValue(values, 'description'),
    thread: readValue(values, 'thread'),
    severity: severities.find((severity) => severity === readValue(values, 'severity')),
  }
}

/** Whom the case is for: the customer that was chosen, the acting domain itself (CRE-10), a customer's own organisation (CRE-9). */
function readSubject(
  { actor }: Context,
  values: Values,
  kept: { readonly customer?: string | undefined },
): string {
  if (actor.party === 'customer') return actor.customer.id
  const chosen = readValue(values, 'customer')
  const before = kept.customer ?? ''
  const wants = readValue(values, 'for') || (parseOwnId(before) === undefined ? 'customer' : 'own')
  if (wants === 'own' && actor.party === 'partner') return toOwnId(actor.account.domain)
  return chosen || (parseOwnId(before) === undefined ? before : '')
}

function readHidden(values: Values): boolean {
  return [values[hiddenField] ?? []].flat().includes('yes')
}

/** Where the thread of a new case goes, of those who see it. */
function threadFor(
  context: Context,
  subject: CaseSubject | undefined,
  hiddenFromCustomer: boolean,
  chosen: string,
): Promise<PlacedThread> {
  const { actor } = context
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  const nobodyYet = { partners: [{ domain, kind: 'reseller' as const }], customer: blankCustomer }
  return threadPlaceFor(context, { ...(subject ?? nobodyYet), hiddenFromCustomer }, chosen)
}

const blankCustomer = { id: '', name: '', domain: '' }

interface Initial {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly thread?: string
  readonly hidden?: boolean | undefined
  /** Whether it was chosen when the form was drawn anew, and suggested before that. */
  readonly wasHidden?: boolean
  readonly suggested?: boolean
}

/** What was suggested is taken back with the category that suggested it; what the person chose stays. */
function resolveHidden({ hidden, wasHidden, suggested = false }: Initial, category: Category | undefined) {
  const suggests = hidden ?? category?.hiddenFromCustomer ?? false
  return wasHidden === undefined || suggested !== suggests ? suggests : wasHidden
}

/** The form as far as it can be filled: the customer's access decides (GRA-2), the category brings its guidance. */
async function formFor(
  context: Context,
  customer: string,
  chosen: ChosenCategory,
  initial: Initial,
  followUp?: NewFormOptions['followUp'],
): Promise<Form> {
  const { actor, translator, categories, now } = context
  const takesFiles = context.attachments !== undefined
  const found = customer ? await context.service.subject(actor, customer, 'customer') : undefined
  const subject = found?.ok ? found.value : undefined
  const isHidden = actor.party === 'partner' && resolveHidden(initial, chosen.category)
  const thread = customer ? await threadFor(context, subject, isHidden, initial.thread ?? '') : undefined
  // Their own place in the App Home tab goes by the user id.
  const isElsewhere = thread && thread.option.kind !== 'here' && context.place.channel !== context.person.user
  const notHere = isElsewhere ? await context.conversations.whyNothing(context.place) : undefined
  const isOwn = parseOwnId(customer) !== undefined
  const blank = { actor, translator, categories, now, initial, takesFiles, followUp, thread, notHere, isOwn }
  if (!found) return newForm(blank)
  if (!found.ok)
    return newForm({
      ...blank,
      refused: found.refusals.map((refusal) => refusalText(refusal, translator)).join(' '),
    })
  const refusal = denyWrite(actor, found.value)
  if (!refusal) return newForm({ ...blank, access: found.value, ...chosen })
  return newForm({
    ...blank,
    access: found.value,
    refused: refusalText(refusal, translator),
    ask: grantRequestButton(refusal, context),
  })
}

function toInput(
  context: Context,
  values: Values,
  hidden: Form['formState'],
  thread: PlacedThread,
): CreateCaseInput {
  const { person, deskPlaces } = context
  const answers = Object.keys(values).filter((name) => name.startsWith('answer:'))
  const language = readValue(values, 'language')
  const followUpOf = readFollowUp(hidden)
  const chosen = readChosenCategory(values, context.categories)
  const timeZone = readValue(values, 'timeZone')
  return {
    customer: readSubject(context, values, hidden),
    title: readValue(values, 'title'),
    description: readValue(values, 'description'),
    product: readValue(values, 'product'),
    category: chosen.service ? (chosen.category?.id ?? '') : readValue(values, 'category'),
    answers: Object.fromEntries(
      answers.map((name) => [name.slice('answer:'.length), readValue(values, name)]),
    ),
    // The service refuses what is none of P1 to P4.
    severity: readValue(values, 'severity') as Severity,
    ...(language === 'ja' || language === 'en' ? { language } : {}),
    ...(timeZone ? { timeZone } : {}),
    ...readFileIds(context, values),
    ...(followUpOf ? { followUpOf } : {}),
    ...(readHidden(values) ? { hidden: true } : {}),
    share: [...parseAddresses(readValue(values, 'share'))],
    confirmed: readValue(values, 'confirmed') === 'yes',
    threads: [
      { ...thread.place, audience: 'actor' },
      ...deskPlaces.map((conversation) => ({
        ...conversation,
        locale: person.locale,
        audience: 'desk' as const,
      })),
    ],
  }
}
