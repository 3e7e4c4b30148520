/** Cases as a busy partner's desk would have them, made up by their number: the same at every run. */
import { type Case, type Entry, severities, statuses } from '../../src/cases/case.ts'
import type { NewCase } from '../../src/cases/case-store.ts'

export const partners = 40
const customers = 4_000
const people = 400
const agents = 50
/** When the lists are asked for. */
export const now = new Date(Date.UTC(2025, 0, 1))
const start = Date.UTC(2023, 0, 1)

const stems = [
  'mail',
  'drive',
  'calendar',
  'login',
  '配信',
  '共有',
  '会議',
  '請求',
  'device',
  'group',
  '権限',
  'sync',
]
/** 3,000 words; the first ones are in many cases, the last ones in few. */
const vocabulary = Array.from({ length: 3_000 }, (_, index) => `${stems[index % stems.length]}${index}`)

export const wordIn = {
  /** In about a third of all cases. */
  common: vocabulary[0] ?? '',
  /** In about one of ten. */
  frequent: vocabulary[30] ?? '',
  /** In about one of 200; far too many for one list once there are a million cases. */
  uncommon: vocabulary[1_000] ?? '',
  uncommonToo: vocabulary[1_001] ?? '',
  /** In about one of 7,000. */
  seldom: vocabulary[2_500] ?? '',
}

export function partnerOf(index: number): string {
  return `partner-${index % partners}.example.com`
}

export function customerOf(index: number): string {
  return `C${String(index % customers).padStart(6, '0')}`
}

export function personOf(index: number): string {
  return `person-${index % people}@${partnerOf(index)}`
}

/** Numbers without an order to be seen, always the same ones. */
export function spread(number: number, what: number, below: number): number {
  let mixed = Math.imul(number ^ (what * 0x9e3779b9), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below
}

export function agentOf(index: number): string {
  return `agent-${index % agents}@desk.example.com`
}

/** Of most open cases somebody takes care, some are put aside, and most wait for somebody's answer; some have waited for too long. */
function whoWorksOnIt(number: number, domain: string): Pick<Case, 'assignee' | 'owners' | 'aside' | 'due'> {
  const isTaken = spread(number, 7, 10) < 9
  const isAside = spread(number, 8, 50) === 0
  const at = new Date(now.getTime() + (spread(number, 9, 100) - 5) * 3_600_000)
  const isOpen = spread(number, 5, 10) >= 8
  return {
    assignee: isTaken ? { email: agentOf(spread(number, 7, agents)), name: '佐藤 健二' } : null,
    owners: isTaken ? [{ domain, email: personOf(spread(number, 7, people)), name: '青木 葵' }] : [],
    aside: isOpen && isAside ? [{ side: 'desk', until: at }] : [],
    due: isOpen ? [{ side: spread(number, 6, 2) === 0 ? 'desk' : { domain }, at }] : [],
  }
}

export function newCaseOf(number: number): NewCase {
  const customer = spread(number, 1, customers)
  const opened = start + number * 60_000
  const updatedAt = new Date(opened + spread(number, 2, 30 * 86_400_000))
  const domain = partnerOf(customer)
  const author = {
    party: 'partner',
    email: personOf(customer + partners * spread(number, 3, 10)),
    name: '青木 葵',
    domain,
  } as const
  const words = new Set([String(number)])
  // Twice at random and the smaller one taken: the front of the vocabulary is common, its end is rare.
  for (let index = 0; words.size < 26; index += 1) {
    const chosen = (spread(number, 10 + index, 3_000) * spread(number, 50 + index, 3_000)) / 3_000
    words.add(vocabulary[Math.floor((chosen * spread(number, 90 + index, 3_000)) / 3_000)] ?? '')
  }
  const text = [...words].join(' ')
  const of: Case = {
    number,
    version: 1,
    customer: {
      id: customerOf(customer),
      name: `${customer}商会`,
      domain: `customer-${customer}.example.jp`,
    },
    partners: [
      { domain, kind: 'reseller' },
      ...(customer % 4 === 0 ? [{ domain: partnerOf(customer + 7), kind: 'support-partner' } as const] : []),
    ],
    domain,
    createdBy: author,
    title: text.slice(0, 60),
    product: 'google-workspace',
    category: 'gmail.delivery',
    severity: severities[spread(number, 4, severities.length)] ?? 'P3',
    // Most are closed, as in any desk that has been at work for long.
    status: spread(number, 5, 10) < 8 ? 'closed' : (statuses[spread(number, 6, 4)] ?? 'new'),
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    createdAt: new Date(opened),
    updatedAt,
    closedAt: null,
    seq: 2,
    subscriptions: [],
    followUpOf: null,
    sharedWith: [],
    escalation: null,
    ...whoWorksOnIt(number, domain),
  }
  const entries: Entry[] = [
    {
      seq: 1,
      at: of.createdAt,
      author,
      audience: 'everyone',
      event: { type: 'created', description: text, answers: [] },
    },
    {
      seq: 2,
      at: updatedAt,
      author,
      audience: 'everyone',
      event: { type: 'message', text: `${text} ${text}` },
    },
  ]
  return { case: of, entries, words: [...words], key: `bench-${number}` }
}
