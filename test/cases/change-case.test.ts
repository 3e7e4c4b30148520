import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Change } from '../../src/cases/case-inputs.ts'
import { refused } from '../../src/cases/refusal.ts'
import { aCommit, anEntry, noon } from '../support/build-case.ts'
import {
  agent,
  aoi,
  aServiceScene,
  midoriKnown,
  powerless,
  type ServiceScene,
  yamada,
} from '../support/build-case-service.ts'
import { aCustomer, aGrant } from '../support/build-directory.ts'
import type { MemoryCaseStore } from '../support/memory-case-store.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { codes, value } from '../support/run-commands.ts'

const say = (text: string, over: object = {}) =>
  ({ kind: 'message', text, audience: 'everyone', ...over }) as Change
const severity = { kind: 'severity', severity: 'P1' } as const
const escalate = { kind: 'escalate', reason: 'business-impact', justification: 'All are down.' } as const
const files = (...texts: readonly string[]) => ({
  files: async () => offering(...texts.map((text, index) => anOfferedFile(`${index}.txt`, text))),
})

async function withCase(
  over: Parameters<ServiceScene['put']>[0] = {},
  deps: Parameters<typeof aServiceScene>[0] = {},
) {
  const scene = aServiceScene(deps)
  await scene.put(over)
  const change = (changes: readonly Change[], more: object = {}, key = 'k', actor = aoi) =>
    scene.service.change(actor, 1001, { changes: [...changes], ...more }, key)
  return { ...scene, change }
}

/** Lets others write in between: before each of the next commits, in their order. */
function meeting(store: MemoryCaseStore, ...others: readonly (() => Promise<unknown>)[]): void {
  const left = [...others]
  const { commit } = store
  Object.assign(store, {
    async commit(input: Parameters<typeof commit>[0]) {
      await left.shift()?.()
      return commit(input)
    },
  })
}

/** Somebody else's change, straight into the store. */
const elsewhere =
  (scene: Pick<ServiceScene, 'store'>, commit: MemoryCaseStore['commit'], entry: object = {}) =>
  async () => {
    const current = await scene.store.get(1001)
    if (!current) throw new Error('no such case')
    await commit(aCommit(current, {}, { entries: [anEntry({ seq: current.seq + 1, ...entry })] }))
  }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('UPD-1: a send', () => {
  it('is one commit of all that it changes, at this moment and in its author’s name; and it is told', async () => {
    const { change, store, changed, now } = await withCase()

    const result = value(await change([say('Still down.'), severity]))

    expect(result).toMatchObject({ version: 2, seq: 3, severity: 'P1', updatedAt: now() })
    expect(store.commits).toMatchObject([{ number: 1001, expected: 1, key: 'k', subscriptions: [] }])
    expect(store.commits[0]?.entries).toMatchObject([
      { seq: 2, at: now(), author: { email: 'aoi@hoshi.example.com' }, event: { text: 'Still down.' } },
      { seq: 3, event: { type: 'severity-changed', from: 'P3', to: 'P1' } },
    ])
    expect(store.commits[0]?.next).not.toHaveProperty('subscriptions')
    expect(changed).toEqual([1001])
  })

  it('with a fault changes nothing, and nobody is told', async () => {
    const { change, store, changed } = await withCase()

    expect(codes(await change([say('Fine.'), { kind: 'severity', severity: 'P3' }]))).toEqual([
      'severity-unchanged@severity',
    ])
    expect(codes(await change([say('x'.repeat(3001))]))).toEqual(['field-too-long@text'])

    expect(store.commits).toEqual([])
    expect(changed).toEqual([])
  })

  it('VIS-6: of a case that the actor may not see tells no more than that, whatever it holds', async () => {
    const { change } = await withCase({ partners: [] })

    expect(codes(await change([say('x'.repeat(3001))]))).toEqual(['case-not-found'])
    expect(codes(await change([say('x')], {}, 'k', powerless))).toEqual(['account-without-privilege'])
  })

  it('CRE-6: of a customer’s own people is a message and nothing else', async () => {
    const { change, searched } = await withCase()

    expect(codes(await change([say('x'), { kind: 'close', note: '' }], {}, 'k', yamada))).toEqual([
      'customer-only-replies',
    ])
    expect(searched).toEqual([])
    expect((await change([say('x')], {}, 'k', yamada)).ok).toBe(true)
  })

  it('GRA-4: needs a grant at the moment of the write', async () => {
    const { change, directory, store } = await withCase()
    directory.replace({
      customers: [...midoriKnown.customers],
      relationships: [...midoriKnown.relationships],
      grants: [{ customer: 'C-midori', domain: 'hoshi.example.com', ...aGrant('revoked') }],
    })

    expect(codes(await change([say('x')]))).toEqual(['grant-revoked'])
    expect(store.commits).toEqual([])
    expect((await change([say('x')], {}, 'k', agent)).ok).toBe(true)
  })
})

describe('CRE-8: a repeated send', () => {
  it('changes nothing twice and is answered as the first', async () => {
    const { change, store, changed } = await withCase()
    await change([say('Once.')])

    expect(value(await change([say('Once.')]))).toMatchObject({ version: 2, seq: 2 })

    expect(store.commits).toHaveLength(1)
    expect(changed).toEqual([1001, 1001])
  })

  it('also where it would be refused by now', async () => {
    const { change } = await withCase()
    await change([severity])

    expect(value(await change([severity]))).toMatchObject({ version: 2, severity: 'P1' })
    expect(codes(await change([severity], {}, 'another'))).toEqual(['severity-unchanged@severity'])
  })
})

describe('UPD-6: those who write at the same time', () => {
  it('both get through: what was decided on an older version is decided anew', async () => {
    const scene = await withCase()
    const { commit } = scene.store
    meeting(scene.store, elsewhere(scene, commit), elsewhere(scene, commit))

    expect(value(await scene.change([say('Mine.')]))).toMatchObject({ version: 4, seq: 4 })

    expect(scene.store.commits.at(-1)).toMatchObject({ expected: 3, entries: [{ seq: 4 }] })
    expect(scene.changed).toEqual([1001])
  })

  it('but not for ever: after forty tries the case is busy', async () => {
    // They wait for a moment that is left to chance: here for none.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const scene = await withCase()
    const { commit } = scene.store
    const others = (count: number) => Array.from({ length: count }, () => elsewhere(scene, commit))
    meeting(scene.store, ...others(39))
    expect((await scene.change([say('Mine.')])).ok).toBe(true)

    const busy = await withCase()
    const other = elsewhere(busy, busy.store.commit)
    meeting(busy.store, ...Array.from({ length: 40 }, () => other))
    expect(await busy.change([say('Mine.')])).toEqual({
      ok: false,
      refusals: [{ code: 'busy', rule: 'UPD-6', values: { number: 1001 } }],
    })
    expect(busy.changed).toEqual([])
  })

  it('in one process wait for each other, and decide on what is there by then', async () => {
    const { change, store } = await withCase()
    let tries = 0
    const { commit } = store
    Object.assign(store, {
      commit: (input: Parameters<typeof commit>[0]) => {
        tries += 1
        return commit(input)
      },
    })

    const results = await Promise.all([1, 2, 3].map((index) => change([say(`${index}`)], {}, `k${index}`)))

    expect(results.map((result) => value(result).version).toSorted()).toEqual([2, 3, 4])
    expect(tries).toBe(3)
  })

  it('a case that is gone by then is not found', async () => {
    const { change, store, changed } = await withCase()
    Object.assign(store, { commit: async () => ({ kind: 'missing' }) })

    expect(codes(await change([say('x')]))).toEqual(['case-not-found'])
    expect(changed).toEqual([])
  })
})

describe('UPD-6: what was decided on a state that has changed since', () => {
  const changedTo = { event: { type: 'severity-changed', from: 'P4', to: 'P3' } } as const
  const since = async (entry: object) => {
    const scene = await withCase()
    await elsewhere(scene, scene.store.commit, entry)()
    return scene
  }

  it('is refused, not carried out silently', async () => {
    const { change, store } = await since(changedTo)

    expect(await change([severity], { basedOn: 1 })).toEqual({
      ok: false,
      refusals: [{ code: 'changed-meanwhile', rule: 'UPD-6', values: { number: 1001 } }],
    })
    expect(store.commits).toHaveLength(1)
  })

  it.each([
    { what: 'on the newest state', changes: [severity], basedOn: 2 },
    { what: 'on no state in particular', changes: [severity], basedOn: undefined },
    { what: 'a message, which asks for none', changes: [say('x')], basedOn: 1 },
  ])('but holds $what', async ({ changes, basedOn }) => {
    const { change } = await since(changedTo)

    expect((await change(changes, basedOn === undefined ? {} : { basedOn })).ok).toBe(true)
  })

  it('and where only messages came since', async () => {
    const { change } = await since({})

    expect((await change([severity], { basedOn: 1 })).ok).toBe(true)
  })

  it('also where that comes while it is written', async () => {
    const scene = await withCase()
    meeting(scene.store, elsewhere(scene, scene.store.commit, changedTo))

    expect(codes(await scene.change([severity], { basedOn: 1 }))).toEqual(['changed-meanwhile'])
  })
})

describe('UPD-2: escalating goes by the tier of the moment', () => {
  it('which is asked for where it matters', async () => {
    const premium = await withCase()
    expect(value(await premium.change([escalate])).escalation).toMatchObject({ reason: 'business-impact' })

    const standard = await withCase()
    standard.directory.replace({
      customers: [aCustomer({ tier: 'standard' })],
      relationships: [...midoriKnown.relationships],
      grants: [...midoriKnown.grants],
    })
    expect(codes(await standard.change([say('x'), escalate]))).toEqual(['escalation-not-premium'])
    expect((await standard.change([say('x')])).ok).toBe(true)
  })
})

describe('CRE-3: personal data', () => {
  it('is looked for in every text, in the region of the case’s language, and refused unless confirmed', async () => {
    const { change, store, searched } = await withCase()
    const changes = [say('a 4111', { audience: 'internal' }), say('b')]

    expect(codes(await change(changes))).toEqual(['personal-data-found@text'])
    expect(searched).toEqual(['JP: a 4111', 'JP: b'])
    expect(store.commits).toEqual([])

    value(await change(changes, { confirmed: true }))
    expect(store.commits[0]?.entries.at(-1)).toMatchObject({
      seq: 4,
      audience: 'internal',
      event: { type: 'personal-data-confirmed', found: ['card-number'] },
    })
  })

  it('also in files, and those are kept only once that is confirmed', async () => {
    const { change, store } = await withCase()
    const changes = [say('see there'), say('', files('4111'))]

    expect(codes(await change(changes))).toEqual(['personal-data-in-file@files'])
    expect(store.fileIds.size).toBe(0)

    value(await change(changes, { confirmed: true }))
    expect(store.fileIds.size).toBe(1)
    expect(store.commits[0]?.entries.map(({ event }) => event.type)).toEqual([
      'message',
      'message',
      'personal-data-confirmed',
    ])
  })
})

describe('files of a send', () => {
  it('are kept and named by the entry that they came with, each send’s and change’s under ids of their own', async () => {
    const { change, store } = await withCase()

    value(await change([say('a', files('one')), severity, say('b', files('one', 'two'))]))

    const names = store.commits[0]?.entries.map(({ event }) =>
      event.type === 'message' ? event.attachments?.map(({ name }) => name) : undefined,
    )
    expect(names).toEqual([['0.txt'], undefined, ['0.txt', '1.txt']])
    expect(store.fileIds.size).toBe(3)
    expect(JSON.stringify(store.commits[0]?.entries)).not.toContain('"files"')

    value(await change([say('a', files('one'))], {}, 'another'))
    expect(store.fileIds.size).toBe(4)
  })

  it('there are none where none came', async () => {
    const { change, store } = await withCase()

    value(await change([say('a')]))

    expect(store.commits[0]?.entries[0]?.event).toEqual({ type: 'message', text: 'a' })
  })

  it('that cannot be had refuse the send, and nothing is kept', async () => {
    const { change, store } = await withCase()
    const refusal = { code: 'file-unreachable', rule: 'UPD-1', field: 'files' } as const

    const result = await change([say('a', files('one')), say('b', { files: async () => refused(refusal) })])

    expect(result).toEqual({ ok: false, refusals: [refusal] })
    expect(store.fileIds.size).toBe(0)
    expect(store.commits).toEqual([])
  })

  it('that cannot be had are told in one round with what was found in the text', async () => {
    const { change } = await withCase()
    const offer = async () => refused({ code: 'file-unreachable', rule: 'UPD-1', field: 'files' } as const)

    expect(codes(await change([say('card 4111', { files: offer })]))).toEqual([
      'file-unreachable@files',
      'personal-data-found@text',
    ])
  })

  it.each([
    {
      why: 'a change that cannot be',
      over: { status: 'closed', closedAt: noon } as const,
      code: 'case-closed',
    },
    {
      why: 'a customer that is not served any more',
      over: { customer: { id: 'C-gone', name: 'Gone', domain: 'gone.example' } },
      code: 'relationship-ended',
    },
  ])('are not even fetched for $why', async ({ over, code }) => {
    const { change } = await withCase(over)
    let fetched = 0
    const offer = async () => {
      fetched += 1
      return offering()
    }

    expect(codes(await change([say('a', { files: offer })]))).toEqual([code])
    expect(fetched).toBe(0)
  })
})

describe('NOT-3: addresses that a change adds', () => {
  const share: Change = { kind: 'share', add: ['jo@example.com'], remove: [] }

  it('get a thread each where mail is set up, in the name of who added them', async () => {
    const { change } = await withCase({}, { sendsMail: true })

    expect(value(await change([share])).subscriptions).toMatchObject([
      { id: 'new-1', platform: 'mail', channel: 'jo@example.com', reader: { domain: 'hoshi.example.com' } },
    ])
  })

  it('and none where it is not', async () => {
    const { change } = await withCase()

    expect(value(await change([share])).subscriptions).toEqual([])
  })
})
