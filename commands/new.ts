import { z } from 'zod'
import type { Severity } from '../src/cases/case.ts'
import type { CreateCaseInput } from '../src/cases/case-inputs.ts'
import { denyWrite } from '../src/cases/policy.ts'
import { type NewFormOptions, newForm } from '../views/new-form.ts'
import { doneNotice, refusalNotice, refusalText } from '../views/notice.ts'
import type { Form, Values, View } from '../views/view.ts'
import { CaseNumber, FreeText, parseAddresses } from './arguments.ts'
import {
  type ChosenCategory,
  findChosenCategory,
  lacksAreas,
  moveToArea,
  readChosenCategory,
} from './chosen-category.ts'
import { type Context, defineCommand } from './define.ts'
import { formErrors, grantRequestButton, readFileIds, readValue, toRefusalNotice } from './responses.ts'
import { withoutMail } from './share.ts'
import { type PlacedThread, threadPlaceFor } from './thread-place.ts'

const Args = z.object({
  text: FreeText.optional(),
  description: FreeText.optional(),
  customer: z.string().optional(),
  /** The closed case to go on from; only buttons carry it. */
  followUp: CaseNumber.optional(),
})

/** CRE-1: create on behalf of a customer. */
export const newCommand = defineCommand({
  name: 'new',
  aliases: ['create', 'open', '作成', '新規'],
  positionals: ['text'],
  summary: 'command.new',
  usage: 'usage.new',
  parties: ['partner'],
  args: Args,
  auth: 'account',

  async run(context, args) {
    const refusal = await context.service.mayWork(context.actor)
    if (refusal) return refusalNotice([refusal], context.translator)
    if (context.actor.party !== 'partner') {
      const code = context.actor.party === 'desk' ? 'desk-has-no-customers' : 'customer-has-no-customers'
      return refusalNotice([{ code, rule: 'ACC-3' }], context.translator)
    }
    if (args.followUp) return followUpForm(context, args.followUp)
    return formFor(context, args.customer ?? '', {}, { title: args.text, description: args.description })
  },

  async refresh(context, values, hidden) {
    const followUp = await followUpFrom(context, hidden)
    return formFor(
      context,
      readValue(values, 'customer'),
      readChosenCategory(values, context.categories),
      filled(values),
      followUp,
    )
  },

  async submit(context, values, hidden) {
    const customer = readValue(values, 'customer') || hidden.customer || ''
    const thread = await threadFor(context, customer)
    const input = toInput(context, values, hidden, thread)
    const outcome = await context.service.create(context.actor, input, context.key)
    if (!outcome.ok) {
      const lacks = (name: string) => outcome.refusals.some(({ field }) => field === name)
      // GRA-4: granted while the form was open. What could not be filled before is there now, beside what was typed.
      const grown = lacks('product') && !('product' in values)
      if (grown || (lacks('category') && lacksAreas(values, context.categories)))
        return formFor(
          context,
          customer,
          readChosenCategory(values, context.categories),
          filled(values),
          await followUpFrom(context, hidden),
        )
      return formErrors(moveToArea(outcome.refusals, values), context.translator, Object.keys(values))
    }
    const { number, title, domain } = outcome.value
    const { t } = context.translator
    const opened = t(thread.channel ? 'new.done' : 'new.done.direct', { number, title })
    const first = thread.needsFirstMessage ? [t('new.thread.write-first')] : []
    const text = [opened, ...first, ...withoutMail(context, outcome.value)].join('\n')
    return doneNotice(text, [
      { label: t('button.open'), command: 'show', args: { number: String(number), in: domain } },
    ])
  },
})

/** UPD-4: filled from the closed case. Its number stays out of the text, which partners of today read too (VIS-2). */
async function followUpForm(context: Context, number: number): Promise<View> {
  const draft = await context.service.followUp(context.actor, number)
  if (!draft.ok)
    return toRefusalNotice(context, draft.refusals, { command: 'new', args: { followUp: String(number) } })
  const { case: supportCase, description, followUps } = draft.value
  const initial = { title: supportCase.titleRemoved ? '' : supportCase.title, description }
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

function filled(values: Values): { readonly title: string; readonly description: string } {
  return { title: readValue(values, 'title'), description: readValue(values, 'description') }
}

/** Where the thread of a new case of this customer goes: the acting domain is a partner of record of what it opens. */
function threadFor(context: Context, customer: string): Promise<PlacedThread> {
  const { actor } = context
  const domain = actor.party === 'partner' ? actor.account.domain : ''
  return threadPlaceFor(context, {
    partners: [{ domain, kind: 'reseller' }],
    customer: { id: customer, name: '', domain: '' },
  })
}

/** The form as far as it can be filled: the customer's access decides (GRA-2), the category brings its guidance. */
async function formFor(
  context: Context,
  customer: string,
  chosen: ChosenCategory,
  initial: { title?: string | undefined; description?: string | undefined },
  followUp?: NewFormOptions['followUp'],
): Promise<View> {
  const { actor, translator, categories, now } = context
  const takesFiles = context.attachments !== undefined
  const thread = customer ? await threadFor(context, customer) : undefined
  const blank = { actor, translator, categories, now, initial, takesFiles, followUp, thread }
  if (!customer) return newForm(blank)
  const access = await context.service.customer(actor, customer, 'customer')
  if (!access.ok)
    return newForm({
      ...blank,
      refused: access.refusals.map((refusal) => refusalText(refusal, translator)).join(' '),
    })
  const refusal = denyWrite(actor, access.value)
  if (!refusal) return newForm({ ...blank, access: access.value, ...chosen })
  return newForm({
    ...blank,
    access: access.value,
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
    customer: readValue(values, 'customer') || hidden.customer || '',
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
