/** Directories for tests: items with sensible values, and a directory in memory whose state can be replaced between questions. */
import type { Customer, Directory, Grant, Relationship } from '../../src/cases/directory.ts'
import type { IdentityLookup } from '../../src/cases/identity-store.ts'
import { liveNames } from '../../src/cases/names.ts'
import type { DirectoryFile, Item } from '../../src/people/directory-schema.ts'
import { indexDirectory } from '../../src/people/indexed-directory.ts'

/** An account of hoshi.example.com that holds nothing. */
export function anAccount(overrides: Partial<Item<'accounts'>> = {}): Item<'accounts'> {
  return {
    email: 'aoi@hoshi.example.com',
    name: '青木 葵',
    domain: 'hoshi.example.com',
    suspended: false,
    superAdmin: false,
    roles: [],
    privileges: [],
    ...overrides,
  }
}

export function aCustomer(overrides: Partial<Customer> = {}): Customer {
  return {
    id: 'C-midori',
    name: 'みどり商会',
    domain: 'midori.example.jp',
    tier: 'standard',
    language: 'en',
    timeZone: 'Asia/Tokyo',
    address: '東京都港区',
    contact: { name: '山田', email: 'it@midori.example.jp', phone: '' },
    ...overrides,
  }
}

export function aRelationship(overrides: Partial<Relationship> = {}): Relationship {
  return {
    customer: 'C-midori',
    domain: 'hoshi.example.com',
    kind: 'reseller',
    from: new Date('2020-01-01T00:00:00Z'),
    to: null,
    ...overrides,
  }
}

export function aGrant<State extends Grant['state']>(
  state: State,
): Grant & { readonly state: State; readonly evidence: null } {
  return { state, changedAt: null, changedBy: null, checkedAt: null, evidence: null }
}

/** The directory's state; what is not given is empty. */
type DirectoryState = { -readonly [Name in keyof DirectoryFile]: DirectoryFile[Name] }

export interface DirectoryInMemory {
  readonly directory: Directory & IdentityLookup
  /** From the next question on, this is how things stand. */
  replace(state: Partial<DirectoryState>): void
}

/** The real index over a state that no file holds. */
export function aDirectory(first: Partial<DirectoryState>): DirectoryInMemory {
  const blank: DirectoryState = {
    domains: [],
    accounts: [],
    people: [],
    customers: [],
    relationships: [],
    grants: [],
    desk: [],
    customerUsers: [],
    operators: [],
  }
  let index = indexDirectory({ ...blank, ...first })
  let revision = 1
  return {
    directory: {
      revision: async () => String(revision),
      names: liveNames(() => index.names),
      identify: async (person) => index.identify(person),
      findIdentityByEmail: async (email) => index.findByEmail(email),
      findIdentityById: async (id) => index.findById(id),
      domain: async (domain) => index.domain(domain),
      customersOf: async (domain, at) => index.customersOf(domain, at),
      customer: async (id) => index.customer(id),
      customersByPhoneticName: async (typed) => index.customersByPhoneticName(typed),
      relationshipsOf: async (customer, at) => index.relationshipsOf(customer, at),
      grant: async (customer, domain) => index.grant(customer, domain),
      accountsOf: async (domain) => index.accountsOf(domain),
      deskAgents: async () => index.deskAgents(),
      customerUsersOf: async (customer) => index.customerUsersOf(customer),
      chatUsersOf: async (email) => index.chatUsersOf(email),
      isOperator: async (email) => index.isOperator(email),
      operators: async () => index.operators(),
      domains: async () => index.domains(),
    },
    replace(state) {
      index = indexDirectory({ ...blank, ...state })
      revision += 1
    },
  }
}
