/** Every kind of view that people come to see: the real commands over the sample directory, every button pressed. */
import type { FormErrors } from '../../commands/define.ts'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import { optionSources } from '../../commands/options.ts'
import type { Case, Locale, Platform, Subscription } from '../../src/cases/case.ts'
import type { Person } from '../../src/cases/directory.ts'
import { filesField } from '../../src/cases/take-files.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Store } from '../../src/store/store.ts'
import { areaField } from '../../views/category-fields.ts'
import { createPlaceTranslator, lateNotice } from '../../views/late-thread.ts'
import type { Button, Form, Option, Values, View } from '../../views/view.ts'
import { aThread } from './build-case.ts'
import { anOfferedFile, offering } from './offered-files.ts'
import { runnerOver } from './run-commands.ts'
import { amelia, aWorld, ben, marcus, personWith, sofia, type World } from './sample-world.ts'
import { catalogueFile } from './test-catalogue.ts'

/** What was offered while somebody typed. */
export interface Offered {
  readonly source: string
  readonly options: readonly Option[]
}

export interface EveryView {
  readonly seen: readonly Seen[]
  readonly offered: readonly Offered[]
}

/** How somebody came to see it. */
export type Way = 'commandLine' | 'action' | 'refresh' | 'submission' | 'home' | 'told' | 'thread'

export interface Seen {
  readonly way: Way
  readonly command: string
  readonly view: View | FormErrors
}

const northwind = 'northwind-apps.example.com'
const olivia = `olivia.reed@${northwind}`
/** Two accounts; one of another domain that lacks a privilege; one that is suspended; nobody. */
const kenji = 'kenji.tanaka@hoshi-cloud.example.com'
const emi = 'emi.kato@hoshi-cloud.example.com'
const sota = 'sota.abe@hoshi-cloud.example.com'
const people = [marcus, olivia, ben, amelia, sofia, kenji, emi, sota, null] as const
const day = 24 * 60 * 60 * 1000
const mostPresses = 500
const aFile = anOfferedFile('headers <1>.txt', 'Received: from one')
/** The channel where buttons are pressed: some bind it to a domain. */
const elsewhere = 'C2'

export async function everyView(
  store: Store,
  locale: Locale,
  platform: Platform = 'slack',
): Promise<EveryView> {
  const world = await aWorld(store, async () => ({
    kind: 'link',
    url: 'https://cases.example.com/link/secret',
    code: 'K7Q-F2M',
  }))
  const seen: Seen[] = []
  const runner = recorded(aRunner(world, locale, seen, platform), seen)
  let keys = 0
  const by = (email: string | null, channel = 'C1'): Interaction => {
    keys += 1
    const tenant = platform === 'slack' ? 'T1' : ''
    const person: Person = {
      ...personWith(email),
      platform,
      tenant,
      user: `U-${email}`,
      name: email ?? 'Nobody',
      locale,
      timeZone: 'Asia/Tokyo',
    }
    return {
      person,
      place: { platform, tenant, channel: platform === 'slack' ? channel : `spaces/${channel}` },
      key: `every:${keys}`,
    }
  }

  for (const email of people) {
    for (const { name } of commands) await runner.commandLine(by(email), name)
    for (const line of [
      '',
      'hlep',
      'list open',
      'list no such word',
      'show 9999',
      'show x',
      'severity 1001 P9',
    ])
      await runner.commandLine(by(email), line)
    await runner.home(by(email))
  }

  const number = await openCase(runner, by)
  await filterTheList(runner, by)
  await workOn(runner, by, number)
  await playCustomersPart(world, runner, by, number)
  await settleGrants(runner, by)
  await linkAccounts(world, runner, by)
  await threads(world, number, locale, seen, platform)

  await pressAll(runner, by, seen)
  for (const email of people) {
    for (const { name } of commands) await runner.commandLine(by(email), `${name} ${number}`)
    await runner.home(by(email))
  }
  await closeAndGoOn(world, runner, by, number)
  await pressAll(runner, by, seen)
  await threads(world, number, locale, seen, platform)
  return { seen, offered: await everyChoice(runner, by) }
}

async function everyChoice(runner: Dispatcher, by: By): Promise<readonly Offered[]> {
  const offered: Offered[] = []
  for (const source of Object.keys(optionSources))
    for (const query of ['', 'a', 'mail', 'メール', 'Tokyo', 'no such thing'])
      offered.push({ source, options: await runner.options(by(marcus), source, query, { in: northwind }) })
  return offered
}

type By = (email: string | null, channel?: string) => Interaction

function aRunner(world: World, locale: Locale, seen: Seen[], platform: Platform): Dispatcher {
  return runnerOver(world, {
    messages: {
      async send(_to, compose) {
        seen.push({ way: 'told', command: 'grant', view: compose(locale, 'Asia/Tokyo', platform) })
        return true
      },
    },
    attachments: { [platform]: { fetch: async () => offering(aFile) } },
    fileLinks: { minutes: 10, linkTo: () => 'https://cases.example.com/files/secret' },
  })
}

/** The same runner, with everything that it answers kept. */
function recorded(runner: Dispatcher, seen: Seen[]): Dispatcher {
  async function keep<T extends View | FormErrors>(way: Way, command: string, work: Promise<T>): Promise<T> {
    const view = await work
    seen.push({ way, command, view })
    return view
  }
  return {
    ...runner,
    commandLine: (wish, line) =>
      keep('commandLine', line.split(' ')[0] ?? '', runner.commandLine(wish, line)),
    action: (wish, command, args) => keep('action', command, runner.action(wish, command, args)),
    submission: (wish, command, values, hidden) =>
      keep('submission', command, runner.submission(wish, command, values, hidden)),
    refresh: (wish, command, values, hidden) =>
      keep('refresh', command, runner.refresh(wish, command, values, hidden)),
    home: (wish) => keep('home', 'home', runner.home(wish)),
  }
}

function asForm(view: View | FormErrors): Form {
  if (view.kind !== 'form') throw new Error(`no form but ${JSON.stringify(view).slice(0, 300)}`)
  return view
}

/** The form of a line, drawn once more as it stands, as a platform does that shows errors in it. */
async function opened(runner: Dispatcher, by: By, email: string, line: string): Promise<Form> {
  const form = asForm(await runner.commandLine(by(email), line))
  await runner.refresh(by(email), form.command, filled(form, {}), form.formState)
  return form
}

async function filterTheList(runner: Dispatcher, by: By): Promise<void> {
  const form = await opened(runner, by, marcus, 'list filter')
  for (const values of [{ email: 'nobody' }, { status: ['new', 'in-progress'], sort: 'severity' }])
    await runner.submission(by(marcus), 'list', filled(form, values), form.formState)
}

/** The form filled with what stands in it and these values. */
function filled(form: Form, values: Values): Values {
  const own = form.parts.flatMap((part) => {
    if (!('name' in part)) return []
    if (part.kind === 'files') return [[part.name, []] as const]
    const initial = part.kind === 'search' ? part.initial?.value : part.initial
    return [[part.name, initial ?? (part.kind === 'checks' ? [] : '')] as const]
  })
  return { ...Object.fromEntries(own), ...values }
}

async function openCase(runner: Dispatcher, by: By): Promise<number> {
  const form = asForm(await runner.commandLine(by(marcus), 'new Mail bounces'))
  const refresh = (values: Values) => runner.refresh(by(marcus), 'new', filled(form, values), form.formState)
  // Withdrawn, never granted, another domain's, and one's own.
  for (const customer of ['C11granite', 'C12harbor', 'C01aoba', 'C09brightwater']) await refresh({ customer })
  // Each service, and each of its areas with what it asks.
  const chosen = { customer: 'C09brightwater' }
  for (const { value: category } of await runner.options(by(marcus), 'categories', '', form.formState)) {
    const served = asForm(await refresh({ ...chosen, category }))
    const area = served.parts.find((part) => 'name' in part && part.name === areaField)
    for (const { value } of area && 'options' in area ? area.options : [])
      await refresh({ ...chosen, category, [areaField]: value })
  }
  const guided = asForm(await refresh({ ...chosen, category: 'gmail.delivery' }))
  const send = (values: Values) =>
    runner.submission(by(marcus), 'new', filled(guided, values), guided.formState)
  await send({})
  const whole = {
    title: 'Mail bounces',
    description: 'Since this morning.\nEvery mail to <one@mail.example.com> & others comes back.',
    'answer:message-id': '<one@mail.example.com>',
    'answer:scope': 'one user',
  }
  await send({ ...whole, description: 'Call 4111 1111 1111 1111' })
  await send({ ...whole, share: 'not an address' })
  const done = await send({ ...whole, share: 'team@brightwater.example.com' })
  return Number(buttonsIn(done)[0]?.args.number)
}

/** CRE-9, CRE-10, NOT-4, VIS-9: who opens a case, who sees it, and what the customer said elsewhere. */
async function playCustomersPart(world: World, runner: Dispatcher, by: By, number: number): Promise<void> {
  const send = (email: string, form: Form, values: Values) =>
    runner.submission(by(email), form.command, filled(form, values), form.formState)
  async function create(email: string, values: Values): Promise<number> {
    const form = asForm(await runner.commandLine(by(email), 'new The invoice is wrong'))
    const chosen = { ...values, category: 'gmail.delivery' }
    const guided = asForm(await runner.refresh(by(email), 'new', filled(form, chosen), form.formState))
    const answers = { 'answer:message-id': '<one@mail.example.com>', 'answer:scope': 'all' }
    const done = await send(email, guided, { ...chosen, ...answers, description: 'It names another plan.' })
    return Number(buttonsIn(done)[0]?.args.number)
  }

  const said = { text: 'It works for us.', by: 'Amelia Stone', way: 'phone', on: '2026-01-05' }
  await send(ben, await opened(runner, by, ben, `said ${number}`), { text: '' })
  await send(ben, await opened(runner, by, ben, `said ${number}`), said)

  const hidden = await create(marcus, { customer: 'C09brightwater', hidden: ['yes'] })
  const reveal = await opened(runner, by, marcus, `reveal ${hidden}`)
  await runner.commandLine(by(marcus), `reply ${hidden}`)
  await runner.commandLine(by(marcus), `show ${hidden}`)
  await send(marcus, reveal, {})
  await send(marcus, reveal, {})
  await runner.commandLine(by(marcus), `show ${await create(marcus, { for: 'own' })}`)

  const domain = '  - domain: northwind-apps.example.com\n'
  world.editDirectory((yaml) => yaml.replace(domain, `${domain}    firstLine: partner\n`))
  const first = await create(amelia, {})
  for (const email of [marcus, amelia]) {
    await runner.commandLine(by(email), `show ${first}`)
    await runner.commandLine(by(email), `reply ${first}`)
  }
  const pass = await opened(runner, by, marcus, `pass ${first}`)
  await send(marcus, pass, { note: 'Card 4111 1111 1111 1111' })
  await send(marcus, pass, { note: 'Beyond us.' })
  world.editDirectory((yaml) => yaml.replace(`${domain}    firstLine: partner\n`, domain))
  for (const email of [marcus, ben, amelia])
    await runner.action(by(email), 'handover', { number: String(number) })
}

async function workOn(runner: Dispatcher, by: By, number: number): Promise<void> {
  const open = (email: string, command: string) => opened(runner, by, email, `${command} ${number}`)
  const send = async (email: string, form: Form, values: Values) =>
    runner.submission(by(email), form.command, filled(form, values), form.formState)

  const upstream = await open(ben, 'upstream')
  for (const typed of ['no number!', '12345678'])
    await send(ben, upstream, { number: typed, state: 'waiting', link: 'https://support.google.com/1' })

  const stale = await open(marcus, 'update')
  for (const email of [marcus, ben, amelia]) {
    const form = await open(email, 'update')
    await send(email, form, { text: '' })
    await send(email, form, {
      text: `From ${email}: it is still so.`,
      audience: 'everyone',
      [filesField]: ['F1'],
    })
    await send(email, await open(email, 'reply'), { text: 'To the other side.' })
  }
  await send(marcus, await open(marcus, 'note'), { text: 'To our own.' })
  await send(ben, await open(ben, 'update'), {
    text: 'Which one?',
    audience: 'everyone',
    status: 'action-required',
  })
  // UPD-6: it changed meanwhile, and the form comes back with what changed.
  await send(marcus, stale, { text: 'Mine', next: 'close' })
  await send(marcus, await open(marcus, 'update'), { text: 'x', justification: 'y' })
  for (const email of [marcus, ben]) {
    for (const command of ['reply', 'note']) await send(email, await open(email, command), { text: '' })
    await send(email, await open(email, 'assign'), { to: '' })
    await send(email, await open(email, 'assign'), { to: email === marcus ? olivia : email })
    await send(email, await open(email, 'later'), { until: '', date: '' })
    await send(email, await open(email, 'later'), { until: '3d' })
    for (const [command, ...rests] of [
      ['take', '', ''],
      ['release', ''],
      ['assign', ' me', ' no such person'],
      ['later', ' soon', ' now'],
    ])
      for (const rest of rests) await runner.commandLine(by(email), `${command} ${number}${rest}`)
  }
  await send(marcus, await open(marcus, 'severity'), {})
  await send(marcus, await open(marcus, 'severity'), { severity: 'P1' })
  await send(marcus, await open(marcus, 'escalate'), { reason: 'business-impact', justification: '' })
  await send(marcus, await open(marcus, 'escalate'), {
    reason: 'business-impact',
    justification: 'Orders are lost.',
  })
  await send(marcus, await open(marcus, 'share'), { add: 'nobody' })
  await send(marcus, await open(marcus, 'share'), { add: 'second@brightwater.example.com' })
  await send(marcus, await open(marcus, 'share'), { remove: ['second@brightwater.example.com'] })
  await runner.commandLine(by(marcus), `reply ${number} A note typed whole.`)
  await runner.commandLine(by(marcus), `reply ${number} Card 4111 1111 1111 1111`)
  await runner.commandLine(by(marcus), `show ${number}`)
  await removeSome(runner, by, number)
}

/** UPD-3: one part of each kind, so that cards show what is left of them. */
async function removeSome(runner: Dispatcher, by: By, number: number): Promise<void> {
  const form = await opened(runner, by, ben, `remove ${number}`)
  const send = (values: Values) => runner.submission(by(ben), 'remove', filled(form, values), form.formState)
  await send({})
  const target = form.parts.find((part) => 'name' in part && part.name === 'target')
  const targets = target && 'options' in target ? target.options.map(({ value }) => value) : []
  const kinds = new Map(targets.map((value) => [value.replace(/^\d+\/|:.*/g, ''), value]))
  for (const value of kinds.values()) await send({ target: value, why: 'Sent by mistake.', sure: ['yes'] })
  await send({ target: '1/text', why: 'Sent by mistake.', sure: ['yes'] })
  await runner.commandLine(by(marcus), `show ${number}`)
}

async function settleGrants(runner: Dispatcher, by: By): Promise<void> {
  for (const line of [
    'grant granite',
    'grant C11granite',
    'grant C12harbor',
    'grant a',
    'grant C09brightwater',
  ])
    for (const email of [marcus, kenji, ben]) await runner.commandLine(by(email), line)
  for (const line of [`grant ${northwind}`, 'grant hoshi-cloud.example.com', 'grant nobody.example.com'])
    for (const email of [sofia, amelia]) await runner.commandLine(by(email), line)
  for (const state of ['granted', 'revoked']) {
    const args = {
      whom: northwind,
      state,
      in: 'customer:C11granite',
      asker: marcus,
      from: `slack:T1/U-${marcus}`,
    }
    await runner.action(by(sofia), 'grant', args)
    await runner.commandLine(by(olivia), `grant C11granite ${state} mail of 1 March`)
  }
  for (const line of ['grant granite granted', 'grant C07tokiwa revoked call', 'grant C07tokiwa'])
    for (const email of [olivia, ben]) await runner.commandLine(by(email), line)
}

async function linkAccounts(world: World, runner: Dispatcher, by: By): Promise<void> {
  const wish = by(null)
  for (const email of [kenji, `kenji.tanaka@${northwind}`])
    await world.store.identities.link(wish.person, {
      email,
      domain: email.split('@')[1] ?? '',
      provedAt: world.now(),
      proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: email },
    })
  for (const line of [
    'unlink',
    'unlink kenji',
    'unlink nobody',
    'domain',
    `domain ${northwind}`,
    'domain nowhere.example.com',
    'domain none',
    'domain here',
    `domain here ${northwind}`,
    'domain',
    'domain here none',
    'domain here none',
    'list',
    'new What is asked is which account',
  ])
    await runner.commandLine(by(null), line)
  await runner.commandLine(by(marcus), 'domain here')
  await runner.commandLine(by(kenji), 'domain here none')
}

async function closeAndGoOn(world: World, runner: Dispatcher, by: By, number: number): Promise<void> {
  for (const email of [marcus, ben]) {
    const form = await opened(runner, by, email, `close ${number}`)
    await runner.submission(
      by(email),
      'close',
      filled(form, { note: 'Card 4111 1111 1111 1111' }),
      form.formState,
    )
    await runner.submission(by(email), 'close', filled(form, { note: 'It was the printer.' }), form.formState)
    for (const { name } of commands) await runner.commandLine(by(email), `${name} ${number}`)
    const again = await opened(runner, by, email, `reopen ${number}`)
    await runner.submission(
      by(email),
      'reopen',
      filled(again, { reason: 'Card 4111 1111 1111 1111' }),
      again.formState,
    )
    await runner.submission(by(email), 'reopen', filled(again, { reason: 'It is back.' }), again.formState)
  }
  await runner.commandLine(by(marcus), `close ${number} done`)
  world.setNow(new Date(world.now().getTime() + 31 * day))
  for (const email of people) await runner.commandLine(by(email), `reopen ${number}`)
  const form = asForm(await runner.action(by(marcus), 'new', { followUp: String(number), in: northwind }))
  await runner.submission(
    by(marcus),
    'new',
    filled(form, {
      description: 'It is back again.',
      'answer:message-id': '<x@mail.example.com>',
      'answer:scope': 'all',
    }),
    form.formState,
  )
  await runner.action(by(marcus), 'new', { followUp: String(number), in: northwind })
  await runner.commandLine(by(marcus), `show ${number}`)
}

/** What each kind of thread shows: its root card and every entry. */
async function threads(
  world: World,
  number: number,
  locale: Locale,
  seen: Seen[],
  reads: Platform,
): Promise<void> {
  const views = createThreadViews({
    categories: readCategories(catalogueFile),
    createTranslator: createTranslatorFactory(),
    directory: world.directory,
    now: () => world.now(),
    filesByLink: ['gchat'],
  })
  const of: Case | undefined = await world.store.get(number)
  if (!of) throw new Error(`no case ${number}`)
  const history = await world.store.history(number, { after: 0, limit: 100 })
  const readers: readonly Subscription['reader'][] = [
    { party: 'partner', domain: northwind },
    { party: 'desk' },
    { party: 'customer', customer: of.customer.id },
  ]
  for (const reader of readers) {
    const thread = aThread({ platform: 'gchat', reader, locale })
    seen.push({ way: 'thread', command: 'root', view: await views.root(of, thread) })
    seen.push(...lateNotices(of, thread, reads))
    for (const entry of history)
      seen.push({ way: 'thread', command: entry.event.type, view: views.entry(of, thread, entry) })
  }
}

/**
 * What people of the thread's side are told when it is late: for every reason, in each chat and by mail. To who reads in Google Chat a
 * channel of Slack is one, too: those are left out there.
 */
function lateNotices(of: Case, { id, reader, locale }: Subscription, reads: Platform): readonly Seen[] {
  const chats = {
    slack: { startsDirectMessages: true, invitesByCommand: true },
    gchat: { startsDirectMessages: false, invitesByCommand: false },
  }
  const codes = ['is_archived', 'not_in_channel', 'NOT_FOUND', 'missing_scope', 'something_else']
  const scopes = ['thread', 'channel', 'passing'] as const
  const faults = scopes.flatMap((scope) => codes.map((code) => ({ scope, code })))
  const directs = [{}, { direct: { user: 'U1', email: null } }]
  const platforms = (['slack', 'gchat', 'mail'] as const).filter(
    (one) => reads === 'slack' || one !== 'slack',
  )
  return platforms.flatMap((platform) =>
    directs.flatMap((direct) =>
      faults.map((fault) => {
        const thread = { id, reader, platform, ...direct }
        const cases = fault.scope === 'passing' ? 2 : undefined
        const notice = { supportCase: of, thread, fault, channel: undefined, cases }
        const translatorFor = createPlaceTranslator(createTranslatorFactory(), locale, of.timeZone)
        return { way: 'told' as const, command: 'show', view: lateNotice(notice, chats, translatorFor) }
      }),
    ),
  )
}

export function buttonsIn(view: View | FormErrors): readonly Button[] {
  if (view.kind === 'errors') return []
  if (view.kind === 'notice') return view.buttons ?? []
  const blocks = view.kind === 'form' ? view.parts : view.blocks
  return blocks.flatMap((block) => {
    if (block.kind === 'actions') return [...block.buttons, ...(block.more ?? [])]
    return block.kind === 'item' && block.button ? [block.button] : []
  })
}

/** Presses every button there is, also those that come up only then; each once for each kind of person. */
async function pressAll(runner: Dispatcher, by: By, seen: readonly Seen[]): Promise<void> {
  const pressed = new Set<string>()
  for (let at = 0; at < seen.length && pressed.size < mostPresses; at += 1) {
    const view = seen[at]?.view
    for (const { command, args } of view ? buttonsIn(view) : []) {
      const key = JSON.stringify([command, args])
      if (pressed.has(key)) continue
      pressed.add(key)
      for (const email of [marcus, ben]) await runner.action(by(email, elsewhere), command, args)
      if (command === 'unlink' || command === 'domain')
        await runner.action(by(null, elsewhere), command, args)
    }
  }
  if (pressed.size >= mostPresses) throw new Error('the buttons come to no end')
}
