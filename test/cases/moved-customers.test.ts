import { beforeEach, describe, expect, it } from 'vitest'
import type { OnceSent } from '../../commands/define.ts'
import {
  createMovedCheck,
  type MovedCustomer,
  type MovedCustomersDeps,
} from '../../src/cases/moved-customers.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { createMovedReporter } from '../../src/chat/report-moved-customers.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aCase, aNewCase, minutesAfter } from '../support/build-case.ts'
import {
  agent,
  aoi,
  aServiceScene,
  midoriKnown,
  type ServiceScene,
  yamada,
} from '../support/build-case-service.ts'
import { anAccount, aRelationship } from '../support/build-directory.ts'
import { memoryConversationStore } from '../support/memory-conversation-store.ts'
import { recordingLog } from '../support/recording-log.ts'
import { codes, value } from '../support/run-commands.ts'
import { eachStore } from '../support/stores.ts'

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

function checkOf(scene: ServiceScene, over: Partial<MovedCustomersDeps> = {}): () => Promise<void> {
  return createMovedCheck({
    store: scene.store,
    directory: scene.directory.directory,
    notices: memoryConversationStore(),
    newId: () => 'new-thread',
    now: scene.now,
    onCaseChanged: (number) => void (scene.changed as number[]).push(number),
    tell: async () => true,
    ...over,
  })
}

/** What is told at one look of a new instance. */
async function look(scene: ServiceScene): Promise<readonly MovedCustomer[]> {
  const told: MovedCustomer[] = []
  await checkOf(scene, {
    async tell(moved) {
      told.push(moved)
      return true
    },
  })()
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

  it('is noted in a case that the desk does not see yet, which is passed to the desk where nobody else can go on with it', async () => {
    const scene = aMovedScene()
    const partners = [
      { domain: hoshi, kind: 'reseller' as const },
      { domain: tsuki, kind: 'support-partner' as const },
    ]
    await scene.put({ firstLine: 'partner', owners, status: 'action-required' })
    await scene.put({ number: 1002, firstLine: 'partner', owners, partners })

    const deskPlaces = [{ platform: 'slack', tenant: 'T1', channel: 'CDESK' }] as const
    await checkOf(scene, { deskPlaces })()
    await look(scene)

    const passed = await scene.store.get(1001)
    expect(passed).toMatchObject({
      firstLine: 'desk',
      status: 'in-progress',
      owners: [],
      partnersLeft: [hoshi],
    })
    expect(passed?.subscriptions).toMatchObject([{ channel: 'CDESK', reader: { party: 'desk' } }])
    const told = (await scene.store.history(1001, { after: 1, limit: 9 })).map(({ event }) => event.type)
    expect(told).toEqual(['partner-left', 'passed', 'status-changed'])
    expect(await scene.store.get(1002)).toMatchObject({
      firstLine: 'partner',
      owners: [],
      partnersLeft: [hoshi],
      seq: 2,
      subscriptions: [],
    })
  })

  it('is noted when a relationship ends with its date, though the directory is as it was', async () => {
    const scene = aServiceScene()
    const to = minutesAfter(scene.now(), 30)
    scene.directory.replace({
      customers: [...midoriKnown.customers],
      relationships: [aRelationship({ to }), aRelationship({ domain: tsuki, from: to })],
    })
    const check = checkOf(scene)
    await check()
    // Opened after the look that had nothing to remember of it.
    await scene.put()
    await check()
    scene.pass(29 * 60_000)
    await check()
    expect((await scene.store.get(1001))?.version).toBe(1)

    scene.pass(60_000)
    await check()

    expect(await scene.store.get(1001)).toMatchObject({ partnersLeft: [hoshi], version: 2 })
  })

  it('tells of it again where it could not, and until then only', async () => {
    const scene = aMovedScene()
    await scene.put()
    const told: number[] = []
    let isDown = true
    const check = checkOf(scene, {
      async tell({ open }) {
        told.push(open)
        return !isDown
      },
    })
    await check()
    await check()
    isDown = false
    for (let times = 0; times < 3; times += 1) await check()

    expect(told).toEqual([1, 1, 1])
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

eachStore((_name, open) => {
  /** An instance on the store, whose messages may be told of, or end it. */
  async function aTellingScene(send: (email: string, text: string, once: OnceSent | undefined) => void) {
    const store = await open()
    await store.create(aNewCase(aCase({ firstLine: 'partner' })))
    const scene = aMovedScene()
    const { directory, now } = scene
    const instance = (
      notices: MovedCustomersDeps['notices'] = store.conversations,
      over: Partial<MovedCustomersDeps> = {},
    ) =>
      createMovedCheck({
        store,
        directory: directory.directory,
        notices,
        newId: () => 'new-thread',
        now,
        onCaseChanged: () => {},
        tell: createMovedReporter({
          messages: {
            async send({ email }, compose, once) {
              send(email, compose('en', 'UTC').summary ?? '', once)
              return true
            },
          },
          directory: directory.directory,
          conversations: store.conversations,
          createTranslator: createTranslatorFactory(),
          now,
          log: recordingLog(),
        }),
        ...over,
      })
    const types = async () => (await store.history(1001, { limit: 10 })).map(({ event }) => event.type)
    return { store, scene, instance, types }
  }

  it('VIS-9: the super admins of both domains are told once, by four instances at once', async () => {
    const told: string[] = []
    const { scene, instance, types } = await aTellingScene((email, text) => told.push(`${email}: ${text}`))
    const four = [1, 2, 3, 4].map(() => instance())
    for (let times = 0; times < 3; times += 1) {
      await Promise.all(four.map((check) => check()))
      scene.pass(5 * 60_000)
    }
    await instance()()

    expect(told.toSorted()).toEqual([
      expect.stringMatching(
        /^admin@hoshi\.example\.com: hoshi\.example\.com no longer serves .*1 case is still open/,
      ),
      expect.stringMatching(/^admin@tsuki\.example\.com: .*still has 1 open case from before/),
    ])
    // VIS-2: whoever serves it now learns nothing of who did before.
    expect(told.toSorted()[1]).not.toContain(hoshi)
    expect(await types()).toEqual(['created', 'partner-left', 'passed'])
  })

  it('VIS-9: goes on where an instance died: after it noted, or while it told', async () => {
    const sent: { email: string; once: OnceSent | undefined }[] = []
    let isDying = true
    const { store, scene, instance, types } = await aTellingScene((email, _text, once) => {
      sent.push({ email, once })
      if (isDying && email.endsWith(tsuki)) throw new Error('killed')
    })
    const givesNothingBack = { claimNotice: store.conversations.claimNotice, releaseNotice: async () => {} }
    const killed = instance(givesNothingBack, {
      tell: async () => {
        throw new Error('killed')
      },
    })
    await expect(killed()).rejects.toThrow('killed')
    expect(await types()).toEqual(['created', 'partner-left', 'passed'])
    const other = instance(givesNothingBack)
    await other()
    expect(sent).toEqual([])
    scene.pass(3 * 60_000)
    await other()
    expect(sent.map(({ once }) => once?.uncertain)).toEqual([false, false])

    isDying = false
    scene.pass(3 * 60_000)
    const last = instance()
    await last()
    await last()

    // To look for it first is the chat's: it may have come.
    expect(sent.slice(2)).toMatchObject([{ email: `admin@${tsuki}`, once: { uncertain: true } }])
    expect(new Set(sent.map(({ once }) => once?.id)).size).toBe(2)
    expect(await types()).toEqual(['created', 'partner-left', 'passed'])
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
