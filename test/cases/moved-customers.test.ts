import { beforeEach, describe, expect, it } from 'vitest'
import { checkMovedCustomers, type MovedCustomer } from '../../src/cases/moved-customers.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { createMovedReporter } from '../../src/chat/report-moved-customers.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aCase, aNewCase } from '../support/build-case.ts'
import {
  agent,
  aoi,
  aServiceScene,
  midoriKnown,
  type ServiceScene,
  yamada,
} from '../support/build-case-service.ts'
import { anAccount, aRelationship } from '../support/build-directory.ts'
import { recordingLog } from '../support/recording-log.ts'
import { codes, value } from '../support/run-commands.ts'
import { onSqlite } from '../support/stores.ts'

const hoshi = 'hoshi.example.com'
const tsuki = 'tsuki.example.com'
const ofTsuki: Actor = {
  party: 'partner',
  account: anAccount({ email: 'tsuki@tsuki.example.com', domain: tsuki, roles: ['Reseller Admin'] }),
}
const admin: Actor = { ...yamada, user: { ...yamada.user, admin: true } }
const owners = [{ email: 'aoi@hoshi.example.com', name: '青木 葵', domain: hoshi }]

/** Midori went from hoshi to tsuki. */
function moveMidori({ directory }: Pick<ServiceScene, 'directory'>): void {
  directory.replace({
    domains: [hoshi, tsuki].map((domain) => ({
      domain,
      name: domain,
      superAdmin: `admin@${domain}`,
      language: 'en',
    })),
    customers: [...midoriKnown.customers],
    relationships: [aRelationship({ domain: tsuki })],
    grants: [],
    operators: [{ email: 'ben@desk.example.org' }],
    customerUsers: [admin.party === 'customer' ? admin.user : yamada.user],
  })
}

function aMovedScene() {
  const scene = aServiceScene()
  moveMidori(scene)
  return scene
}

/** What is told at one look. */
async function look({ store, directory, now, changed }: ServiceScene): Promise<readonly MovedCustomer[]> {
  const told: MovedCustomer[] = []
  await checkMovedCustomers({
    store,
    directory: directory.directory,
    now,
    onCaseChanged: (number) => void (changed as number[]).push(number),
    tell: async (moved) => void told.push(moved),
  })
  return told
}

describe('VIS-9: a customer that moved', () => {
  it('is noted in each open case once, and owners at the former partner fall away', async () => {
    const scene = aMovedScene()
    await scene.put({ owners })
    await scene.put({ number: 1002 })
    await scene.put({ number: 1003, partners: [{ domain: tsuki, kind: 'reseller' }] })

    expect(await look(scene)).toMatchObject([{ domain: hoshi, partners: [tsuki], open: 2 }])
    expect(await look(scene)).toMatchObject([{ open: 2 }])

    const noted = await scene.store.history(1001, { limit: 10 })
    expect(noted.map(({ event }) => event.type)).toEqual(['created', 'partner-left'])
    expect(await scene.store.get(1001)).toMatchObject({ owners: [], partnersLeft: [hoshi], version: 2 })
    expect((await scene.store.get(1003))?.version).toBe(1)
    expect(value(await scene.service.show(yamada, 1001)).entries).toHaveLength(1)
  })

  it('is of no concern where nobody left, or the case is the domain’s own', async () => {
    const scene = aServiceScene()
    await scene.put()
    await scene.put({ number: 1002, customer: { id: 'own:hoshi.example.com', name: 'Hoshi', domain: hoshi } })

    expect(await look(scene)).toEqual([])
  })

  it('tells the former partner that it can only read, and the way on', async () => {
    const scene = aMovedScene()
    await scene.put()

    expect(
      codes(await scene.service.change(aoi, 1001, { changes: [{ kind: 'close', note: '' }] }, 'k')),
    ).toEqual(['relationship-ended'])
    const closed = { changes: [{ kind: 'close', note: 'The customer moved.' } as const] }
    expect(await scene.service.change(agent, 1001, closed, 'k2')).toMatchObject({ ok: true })
  })
})

onSqlite((_name, open) => {
  it('VIS-9: the super admins of both domains are told once, by four instances at once', async () => {
    const store = await open()
    await store.create(aNewCase(aCase()))
    const { directory, now } = aMovedScene()
    const told: string[] = []
    const tell = createMovedReporter({
      messages: {
        async send({ email }, compose) {
          told.push(`${email}: ${compose('en', 'UTC').summary}`)
          return true
        },
      },
      directory: directory.directory,
      conversations: store.conversations,
      createTranslator: createTranslatorFactory(),
      now,
      log: recordingLog(),
    })
    const instance = () =>
      checkMovedCustomers({ store, directory: directory.directory, now, onCaseChanged: () => {}, tell })
    await Promise.all([instance(), instance(), instance(), instance()])
    await instance()

    expect(told.toSorted()).toEqual([
      expect.stringMatching(
        /^admin@hoshi\.example\.com: hoshi\.example\.com no longer serves .*1 case is still open/,
      ),
      expect.stringMatching(/^admin@tsuki\.example\.com: .*still has 1 open case from before/),
    ])
    // VIS-2: whoever serves it now learns nothing of who did before.
    expect(told.toSorted()[1]).not.toContain(hoshi)
    expect((await store.history(1001, { limit: 10 })).map(({ event }) => event.type)).toEqual([
      'created',
      'partner-left',
    ])
  })
})

describe('VIS-9: handing a case over', () => {
  let scene: ServiceScene

  beforeEach(async () => {
    scene = aMovedScene()
    const note = {
      seq: 2,
      audience: 'internal',
      event: { type: 'message', text: 'Not for others.' },
    } as const
    const { entries } = aNewCase()
    await scene.put({ seq: 2, severity: 'P2' }, [
      ...entries,
      { ...entries[0], ...note } as (typeof entries)[number],
    ])
  })

  it('is asked of the customer’s admins by the desk, and changes nothing', async () => {
    const asked = value(await scene.service.handOver(agent, 1001, ''))

    expect(asked).toMatchObject({ kind: 'ask', admins: [{ user: { email: 'it@midori.example.jp' } }] })
    expect((await scene.store.get(1001))?.status).toBe('new')
  })

  it('allowed by the customer’s admin, makes one case for the partner of today, and closes the old one', async () => {
    const made = value(await scene.service.handOver(admin, 1001, ''))
    const again = value(await scene.service.handOver(admin, 1001, ''))

    const { number } = made.case
    expect(again.case.number).toBe(number)
    const shown = value(await scene.service.show(ofTsuki, number))
    expect(shown.case).toMatchObject({
      partners: [{ domain: tsuki, kind: 'reseller' }],
      title: 'Mail bounces',
      severity: 'P2',
    })
    expect(shown.entries.map(({ event }) => event.type)).toEqual(['created'])
    expect(codes(await scene.service.show(ofTsuki, 1001))).toEqual(['case-not-found'])
    const old = value(await scene.service.show(aoi, 1001))
    expect(old.case.status).toBe('closed')
    expect(old.followUps).toEqual([])
    expect(JSON.stringify(old)).not.toContain(tsuki)
    expect(value(await scene.service.show(agent, 1001)).followUps).toEqual([number])
  })

  it('is allowed by an operator with what shows it, and by no other agent', async () => {
    const other: Actor = { party: 'desk', email: 'eve@desk.example.org', name: 'Eve' }

    expect(codes(await scene.service.handOver(other, 1001, 'Mail of 2 March'))).toEqual([
      'grant-not-recorded-by-you',
    ])
    const made = value(await scene.service.handOver(agent, 1001, 'Mail of 2 March'))
    expect(made.kind).toBe('made')
    const desk = value(await scene.service.show(agent, made.case.number))
    expect(JSON.stringify(desk.entries)).toContain('Mail of 2 March')
    const partner = value(await scene.service.show(ofTsuki, made.case.number))
    expect(JSON.stringify(partner.entries)).not.toContain('Mail of 2 March')
  })

  it.each([
    ['a partner', () => aoi, {}, 'handover-of-desk'],
    ['a user who is no admin', () => yamada, {}, 'grant-not-yours'],
    ['a case that the customer does not see', () => agent, { hiddenFromCustomer: true }, 'handover-hidden'],
    ['a closed case', () => agent, { status: 'closed' as const }, 'case-closed'],
    [
      'a case whose partner still serves the customer',
      () => agent,
      { partners: [{ domain: tsuki, kind: 'reseller' as const }] },
      'handover-not-needed',
    ],
  ])('is refused: %s', async (_, actor, over, code) => {
    await scene.put({ number: 1005, ...over })

    expect(codes(await scene.service.handOver(actor(), 1005, ''))).toEqual([code])
  })

  it('is refused while nobody serves the customer', async () => {
    scene.directory.replace({ customers: [...midoriKnown.customers] })

    expect(codes(await scene.service.handOver(agent, 1001, ''))).toEqual(['handover-no-partner'])
  })
})
