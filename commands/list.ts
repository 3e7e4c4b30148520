import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import { isOwnThread } from '../src/cases/own-threads.ts'
import { caseList, type ListPage } from '../views/case-list.ts'
import { filterForm } from '../views/filter-form.ts'
import { refusalNotice } from '../views/notice.ts'
import type { Values, View } from '../views/view.ts'
import { type Context, defineCommand, type FormErrors } from './define.ts'
import { describeFilter, ListArgs, parseKeyset, toAsked, toFilterArgs, toListFilter } from './list-filter.ts'
import { noChoice } from './options.ts'
import { readValue } from './responses.ts'

export const listPage = 10

/** Who has more than this many narrows the list. */
const countTo = 500

/** VIS-3: every case that the account may see, or those of one customer. */
export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'cases', 'search', '一覧', '検索'],
  positionals: ['words'],
  summary: 'command.list',
  usage: 'usage.list',
  args: ListArgs,
  auth: 'account',

  async run(context, args) {
    const asked = toAsked(args)
    if (asked.form || args.as === 'form') return openForm(context, args)
    return showList(context, args)
  },

  async submit(context, values) {
    const errors = checkForm(context, values)
    if (errors) return errors
    await context.lastUse?.keep('list', values)
    const checked = ListArgs.safeParse(toArgs(values))
    if (!checked.success) throw new Error('What the form sends is an argument of the list')
    return showList(context, checked.data)
  },

  async refresh(context, values) {
    return drawForm(context, values)
  },
})

async function showList(context: Context, args: ListArgs): Promise<View> {
  const { actor, translator, now, person, names } = context
  const asked = toAsked(args)
  const after = parseKeyset(args.after, asked.sort)
  const outcome = await context.service.list(actor, toListFilter(args, asked, person.timeZone, names), {
    limit: listPage,
    countTo,
    ...(after ? { after } : {}),
  })
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  const { cases, next, total = cases.length } = outcome.value
  const page: ListPage = {
    number: args.after === undefined ? 1 : (args.page ?? 2),
    size: listPage,
    total,
    countedTo: countTo,
    after: args.after,
    trail: args.trail?.split(' ') ?? [],
  }
  const customer = args.customer && (cases[0]?.customer.name ?? (await nameOf(context, args.customer)))
  return caseList(cases, {
    actor,
    translator,
    next,
    page,
    now,
    threadUrl: (supportCase) => findThreadUrl(context, supportCase),
    filter: describeFilter(args, asked, customer, context),
    args: {
      in: actorKey(actor),
      ...toFilterArgs(args),
      ...(args.replaces ? { replaces: args.replaces } : {}),
    },
  })
}

/** A thread of the person's own side in the chat and workspace where they are; others' direct messages are not theirs to open. */
function findThreadUrl({ actor, place, threadUrl }: Context, supportCase: Case): string | undefined {
  const own = supportCase.subscriptions.find(
    (thread) =>
      thread.platform === place.platform &&
      thread.tenant === place.tenant &&
      thread.direct === undefined &&
      thread.root !== null &&
      thread.suspended === null &&
      isOwnThread(thread, actor),
  )
  return own && threadUrl?.(own)
}

/** With what the list shows, or what was typed; the last use where it is asked for by itself. */
async function openForm(context: Context, args: ListArgs): Promise<View> {
  const asked = toAsked(args)
  const { words: _, status: _status, severity: _severity, ...rest } = toFilterArgs(args)
  const shown: Values = {
    ...rest,
    ...(asked.text ? { words: asked.text } : {}),
    ...(asked.statuses.length > 0 ? { status: asked.statuses } : {}),
    ...(asked.severities.length > 0 ? { severity: asked.severities } : {}),
    ...(asked.who?.includes('@') ? { who: 'any', email: asked.who } : asked.who ? { who: asked.who } : {}),
    ...(asked.mine ? { who: 'mine' } : {}),
    ...(asked.sort ? { sort: asked.sort } : {}),
  }
  const isNew = Object.keys(shown).length === 0
  return drawForm(context, (isNew && (await context.lastUse?.find('list'))) || shown)
}

async function drawForm(context: Context, values: Values): Promise<View> {
  const { actor, translator } = context
  const id = readValue(values, 'customer')
  return filterForm({ actor, translator, values, customer: id ? await nameOf(context, id) : undefined })
}

/** The customer's name where this account may know it; a person's last use may be of another time. */
async function nameOf({ service, actor }: Context, id: string): Promise<string | undefined> {
  const found = await service.customer(actor, id)
  return found.ok ? found.value.customer.name : undefined
}

function checkForm({ translator, actor }: Context, values: Values): FormErrors | undefined {
  const { t } = translator
  const fields: Record<string, string> = {}
  if (actor.party === 'partner' && readValue(values, 'customer') === noChoice)
    fields.customer = t('customers.elsewhere', { domain: actor.account.domain })
  const email = readValue(values, 'email').trim()
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) fields.email = t('filter.bad-email')
  for (const kind of ['opened', 'updated']) {
    const [since, until] = [readValue(values, `${kind}Since`), readValue(values, `${kind}Until`)]
    if (since && until && until < since) fields[`${kind}Until`] = t('filter.dates-crossed')
  }
  return Object.keys(fields).length > 0 ? { kind: 'errors', fields } : undefined
}

function toArgs(values: Values): Readonly<Record<string, string>> {
  const one = (name: string) => readValue(values, name).trim()
  const several = (name: string) => [values[name] ?? []].flat().join(',')
  const who = one('who')
  const args = {
    // What is typed as a keyword is one: a status is chosen beside it.
    words: one('words') && `"${one('words').replace(/["“”„]/g, ' ')}"`,
    status: several('status'),
    severity: several('severity'),
    customer: one('customer'),
    who: one('email') || (who === 'me' || who === 'nobody' ? who : ''),
    mine: who === 'mine' ? 'yes' : '',
    openedSince: one('openedSince'),
    openedUntil: one('openedUntil'),
    updatedSince: one('updatedSince'),
    updatedUntil: one('updatedUntil'),
    sort: one('sort'),
  }
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== ''))
}
