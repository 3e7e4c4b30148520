/** Typed and not sent: kept where a form or a typed line does not go through, offered again where its form opens. */
import { type Draft, type Drafts, toDraftScope } from '../src/cases/draft-keeper.ts'
import { resolveRegion } from '../src/cases/personal-data.ts'
import { filesField } from '../src/cases/take-files.ts'
import { withDraft } from '../views/draft-form.ts'
import type { Form, Values, View } from '../views/view.ts'
import type { AccountCommand, Context } from './define.ts'
import { readValue } from './responses.ts'

type Args = Readonly<Record<string, string>>

/** The argument of a button that opens a form without its draft, which is gone then. */
export const discardArgument = '_discard'

export interface FormDrafts {
  /** What stands in an open form. */
  keep(context: Context, command: AccountCommand, values: Values, hidden: Form['formState']): Promise<void>
  /** It was sent: nothing is left to be offered. */
  sent(context: Context, command: AccountCommand, values: Values, hidden: Form['formState']): Promise<void>
  /** A form that opens, filled from its draft; a line that was refused, kept. */
  afterRun(context: Context, command: AccountCommand, args: Args, view: View): Promise<View>
  /** A form that opens anew without its draft, which is gone then. */
  discarded(context: Context, command: AccountCommand, view: View): Promise<View>
}

export function createFormDrafts(
  drafts: Drafts,
  log: { error(fields: object, message: string): void },
): FormDrafts {
  const scopeOf = ({ actor, person }: Context, { name }: AccountCommand) => toDraftScope(actor, person, name)

  /** A draft is a help: without it all goes on. */
  async function harmless<T>(work: () => Promise<T>, instead: T): Promise<T> {
    try {
      return await work()
    } catch (err) {
      log.error({ err }, 'A draft could not be kept or found')
      return instead
    }
  }

  async function save(context: Context, command: AccountCommand, subject: string, values: Values) {
    const { [filesField]: _files, confirmed: _confirmed, ...kept } = values
    if (!holdsText(command, kept)) return
    const region = resolveRegion({ language: context.person.locale })
    await drafts.keep(scopeOf(context, command), subject, kept, region)
  }

  async function keep(context: Context, command: AccountCommand, values: Values, hidden: Form['formState']) {
    await harmless(async () => {
      const subject = subjectOf(values, hidden)
      await save(context, command, subject, values)
      // Another customer was chosen: the draft goes along.
      const before = subjectOf({}, hidden)
      if (before !== subject && holdsText(command, values))
        await drafts.discard(scopeOf(context, command), before)
    }, undefined)
  }

  async function sent(context: Context, command: AccountCommand, values: Values, hidden: Form['formState']) {
    if (!command.textFields) return
    await harmless(async () => {
      for (const subject of new Set([subjectOf(values, hidden), subjectOf({}, hidden), '']))
        await drafts.discard(scopeOf(context, command), subject)
    }, undefined)
  }

  async function restored(context: Context, command: AccountCommand, form: Form): Promise<Form> {
    const draft = await findDraft(context, command, subjectOf({}, form.formState))
    if (!draft) return form
    const drawn = command.refresh ? await command.refresh(context, draft.values, form.formState) : form
    if (drawn.kind !== 'form') return form
    const { number, followUpOf, customer } = drawn.formState
    const args = {
      in: drawn.formState.in ?? '',
      ...(number ? { number } : {}),
      ...(followUpOf ? { followUp: followUpOf } : {}),
      ...(customer && !followUpOf ? { customer } : {}),
      [discardArgument]: draft.subject || 'none',
    }
    return withDraft(drawn, draft, args, context.translator)
  }

  /** The newest one for just this; where the form is about nothing yet, the newest one whose customer may still be seen. */
  async function findDraft(
    context: Context,
    command: AccountCommand,
    subject: string,
  ): Promise<Draft | undefined> {
    const found = await drafts.find(scopeOf(context, command))
    const fitting = found.filter((draft) =>
      subject === '' ? !draft.subject.startsWith('follow-up:') : draft.subject === subject,
    )
    for (const draft of fitting) if (await isReachable(context, draft.subject)) return draft
    return undefined
  }

  async function keepLine(context: Context, command: AccountCommand, args: Args, values: Values, view: View) {
    const subject = subjectOf(values, { ...args, number: args.number ?? '' })
    if (!subject.startsWith('case:') || !(await isReachable(context, subject))) return view
    await save(context, command, subject, values)
    if (view.kind !== 'notice') return view
    return { ...view, text: `${view.text}\n${context.translator.t('draft.kept')}` }
  }

  return {
    keep,
    sent,
    async afterRun(context, command, args, view) {
      // A button that brings a text along means that one.
      if (!command.textFields || args.draft) return view
      const values = typedValues(command, args)
      if (holdsText(command, values)) {
        const isOpen = view.kind === 'notice' && (view.tone === 'done' || view.tone === 'info')
        return isOpen ? view : harmless(() => keepLine(context, command, args, values, view), view)
      }
      return view.kind === 'form' ? harmless(() => restored(context, command, view), view) : view
    },
    async discarded(context, command, view) {
      if (view.kind !== 'form') return view
      await harmless(async () => {
        for (const subject of new Set([subjectOf({}, view.formState), '']))
          await drafts.discard(scopeOf(context, command), subject)
      }, undefined)
      return { ...view, anew: true }
    },
  }
}

/** What a line typed, by the fields of the form that it stands for. */
function typedValues({ textFields = {} }: AccountCommand, args: Args): Values {
  const typed = Object.entries(textFields).flatMap(([field, argument]) => {
    const text = argument === undefined ? undefined : args[argument]
    return text === undefined ? [] : [[field, text] as const]
  })
  return Object.fromEntries(typed)
}

/** What a person chose is soon chosen again; what they wrote is not soon written again. */
function holdsText({ textFields }: AccountCommand, values: Values): boolean {
  if (!textFields) return false
  return Object.keys(values).some(
    (name) =>
      (Object.hasOwn(textFields, name) || name.startsWith('answer:')) &&
      readValue(values, name).trim() !== '',
  )
}

/** What a form is about: a case, the closed case that it goes on from, a customer, or nothing yet. */
function subjectOf(values: Values, hidden: Form['formState']): string {
  const number = hidden.number?.normalize('NFKC').trim().replace(/^#/, '')
  if (number) return `case:${number}`
  const earlier = hidden.followUpOf ?? hidden.followUp
  if (earlier) return `follow-up:${earlier}`
  const customer = readValue(values, 'customer') || hidden.customer
  return customer ? `customer:${customer}` : ''
}

/** Asked anew each time: a draft never tells of what its person may no longer see. */
async function isReachable({ service, actor }: Context, subject: string): Promise<boolean> {
  const mark = subject.indexOf(':')
  const id = subject.slice(mark + 1)
  switch (subject.slice(0, Math.max(mark, 0))) {
    case 'case':
    case 'follow-up':
      return (await service.show(actor, Number(id), { entries: 1 })).ok
    case 'customer':
      return (await service.customer(actor, id)).ok
    default:
      return true
  }
}
