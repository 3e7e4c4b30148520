/**
 * For the access matrix: customers in every situation, each with an open case, one closed lately and one closed long ago, and
 * every action that the services offer, tried on them.
 */
import type { Case } from '../../src/cases/case.ts'
import type { CreateCaseInput, UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { CaseService } from '../../src/cases/case-service.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { Customer, Grant, Relationship } from '../../src/cases/directory.ts'
import type { GrantRepository } from '../../src/cases/grant-repository.ts'
import { createGrantService, type GrantService } from '../../src/cases/grant-service.ts'
import { type Actor, toAuthor } from '../../src/cases/policy.ts'
import { ok, type Result } from '../../src/cases/refusal.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, minutesAfter } from './build-case.ts'
import { aCustomer, aDirectory, aGrant, aRelationship } from './build-directory.ts'
import { anOfferedFile, offering } from './offered-files.ts'
import { aWish } from './sample-world.ts'

/** The partner whose relationship and grant a situation tells of, and one that has no part in it. */
export const own = 'hoshi.example.com'
export const other = 'yama.example.com'
export const operators = [`op@${own}`, `op@${other}`, 'op@desk.example.org']

const kinds = ['reseller', 'support-partner', 'none'] as const
const grants = ['granted', 'revoked', 'unknown', 'never-recorded'] as const
const tiers = ['standard', 'enhanced', 'premium'] as const
const now = new Date('2026-03-02T09:00:00Z')
const address = 'ops@watch.example.net'

/** A customer with its past and present. */
export interface Situation {
  readonly was: (typeof kinds)[number]
  readonly now: (typeof kinds)[number]
  readonly grant: (typeof grants)[number]
  readonly tier: (typeof tiers)[number]
  readonly customer: Customer
}

export const situations: readonly Situation[] = kinds.flatMap((was) =>
  kinds.flatMap((present) =>
    grants.flatMap((grant) =>
      tiers.map((tier): Situation => {
        const id = `${was}/${present}/${grant}/${tier}`
        return { was, now: present, grant, tier, customer: aCustomer({ id, name: id, tier }) }
      }),
    ),
  ),
)

/** A customer of the other partner, for people who belong to none of the above. */
export const elsewhere = aCustomer({ id: 'C-yama', name: 'その他' })

const caseKinds = ['open', 'closed', 'old'] as const
type CaseKind = (typeof caseKinds)[number]
const closedMinutesAgo: Readonly<Record<CaseKind, number | null>> = {
  open: null,
  closed: 60,
  old: 31 * 24 * 60,
}

/** What an action is tried on. */
interface Target {
  readonly service: CaseService
  readonly grants: GrantService
  readonly repository: GrantRepository
  readonly actor: Actor
  readonly situation: Situation
  /** The situation's customer. */
  readonly id: string
  readonly cases: Readonly<Record<CaseKind, Case>>
  readonly key: string
}

/** One thing that somebody may want, by the method of a service that does it. */
export interface Action {
  readonly calls: `cases.${keyof CaseService}` | `grants.${keyof GrantService}`
  /** The change that it sends, by its kind; `several` for more than one. */
  readonly change?: string
  /** The audience of its message. */
  readonly audience?: string
  /** Answers whether the wish was fulfilled, and, where that can come out empty, whether the situation's customer was met. */
  readonly attempt: (target: Target) => Promise<readonly [outcome: Result<unknown>, met?: boolean]>
}

type Change = UpdateCaseInput['changes'][number]

/** A change of one of the three cases. It has to leave the case one version on, and a refusal has to leave it as it was. */
function change(on: CaseKind, ...changes: readonly Change[]): Action {
  const [first, second] = changes
  return {
    calls: 'cases.change',
    change: second || !first ? 'several' : first.kind,
    ...(first?.kind === 'message' ? { audience: first.audience } : {}),
    attempt: async ({ service, actor, cases, key }) => [
      await service.change(actor, cases[on].number, { changes: [...changes] }, key),
    ],
  }
}

/** A change that names whoever makes it. */
function changeOwn(on: CaseKind, toChange: (target: Target) => Change): Action {
  return {
    calls: 'cases.change',
    change: 'assign',
    attempt: async (target) => [
      await target.service.change(
        target.actor,
        target.cases[on].number,
        { changes: [toChange(target)] },
        target.key,
      ),
    ],
  }
}

function say(audience: 'internal' | 'customer' | 'desk' | 'everyone'): Extract<Change, { kind: 'message' }> {
  return { kind: 'message', text: 'Any news?', audience }
}

function create(overrides: (target: Target) => Partial<CreateCaseInput>): Action {
  return {
    calls: 'cases.create',
    async attempt(target) {
      const { service, actor, situation, id, key } = target
      const made = await service.create(actor, aWish({ customer: id, ...overrides(target) }), key)
      if (made.ok && (made.value.partners[0]?.kind ?? 'none') !== situation.now)
        throw new Error('made for the wrong partners (VIS-1)')
      return [made]
    },
  }
}

function settle(method: 'answer' | 'record', wanted: 'granted' | 'revoked'): Action {
  return {
    calls: `grants.${method}`,
    async attempt({ grants: { answer, record }, actor, id }) {
      if (method === 'record') return [await record(actor, id, wanted, 'By telephone', own)]
      const outcome = await answer(actor, own, wanted, 'By button')
      return [outcome, outcome.ok && outcome.value.customer.id === id]
    },
  }
}

const file = async () => offering(anOfferedFile('log.txt', 'It bounces.'))

export const actions: Readonly<Record<string, Action>> = {
  create: create(() => ({})),
  'create-shared': create(() => ({ share: [address] })),
  'create-follow-up': create(({ cases }) => ({ followUpOf: cases.old.number })),
  note: change('open', say('internal')),
  'for-customer': change('open', say('customer')),
  'for-desk': change('open', say('desk')),
  'for-everyone': change('open', say('everyone')),
  status: change('open', { ...say('everyone'), status: 'action-required' }),
  'status-alone': change('open', { kind: 'status', status: 'action-required' }),
  resume: change('open', { kind: 'status', status: 'in-progress' }),
  attach: change('open', { ...say('everyone'), files: file }),
  severity: change('open', { kind: 'severity', severity: 'P1' }),
  close: change('open', { kind: 'close', note: 'It works again.' }),
  escalate: change('open', {
    kind: 'escalate',
    reason: 'business-impact',
    justification: 'Orders stand still.',
  }),
  said: change('open', { ...say('everyone'), said: { way: 'phone', on: '2020-01-01', by: 'Somebody' } }),
  reveal: change('open', { kind: 'reveal' }),
  pass: change('open', { kind: 'pass', note: '' }),
  share: change('open', { kind: 'share', add: ['more@watch.example.net'], remove: [] }),
  unshare: change('open', { kind: 'share', add: [], remove: [address] }),
  upstream: change('open', {
    kind: 'upstream',
    number: '12345678',
    link: null,
    state: 'open',
    followUp: null,
  }),
  take: changeOwn('open', ({ actor }) => ({ kind: 'assign', to: toAuthor(actor).email })),
  aside: change('open', { kind: 'aside', until: minutesAfter(now, 60) }),
  several: change('open', { kind: 'severity', severity: 'P1' }, say('desk')),
  reminders: change('open', { kind: 'reminders', on: false }),
  reopen: change('closed', { kind: 'reopen', reason: 'It came back.' }),
  'reopen-late': change('old', { kind: 'reopen', reason: 'It came back.' }),
  follow: {
    calls: 'cases.follow',
    attempt: async ({ service, actor, cases, key }) => [
      await service.follow(actor, cases.open.number, {
        platform: 'slack',
        tenant: 'T1',
        channel: key,
        locale: 'en',
      }),
    ],
  },
  'retry-thread': {
    calls: 'cases.retryThread',
    attempt: async ({ service, actor, cases }) => [
      await service.retryThread(actor, cases.open.number, cases.open.subscriptions[0]?.id ?? ''),
    ],
  },
  show: {
    calls: 'cases.show',
    attempt: async ({ service, actor, cases }) => [await service.show(actor, cases.open.number)],
  },
  files: {
    calls: 'cases.files',
    attempt: async ({ service, actor, cases }) => [await service.files(actor, cases.open.number)],
  },
  since: {
    calls: 'cases.changesSince',
    attempt: async ({ service, actor, cases }) => [await service.changesSince(actor, cases.open.number, 0)],
  },
  list: {
    calls: 'cases.list',
    async attempt({ service, actor, cases, id }) {
      const found = await service.list(actor, { customers: [id] }, { limit: 500 })
      return [found, found.ok && found.value.cases.some((one) => one.number === cases.open.number)]
    },
  },
  export: {
    calls: 'cases.exportCases',
    async attempt({ service, actor, cases, id }) {
      const found = await service.exportCases(actor, { customers: [id] })
      if (!found.ok) return [found]
      let met = false
      for await (const one of found.value) met ||= one.case.number === cases.open.number
      return [found, met]
    },
  },
  count: {
    calls: 'cases.countCases',
    attempt: async ({ service, actor, id }) => [await service.countCases(actor, { customers: [id] }, 500)],
  },
  statistics: {
    calls: 'cases.statistics',
    attempt: async ({ service, actor }) => [
      // A period that no case is of: what may be seen is counted elsewhere.
      await service.statistics(actor, { since: minutesAfter(now, 1), until: minutesAfter(now, 2) }),
    ],
  },
  'follow-up': {
    calls: 'cases.followUp',
    attempt: async ({ service, actor, cases }) => [await service.followUp(actor, cases.old.number)],
  },
  removable: {
    calls: 'cases.removable',
    attempt: async ({ service, actor, cases }) => [await service.removable(actor, cases.open.number)],
  },
  remove: {
    calls: 'cases.remove',
    async attempt({ service, actor, cases, key }) {
      const found = await service.removable(actor, cases.open.number)
      const { of, part } = (found.ok && found.value.parts[0]) || { of: 1, part: 'description' as const }
      return [await service.remove(actor, cases.open.number, { of, part, why: 'Sent by mistake.' }, key)]
    },
  },
  'may-escalate': {
    calls: 'cases.mayEscalate',
    attempt: async ({ service, actor, cases }) => [await service.mayEscalate(actor, cases.open.number)],
  },
  readers: {
    calls: 'cases.readersOf',
    attempt: async ({ service, actor, cases }) => [await service.readersOf(actor, cases.open.number)],
  },
  'may-work': {
    calls: 'cases.mayWork',
    async attempt({ service, actor }) {
      const refusal = await service.mayWork(actor)
      return [refusal ? { ok: false, refusals: [refusal] } : ok(true)]
    },
  },
  queues: {
    calls: 'cases.queues',
    attempt: async ({ service, actor }) => [await service.queues(actor)],
  },
  colleagues: {
    calls: 'cases.colleagues',
    attempt: async ({ service, actor }) => [await service.colleagues(actor)],
  },
  customers: {
    calls: 'cases.customers',
    async attempt({ service, actor, id }) {
      const found = await service.customers(actor, '', { limit: 500 })
      return [found, found.ok && found.value.customers.some((one) => one.customer.id === id)]
    },
  },
  'hand-over': {
    calls: 'cases.handOver',
    attempt: async ({ service, actor, cases }) => [await service.handOver(actor, cases.old.number, '')],
  },
  subject: {
    calls: 'cases.subject',
    attempt: async ({ service, actor, id }) => [await service.subject(actor, id)],
  },
  customer: {
    calls: 'cases.customer',
    attempt: async ({ service, actor, id }) => [await service.customer(actor, id)],
  },
  ask: {
    calls: 'grants.ask',
    attempt: async ({ grants, actor, id }) => [await grants.ask(actor, id, async () => ['Somebody'])],
  },
  standing: {
    calls: 'grants.standing',
    async attempt({ grants, actor, id }) {
      const found = await grants.standing(actor, own)
      return [found, found.ok && found.value.customer.id === id]
    },
  },
  partners: {
    calls: 'grants.partners',
    async attempt({ grants, actor, id }) {
      const found = await grants.partners(actor)
      return [found, found.ok && found.value.some(({ customer }) => customer.id === id)]
    },
  },
  'answer-yes': settle('answer', 'granted'),
  'answer-no': settle('answer', 'revoked'),
  record: settle('record', 'granted'),
  'remove-evidence': {
    calls: 'grants.removeEvidence',
    async attempt({ grants, repository, actor, id }) {
      const kept = await repository.recordedGrant(id, other)
      const change = {
        customer: id,
        domain: other,
        from: 'unknown',
        to: 'unknown',
        at: now,
        by: address,
      } as const
      const evidence = { evidence: 'By telephone', source: 'chat' } as const
      await repository.recordGrant({ ...change, ...evidence, expected: kept?.version ?? 0 })
      return [await grants.removeEvidence(actor, id, other, 'It named a person.')]
    },
  },
  'grant-history': {
    calls: 'grants.history',
    attempt: async ({ grants, actor, id }) => [await grants.history(actor, id, own)],
  },
}

export interface AccessWorld {
  readonly service: CaseService
  readonly grants: GrantService
  /** What the rules call it: `yes`, `none` where it comes out empty, else the refusal's rule and code. */
  attempt(actor: Actor, situation: Situation, action: string): Promise<string>
  close(): Promise<void>
}

export async function anAccessWorld(): Promise<AccessWorld> {
  const store = await openSqliteStore({ file: ':memory:' })
  const { directory } = aDirectory(directoryState())
  let sends = 0
  const nextKey = () => `key-${++sends}`
  const service = createCaseService({
    store,
    directory,
    categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
    findPersonalData,
    fileScanner: createFileScanner(),
    now: () => now,
    newId: nextKey,
  })
  const grantService = createGrantService({ store, directory, repository: store.directory, now: () => now })
  const cases = new Map<string, Record<CaseKind, Case>>()
  /** By customer, as it was after the last attempt. */
  const last = new Map<string, string>()

  async function aCaseOf({ customer, was }: Situation, kind: CaseKind): Promise<Case> {
    const closedAgo = closedMinutesAgo[kind]
    const updatedAt = minutesAfter(now, -(closedAgo ?? 60))
    const { case: made } = await store.create(
      aNewCase(
        {
          number: await store.nextNumber(),
          customer: { id: customer.id, name: customer.name, domain: customer.domain },
          partners: was === 'none' ? [] : [{ domain: own, kind: was }],
          status: closedAgo === null ? 'new' : 'closed',
          closedAt: closedAgo === null ? null : updatedAt,
          createdAt: minutesAfter(updatedAt, -60),
          updatedAt,
          sharedWith: [address],
        },
        { key: nextKey() },
      ),
    )
    return made
  }

  for (const situation of situations) {
    const [open, closed, old] = await Promise.all(caseKinds.map((kind) => aCaseOf(situation, kind)))
    if (open && closed && old) cases.set(situation.customer.id, { open, closed, old })
  }

  /** What is written down of a customer that only a fulfilled wish may change. */
  async function written(id: string, of: Readonly<Record<CaseKind, Case>>): Promise<string> {
    const [grant, ...heads] = await Promise.all([
      store.directory.recordedGrant(id, own),
      ...caseKinds.map((kind) => store.get(of[kind].number)),
    ])
    return JSON.stringify([
      grant?.version,
      heads.map((one) => [one?.version, one?.seq, one?.subscriptions.length]),
    ])
  }

  return {
    service,
    grants: grantService,
    async attempt(actor, situation, name) {
      const { id } = situation.customer
      const action = actions[name]
      const of = cases.get(id)
      if (!action || !of) throw new Error(`no action ${name}, or no case of ${id}`)
      const key = nextKey()
      const before = last.get(id) ?? (await written(id, of))
      const repository = store.directory
      const target = { service, grants: grantService, repository, actor, situation, id, cases: of, key }
      const [outcome, met = true] = await action.attempt(target)
      const after = await written(id, of)
      last.set(id, after)
      if (!outcome.ok || !met) {
        if (after !== before || (await store.createdWith(key))) return 'refused, and written all the same'
      } else if (action.calls === 'cases.change') {
        if (after === before) return 'fulfilled, and nothing written'
        for (const kind of caseKinds)
          if ((await store.get(of[kind].number))?.version !== of[kind].version)
            of[kind] = await aCaseOf(situation, kind)
        last.delete(id)
      }
      return told(outcome, met)
    },
    close: () => store.close(),
  }
}

function told(outcome: Result<unknown>, met: boolean): string {
  if (!outcome.ok) return outcome.refusals.map((one) => `${one.rule} ${one.code}`).join(' + ')
  return met ? 'yes' : 'none'
}

function directoryState(): Parameters<typeof aDirectory>[0] {
  return {
    domains: [own, other].map((domain) => ({
      domain,
      name: domain,
      superAdmin: `admin@${domain}`,
      language: 'en' as const,
    })),
    customers: [...situations.map(({ customer }) => customer), elsewhere],
    operators: operators.map((email) => ({ email })),
    relationships: [
      ...situations.flatMap(relationshipsOf),
      aRelationship({ customer: elsewhere.id, domain: other }),
    ],
    grants: [
      { customer: elsewhere.id, domain: other, ...aGrant('granted') },
      ...situations.flatMap(({ customer, grant }) =>
        grant === 'never-recorded'
          ? []
          : [{ customer: customer.id, domain: own, ...aGrant(grant satisfies Grant['state']) }],
      ),
    ],
  }
}

function relationshipsOf({ customer, was, now: kind }: Situation): readonly Relationship[] {
  const of = { customer: customer.id, domain: own }
  if (kind !== 'none') return [aRelationship({ ...of, kind })]
  return was === 'none' ? [] : [aRelationship({ ...of, kind: was, to: minutesAfter(now, -30) })]
}
