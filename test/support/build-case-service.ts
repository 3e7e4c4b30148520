import type { Case, Entry } from '../../src/cases/case.ts'
import type { CaseService, CaseServiceDeps } from '../../src/cases/case-service.ts'
import type { Category } from '../../src/cases/categories.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { FindPersonalData } from '../../src/cases/personal-data.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import { aNewCase, minutesAfter, noon } from './build-case.ts'
import {
  aCustomer,
  aDirectory,
  aGrant,
  anAccount,
  aRelationship,
  type DirectoryInMemory,
} from './build-directory.ts'
import { type MemoryCaseStore, memoryCaseStore } from './memory-case-store.ts'

export const aoi: Actor = { party: 'partner', account: anAccount({ roles: ['Reseller Admin'] }) }
export const agent: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }
/** Of Midori, with access to the portal. */
export const yamada: Extract<Actor, { readonly party: 'customer' }> = {
  party: 'customer',
  user: { email: 'it@midori.example.jp', name: '山田', customer: 'C-midori', admin: false, portal: true },
  customer: { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' },
}
/** An account that may do nothing. */
export const powerless: Actor = { party: 'partner', account: anAccount() }

const name = { en: 'Delivery', ja: '配信' }
const category: Category = {
  id: 'gmail-delivery',
  service: 'gmail',
  name,
  path: name,
  guidance: [],
  questions: [{ id: 'scope', label: { en: 'Who?', ja: '誰が' }, optional: true, choices: [] }],
  hidden: false,
}

/** The services over a store and a directory in memory: Midori is a premium customer of hoshi.example.com, which it granted access. */
export interface ServiceScene {
  readonly service: CaseService
  readonly store: MemoryCaseStore
  readonly directory: DirectoryInMemory
  /** The cases of which it was told that they changed. */
  readonly changed: readonly number[]
  /** The texts that were searched for personal data, with the region. A text that holds `4111` has a card's number. */
  readonly searched: readonly string[]
  now(): Date
  pass(ms: number): void
  /** A case that is there already. */
  put(over?: Partial<Case>, entries?: readonly Entry[]): Promise<Case>
}

export const midoriKnown = {
  domains: [
    {
      domain: 'hoshi.example.com',
      name: 'Hoshi Cloud',
      superAdmin: 'admin@hoshi.example.com',
      language: 'en',
    },
  ],
  customers: [aCustomer({ tier: 'premium' })],
  relationships: [aRelationship()],
  grants: [{ customer: 'C-midori', domain: 'hoshi.example.com', ...aGrant('granted') }],
} as const

export function aServiceScene(over: Partial<CaseServiceDeps> = {}): ServiceScene {
  const store = memoryCaseStore()
  const directory = aDirectory({
    domains: [...midoriKnown.domains],
    customers: [...midoriKnown.customers],
    relationships: [...midoriKnown.relationships],
    grants: [...midoriKnown.grants],
  })
  const changed: number[] = []
  const searched: string[] = []
  const findPersonalData: FindPersonalData = async (text, region) => {
    searched.push(`${region}: ${text}`)
    return text.includes('4111') ? [{ kind: 'card-number', line: 1, shown: '4111…1111' }] : []
  }
  let time = minutesAfter(noon, 60)
  let ids = 0
  const service = createCaseService({
    store,
    directory: directory.directory,
    categories: {
      products: [],
      services: [],
      product: (id) => (id === 'google-workspace' ? { id, name } : undefined),
      service: () => undefined,
      category: (id) => (id === category.id ? category : undefined),
      find: () => [],
    },
    findPersonalData,
    fileScanner: createFileScanner(findPersonalData),
    now: () => time,
    newId: () => `new-${++ids}`,
    onCaseChanged: (number) => changed.push(number),
    ...over,
  })
  return {
    service,
    store,
    directory,
    changed,
    searched,
    now: () => time,
    pass(ms) {
      time = new Date(time.getTime() + ms)
    },
    async put(overrides, entries) {
      return (await store.create(aNewCase(overrides, entries ? { entries } : {}))).case
    },
  }
}
