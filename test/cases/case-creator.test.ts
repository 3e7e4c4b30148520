import { describe, expect, it } from 'vitest'
import type { CreateCaseInput } from '../../src/cases/case-inputs.ts'
import { NumberTaken } from '../../src/cases/case-store.ts'
import { refused } from '../../src/cases/refusal.ts'
import { toSearchTerms } from '../../src/cases/search-terms.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { agent, aoi, aServiceScene, midoriKnown, powerless, yamada } from '../support/build-case-service.ts'
import { aCustomer, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { codes, value } from '../support/run-commands.ts'

function anInput(over: Partial<CreateCaseInput> = {}): CreateCaseInput {
  return {
    customer: 'C-midori',
    title: 'Mail bounces',
    description: 'Every mail to one address comes back.',
    product: 'google-workspace',
    category: 'gmail-delivery',
    answers: { scope: 'one user' },
    severity: 'P2',
    confirmed: false,
    threads: [],
    ...over,
  }
}

const withTexts =
  (...texts: readonly string[]) =>
  async () =>
    offering(...texts.map((text, index) => anOfferedFile(`${index}.txt`, text)))

describe('CRE-1: a new case', () => {
  it('is kept with its first entry under the next number, found by its words, and told', async () => {
    const { service, store, changed, now } = aServiceScene()

    const created = value(await service.create(aoi, anInput(), 'k'))

    expect(created).toMatchObject({
      number: 1001,
      title: 'Mail bounces',
      customer: { id: 'C-midori' },
      createdAt: now(),
      partners: [{ domain: 'hoshi.example.com', kind: 'reseller' }],
      subscriptions: [],
    })
    expect(await store.get(1001)).toEqual({ ...created, assignee: null })
    expect(await store.history(1001, { limit: 5 })).toMatchObject([
      { seq: 1, event: { type: 'created', answers: [{ question: 'Who?', answer: 'one user' }] } },
    ])
    expect(store.wordsOf(1001)).toEqual(expect.arrayContaining([...toSearchTerms('1001 bounces comes')]))
    expect(changed).toEqual([1001])
  })

  it('VIS-1: bears the partners of the moment at which it is written', async () => {
    const { directory } = aServiceScene().directory
    let asked: Date | undefined
    const scene = aServiceScene({
      directory: {
        ...directory,
        relationshipsOf: async (_, at) => {
          asked = at
          return [aRelationship(), aRelationship({ domain: 'yama.example.com', kind: 'support-partner' })]
        },
      },
    })

    const { partners } = value(await scene.service.create(aoi, anInput(), 'k'))

    expect(partners.map(({ domain }) => domain)).toEqual(['hoshi.example.com', 'yama.example.com'])
    expect(asked).toEqual(scene.now())
  })

  it('opens the threads that it was asked for, read by the actor’s party or the desk', async () => {
    const { service } = aServiceScene()
    const place = { platform: 'slack', tenant: 'T1', channel: 'C1', locale: 'en' } as const
    const threads = [
      { ...place, audience: 'actor' } as const,
      { ...place, channel: 'C2', audience: 'desk' } as const,
    ]

    const { subscriptions } = value(await service.create(aoi, anInput({ threads, language: 'ja' }), 'k'))

    expect(subscriptions).toMatchObject([
      { id: 'new-1', channel: 'C1', reader: { party: 'partner', domain: 'hoshi.example.com' }, locale: 'en' },
      { id: 'new-2', channel: 'C2', reader: { party: 'desk' }, locale: 'ja' },
    ])
  })

  it('NOT-3: mails the addresses that it is shared with, where mail is set up', async () => {
    const threads = async (sendsMail: boolean) => {
      const { service } = aServiceScene({ sendsMail })
      return value(await service.create(aoi, anInput({ share: ['jo@example.com'] }), 'k')).subscriptions
    }

    expect(await threads(true)).toMatchObject([
      { id: 'new-1', platform: 'mail', channel: 'jo@example.com', reader: { domain: 'hoshi.example.com' } },
    ])
    expect(await threads(false)).toEqual([])
  })
})

const withoutPortal = { ...yamada, user: { ...yamada.user, portal: false } }

describe('a case is not created', () => {
  it.each([
    { who: 'for the desk', actor: agent, code: 'desk-has-no-customers' },
    { who: 'for a customer without portal access', actor: withoutPortal, code: 'portal-access-missing' },
    { who: 'by an account that may not', actor: powerless, code: 'account-without-privilege' },
  ])('$who', async ({ actor, code }) => {
    const { service, store, changed } = aServiceScene()

    expect(codes(await service.create(actor, anInput(), 'k'))[0]).toMatch(code)
    expect(await store.createdWith('k')).toBeUndefined()
    expect(changed).toEqual([])
  })

  it.each([
    [{ customer: '' }, ['field-missing@customer']],
    [{ customer: '', title: '', product: '' }, ['field-missing@customer', 'field-missing@title']],
    [{ customer: 'C-other' }, ['customer-unknown@customer']],
    [{ followUpOf: 7 }, ['case-not-found']],
  ])('of %j, and nothing of it is fetched or searched', async (over, expected) => {
    const { service, searched } = aServiceScene()
    let fetched = 0
    const files = async () => {
      fetched += 1
      return offering()
    }

    expect(codes(await service.create(aoi, anInput({ ...over, files }), 'k'))).toEqual(expected)
    expect([fetched, searched]).toEqual([0, []])
  })

  it.each([
    [{ title: '' }, ['field-missing@title']],
    [{ product: 'office' }, ['field-invalid@product']],
    [{ category: 'none' }, ['field-invalid@category']],
    [{ share: ['nobody'] }, ['address-invalid@share']],
  ])('of %j, and every other fault is told in the same round', async (over, expected) => {
    const { service } = aServiceScene()
    const files = async () => refused({ code: 'file-unreachable', rule: 'UPD-1', field: 'files' } as const)

    const told = await service.create(aoi, anInput({ ...over, files, description: 'card 4111' }), 'k')
    expect(codes(told)).toEqual([...expected, 'file-unreachable@files', 'personal-data-found@description'])
  })

  it('GRA-1: without a grant, which is told before anything else', async () => {
    const { service, directory } = aServiceScene()
    directory.replace({
      customers: [...midoriKnown.customers],
      relationships: [...midoriKnown.relationships],
      grants: [{ customer: 'C-midori', domain: 'hoshi.example.com', ...aGrant('revoked') }],
    })

    expect(codes(await service.create(aoi, anInput({ title: '' }), 'k'))).toEqual(['grant-revoked@customer'])
  })
})

describe('UPD-4: a case that goes on from another', () => {
  it('names that one and the partners who may see it', async () => {
    const scene = aServiceScene()
    await scene.put({ number: 7, status: 'closed', closedAt: minutesAfter(noon, -60 * 24 * 40) })

    const { followUpOf } = value(await scene.service.create(aoi, anInput({ followUpOf: 7 }), 'k'))

    expect(followUpOf).toEqual({ number: 7, partners: [{ domain: 'hoshi.example.com', kind: 'reseller' }] })
  })

  it('cannot go on from one that is open', async () => {
    const scene = aServiceScene()
    await scene.put({ number: 7 })

    expect(codes(await scene.service.create(aoi, anInput({ followUpOf: 7 }), 'k'))).toEqual([
      'case-not-closed',
    ])
  })
})

describe('CRE-8: a repeated send', () => {
  it('is answered with the case of the first, and makes none', async () => {
    const { service, store, changed } = aServiceScene()
    const first = value(await service.create(aoi, anInput(), 'k'))

    expect(value(await service.create(aoi, anInput({ title: '' }), 'k'))).toEqual(first)

    expect((await store.list({ reader: { party: 'desk' } }, { limit: 9 })).cases).toHaveLength(1)
    expect(changed).toEqual([1001])
  })

  it('VIS-1: of another party is a fault of the platform, and shows that party nothing', async () => {
    const { service } = aServiceScene()
    await service.create(aoi, anInput(), 'k')
    const stranger = anAccount({ domain: 'yama.example.com', roles: ['Reseller Admin'] })

    await expect(service.create({ party: 'partner', account: stranger }, anInput(), 'k')).rejects.toThrow(
      'one key came from two parties',
    )
  })

  it('also where both came at once and the other’s was written first', async () => {
    const { service, store, changed } = aServiceScene()
    const theirs = { domain: 'yama.example.com', kind: 'reseller' } as const
    const { create } = store
    Object.assign(store, {
      create: () => create(aNewCase({ partners: [theirs] }, { key: 'k' })),
    })

    await expect(service.create(aoi, anInput(), 'k')).rejects.toThrow('one key came from two parties')
    expect(changed).toEqual([])
  })
})

describe('a number that is taken', () => {
  it('by an import is passed over', async () => {
    const scene = aServiceScene()
    await scene.put({ number: 1001 })
    await scene.put({ number: 1002 })

    expect(value(await scene.service.create(aoi, anInput(), 'k'))).toMatchObject({ number: 1003 })
    expect(scene.store.wordsOf(1003)).toContain('1003')
  })

  it('by a first send that died is the one that its key goes on with', async () => {
    const { service, store } = aServiceScene()
    const { create } = store
    const asked: number[] = []
    Object.assign(store, {
      create: async (input: Parameters<typeof create>[0]) => {
        asked.push(input.case.number)
        if (input.case.number === 1001) throw new NumberTaken(1001, 900)
        return create(input)
      },
    })

    expect(value(await service.create(aoi, anInput(), 'k'))).toMatchObject({ number: 900 })
    expect(asked).toEqual([1001, 900])
  })

  it('is the only fault of the store that is mended', async () => {
    const { service, store } = aServiceScene()
    const fault = new Error('connection lost')
    Object.assign(store, { create: () => Promise.reject(fault) })

    await expect(service.create(aoi, anInput(), 'k')).rejects.toBe(fault)
  })
})

describe('CRE-3: personal data', () => {
  it.each([
    [{ title: '4111' }, 'personal-data-found@title'],
    [{ description: '4111' }, 'personal-data-found@description'],
    [{ answers: { scope: '4111' } }, 'personal-data-found@answer:scope'],
    [{ files: withTexts('4111') }, 'personal-data-in-file@files'],
  ])('in %j is refused there; confirmed, it is written down', async (over, code) => {
    const { service, store } = aServiceScene()

    expect(codes(await service.create(aoi, anInput(over), 'k'))).toEqual([code])
    expect(store.fileIds.size).toBe(0)

    value(await service.create(aoi, anInput({ ...over, confirmed: true }), 'k'))
    expect((await store.history(1001, { limit: 5 })).at(-1)?.event).toEqual({
      type: 'personal-data-confirmed',
      found: ['card-number'],
    })
  })

  it('is looked for as in the customer’s country', async () => {
    const regions = async (language: 'en' | 'ja') => {
      const scene = aServiceScene()
      const { customers: _, ...rest } = midoriKnown
      scene.directory.replace({
        customers: [aCustomer({ language })],
        relationships: [...rest.relationships],
        grants: [...rest.grants],
      })
      await scene.service.create(aoi, anInput(), 'k')
      return scene.searched
    }

    expect(await regions('en')).toContain('US: Mail bounces')
    expect(await regions('ja')).toContain('JP: Mail bounces')
  })
})

describe('files of a new case', () => {
  it('are kept and named by its first entry', async () => {
    const { service, store } = aServiceScene()

    value(await service.create(aoi, anInput({ files: withTexts('one', 'two') }), 'k'))

    const [created] = await store.history(1001, { limit: 1 })
    expect(created?.event).toMatchObject({ attachments: [{ name: '0.txt' }, { name: '1.txt' }] })
    expect(store.fileIds.size).toBe(2)
  })

  it('that cannot be had leave no case', async () => {
    const { service, store } = aServiceScene()
    const refusal = { code: 'file-unreachable', rule: 'UPD-1', field: 'files' } as const

    expect(await service.create(aoi, anInput({ files: async () => refused(refusal) }), 'k')).toEqual({
      ok: false,
      refusals: [refusal],
    })
    expect(await store.createdWith('k')).toBeUndefined()
  })
})
