/** Whom a partner sells to: by Cloud Channel where it is there, else by the Reseller API, which knows subscriptions only. */
import type { cloudchannel_v1 } from 'googleapis/build/src/apis/cloudchannel/v1.js'
import type { reseller_v1 } from 'googleapis/build/src/apis/reseller/v1.js'
import {
  type ChannelCustomerAnswer,
  ChannelCustomersPage,
  ResellerCustomer,
  SubscriptionsPage,
} from './google-answers.ts'
import { GoogleApiError, type GoogleProblem, type GoogleProblemReason } from './google-api-error.ts'
import type { GoogleCaller } from './google-caller.ts'
import type { GoogleCustomer, GoogleNote, GoogleOrganizationOptions } from './google-organization.ts'
import { settleAll } from './settle-all.ts'

export interface CustomersAnswer {
  readonly customers: readonly GoogleCustomer[]
  readonly notes: readonly GoogleNote[]
}

export interface SalesApis {
  readonly caller: GoogleCaller
  readonly channel: cloudchannel_v1.Cloudchannel
  readonly reseller: reseller_v1.Reseller
}

/** These are said of the partner's account at Cloud Channel, and stay so: a fault that passes must not show other customers. */
const withoutChannel: ReadonlySet<GoogleProblemReason> = new Set([
  'api-disabled',
  'scope-missing',
  'not-permitted',
  'not-found',
])

/** Each customer once, by domain. Throws `GoogleApiError` where the list was not read to its end. */
export async function readGoogleCustomers(
  apis: SalesApis,
  organization: GoogleOrganizationOptions,
): Promise<CustomersAnswer> {
  const { customers, notes } = await readFromEither(apis, organization)
  const byId = new Map<string, GoogleCustomer>()
  for (const customer of customers)
    if (!byId.has(customer.customerId)) byId.set(customer.customerId, customer)
  const sorted = [...byId.values()].sort(
    (a, b) => compare(a.domain, b.domain) || compare(a.customerId, b.customerId),
  )
  return { customers: sorted, notes }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

async function readFromEither(
  apis: SalesApis,
  organization: GoogleOrganizationOptions,
): Promise<CustomersAnswer> {
  const { domain, channelAccount } = organization
  if (channelAccount === undefined) return readFromReseller(apis, domain)
  try {
    return await readFromChannel(apis, domain, channelAccount)
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error
    const [problem] = error.problems
    if (!withoutChannel.has(problem.reason)) throw error
    const { customers, notes } = await readFromReseller(apis, domain)
    const note: GoogleNote = {
      kind: 'reseller-instead',
      subject: domain,
      message: `The customers of ${domain} come from the Reseller API: ${problem.message}`,
      remedy: problem.remedy,
    }
    return { customers, notes: [note, ...notes] }
  }
}

async function readFromChannel(
  { caller, channel }: SalesApis,
  domain: string,
  account: string,
): Promise<CustomersAnswer> {
  const listed = await caller.readPages(
    { subject: domain, asked: `the Cloud Channel customers (account ${account})` },
    {
      schema: ChannelCustomersPage,
      ask: (page, how) =>
        channel.accounts.customers.list({ parent: `accounts/${account}`, pageSize: 50, ...page }, how),
      items: (page) => page.customers,
    },
  )
  const customers = listed.flatMap((customer) => fromChannel(customer) ?? [])
  const notes = listed
    .filter(({ cloudIdentityId }) => !cloudIdentityId)
    .map((customer) => ({
      kind: 'no-identity' as const,
      subject: customer.domain,
      message: `${customer.orgDisplayName ?? customer.domain} (${customer.domain}) has no Google organization yet and is left out.`,
    }))
  return { customers, notes }
}

function fromChannel(customer: ChannelCustomerAnswer): GoogleCustomer | undefined {
  const { cloudIdentityId, cloudIdentityInfo, orgPostalAddress: address, primaryContactInfo } = customer
  if (!cloudIdentityId) return undefined
  const language = customer.languageCode || cloudIdentityInfo?.languageCode
  return {
    customerId: cloudIdentityId,
    domain: (cloudIdentityInfo?.primaryDomain || customer.domain).toLowerCase(),
    ...given({ name: customer.orgDisplayName, language }),
    address: lines([
      ...(address?.addressLines ?? []),
      address?.sublocality,
      address?.locality,
      address?.administrativeArea,
      address?.postalCode,
      address?.regionCode,
    ]),
    contact: given({
      name: primaryContactInfo?.displayName,
      email: primaryContactInfo?.email?.toLowerCase(),
      phone: primaryContactInfo?.phone,
    }),
    source: 'cloud-channel',
    detailsKnown: true,
  }
}

async function readFromReseller(apis: SalesApis, domain: string): Promise<CustomersAnswer> {
  const subscriptions = await apis.caller.readPages(
    { subject: domain, asked: 'the subscriptions sold' },
    {
      schema: SubscriptionsPage,
      ask: (page, how) => apis.reseller.subscriptions.list({ maxResults: 100, ...page }, how),
      items: (page) => page.subscriptions,
    },
  )
  const sold = new Map<string, string>()
  for (const { customerId, customerDomain, status } of subscriptions) {
    // Whoever has only cancelled ones is a customer no more.
    if (status !== 'CANCELLED' && !sold.has(customerId)) sold.set(customerId, customerDomain ?? customerId)
  }
  const unread: GoogleProblem[] = []
  const answers = [...sold].map(([customerId, customerDomain]) =>
    readOrNote(apis, customerId, customerDomain, unread),
  )
  const read = await settleAll(answers)
  return {
    customers: read.map(({ customer }) => customer),
    notes: read.flatMap(({ note }) => note ?? []),
  }
}

/** That Google fails for one customer can be; for as many it is Google that fails. */
const maxPassingFaults = 5

/** These would be said of every customer. */
const ofAll: ReadonlySet<GoogleProblemReason> = new Set([
  'api-disabled',
  'scope-missing',
  'credentials',
  'throttled',
])

async function readOrNote(
  { caller, reseller }: SalesApis,
  customerId: string,
  customerDomain: string,
  unread: GoogleProblem[],
): Promise<{ readonly customer: GoogleCustomer; readonly note?: GoogleNote }> {
  const question = { subject: customerDomain, asked: `the customer ${customerId}` }
  try {
    if (unread.length >= maxPassingFaults && unread[0]) throw new GoogleApiError([unread[0]])
    const customer = await caller.read(question, ResellerCustomer, (how) =>
      reseller.customers.get({ customerId }, how),
    )
    return { customer: fromReseller(customer) }
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error
    const [problem] = error.problems
    if (ofAll.has(problem.reason)) throw error
    if (problem.reason !== 'not-found' && problem.reason !== 'not-permitted') unread.push(problem)
    if (unread.length >= maxPassingFaults) throw error
    const customer = {
      customerId,
      domain: customerDomain.toLowerCase(),
      address: [],
      contact: {},
      source: 'reseller',
      detailsKnown: false,
    } as const
    const { message, remedy } = problem
    return { customer, note: { kind: 'unread-customer', subject: customerDomain, message, remedy } }
  }
}

function fromReseller(customer: ResellerCustomer): GoogleCustomer {
  const { postalAddress: address, primaryAdmin } = customer
  return {
    customerId: customer.customerId,
    domain: customer.customerDomain.toLowerCase(),
    ...given({ name: address?.organizationName }),
    address: lines([
      address?.addressLine1,
      address?.addressLine2,
      address?.addressLine3,
      address?.locality,
      address?.region,
      address?.postalCode,
      address?.countryCode,
    ]),
    contact: given({
      name: address?.contactName,
      email: (customer.alternateEmail || primaryAdmin?.primaryEmail)?.toLowerCase(),
      phone: customer.phoneNumber,
    }),
    source: 'reseller',
    detailsKnown: true,
  }
}

function lines(all: readonly (string | null | undefined)[]): readonly string[] {
  return all.flatMap((line) => line?.trim() || [])
}

/** Without the keys that Google left empty. */
function given<Key extends string>(
  values: Readonly<Record<Key, string | null | undefined>>,
): { readonly [Name in Key]?: string } {
  const full = Object.entries<string | null | undefined>(values).flatMap(([key, value]) =>
    value?.trim() ? [[key, value.trim()]] : [],
  )
  return Object.fromEntries(full)
}
