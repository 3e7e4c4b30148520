import { beforeEach, describe, expect, it } from 'vitest'
import type { Recipient } from '../../commands/define.ts'
import type { Case, DeliveryFault, Locale, Subscription } from '../../src/cases/case.ts'
import type { ConversationStore } from '../../src/cases/conversation-store.ts'
import { type Actor, denyCaseWork } from '../../src/cases/policy.ts'
import { createRecheckAccess } from '../../src/cases/recheck-access.ts'
import {
  createDeliveryFaultReporter,
  type DeliveryFaultReporterDeps,
  graceMs,
  type ReportDeliveryFault,
} from '../../src/chat/report-delivery-fault.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Card } from '../../views/view.ts'
import { aCase, anAuthor, anEntry, aThread, noon } from '../support/build-case.ts'
import { aDirectory, anAccount } from '../support/build-directory.ts'
import { buttonsIn } from '../support/every-view.ts'
import { memoryConversationStore } from '../support/memory-conversation-store.ts'
import { recordingLog } from '../support/recording-log.ts'
import { eachStore } from '../support/stores.ts'
import { capabilities } from '../support/test-capabilities.ts'

const hoshi = 'hoshi.example.com'
const [aoi, mio, ren] = ['aoi', 'mio', 'ren'].map((name) =>
  anAccount({ roles: ['Reseller Admin'], email: `${name}@${hoshi}` }),
) as [Account, Account, Account]
type Account = ReturnType<typeof anAccount>
const ben = 'ben@desk.example.com'
const domains = [{ domain: hoshi, name: hoshi, superAdmin: `admin@${hoshi}`, language: 'en' as const }]
const known = {
  domains,
  accounts: [aoi, mio, ren],
  people: [{ person: 'slack:T1/UAOI', accounts: [aoi.email] }],
  desk: [{ email: ben, name: 'Ben' }],
}
const byDomain = (account: Account) => anAuthor({ email: account.email, domain: hoshi })
const supportCase = aCase({
  title: 'The secret title',
  domain: hoshi,
  createdBy: byDomain(aoi),
  seq: 3,
  partners: [{ domain: hoshi, kind: 'reseller' }],
})
const history = [
  anEntry({ seq: 1, author: byDomain(aoi) }),
  anEntry({ seq: 2, author: byDomain(mio) }),
  anEntry({ seq: 3, author: { party: 'desk', email: ben, name: 'Ben' } }),
]
const uninvited: DeliveryFault = { scope: 'channel', code: 'not_in_channel', since: noon }
const passing: DeliveryFault = { scope: 'passing', code: 'no-answer', since: noon }

let directory: ReturnType<typeof aDirectory>
let conversations: ConversationStore
let sent: { readonly to: Recipient; readonly card: Card }[]
let log: ReturnType<typeof recordingLog>
let time: Date
let locale: Locale
let report: ReportDeliveryFault

function aReporter(over: Partial<DeliveryFaultReporterDeps> = {}): ReportDeliveryFault {
  return createDeliveryFaultReporter({
    messages: {
      async send(to, compose) {
        sent.push({ to, card: compose(locale, 'UTC') })
        return true
      },
    },
    directory: directory.directory,
    conversations,
    store: { history: async () => history, list: async () => ({ cases: [supportCase] }) },
    readers: { whoReads: async () => ({ kind: 'nobody', why: 'undeclared' }) },
    recheckAccess: createRecheckAccess({
      directory: directory.directory,
      mayWork: async (actor: Actor) => denyCaseWork(actor, 'admin'),
    }),
    createTranslator: createTranslatorFactory(),
    chats: capabilities,
    now: () => time,
    log,
    ...over,
  })
}

const told = () => sent.map(({ to }) => to.email)
const textOf = (index = 0) => sent[index]?.card.summary ?? ''
const pass = (ms: number) => {
  time = new Date(time.getTime() + ms)
}
const days = (count: number) => count * 24 * 3_600_000

beforeEach(() => {
  directory = aDirectory(known)
  conversations = memoryConversationStore()
  sent = []
  log = recordingLog()
  time = noon
  locale = 'en'
  report = aReporter()
})

describe('a thread whose channel takes no posts', () => {
  it('is told of to who opened the case and who wrote lately, of its own side, with what helps', async () => {
    await report(supportCase, aThread(), uninvited)

    expect(told()).toEqual([aoi.email, mio.email])
    expect(textOf()).toContain("Something new in case 1001 can't be posted in a channel in Slack yet")
    expect(textOf()).toContain('type /invite')
    expect(sent[0]?.to.chatUsers).toEqual(['slack:T1/UAOI'])
  })

  it.each(['en', 'ja'] as const)('is told of by the case’s number alone, in %s', async (language) => {
    locale = language

    await report(supportCase, aThread(), uninvited)

    expect(textOf()).toContain('1001')
    expect(JSON.stringify(sent)).not.toContain('secret title')
    expect(JSON.stringify(sent)).not.toContain('not_in_channel')
  })

  it('names its channel only to whoever is known to be in it', async () => {
    report = aReporter({
      readers: {
        whoReads: async () =>
          ({ kind: 'declared', name: 'secret-room', members: [{ user: 'UAOI' }] }) as never,
      },
    })

    await report(supportCase, aThread(), uninvited)

    expect(textOf(0)).toContain('secret-room in Slack')
    expect(textOf(1)).not.toContain('secret-room')
  })

  it('comes with a button that tries it again for its own side, and with the way to direct messages', async () => {
    await report(supportCase, aThread({ id: 't-7' }), uninvited)

    expect(buttonsIn(sent[0]?.card as Card)).toMatchObject([
      { command: 'show', args: { number: '1001', in: hoshi, thread: 't-7' } },
      { command: 'follow', args: { number: '1001', in: hoshi, where: 'me' } },
    ])
  })

  it('is told once, however often it fails, and for all cases of the channel together', async () => {
    for (const _ of [1, 2, 3]) await report(supportCase, aThread(), uninvited)
    await report({ ...supportCase, number: 1002 }, aThread({ id: 't-2' }), uninvited)

    expect(told()).toEqual([aoi.email, mio.email])
  })

  it('is told again once it is late for another reason, and after a week', async () => {
    await report(supportCase, aThread(), uninvited)
    await report(supportCase, aThread(), { ...uninvited, code: 'is_archived' })
    expect(told()).toHaveLength(4)
    expect(textOf(2)).toContain('is archived. Unarchive it.')

    pass(days(6))
    await report(supportCase, aThread(), uninvited)
    expect(told()).toHaveLength(4)
    pass(days(2))
    await report(supportCase, aThread(), uninvited)
    expect(told()).toHaveLength(6)
  })

  it('is not told of to somebody who may not work with cases any more (ACC-1, ACC-4)', async () => {
    directory.replace({ ...known, accounts: [{ ...aoi, suspended: true }, mio] })

    await report(supportCase, aThread(), uninvited)

    expect(told()).toEqual([mio.email])
  })

  it('is told of to nobody of another side or another domain', async () => {
    await report(supportCase, aThread({ reader: { party: 'desk' } }), uninvited)
    expect(told()).toEqual([ben])

    sent = []
    await report(
      supportCase,
      aThread({ reader: { party: 'partner', domain: 'other.example.com' } }),
      uninvited,
    )
    expect(told()).toEqual([])
  })

  it('that is one person’s direct messages is told of to that person, in another chat', async () => {
    const direct = { user: 'UREN', email: ren.email }

    await report(supportCase, aThread({ direct, channel: 'UREN' }), { ...uninvited, code: 'user_not_found' })

    expect(told()).toEqual([ren.email])
    expect(sent[0]?.to.without).toEqual(['slack'])
  })
})

describe('a platform that has a problem', () => {
  it('is told of to nobody before its time', async () => {
    pass(graceMs - 1)
    await report(supportCase, aThread(), passing)
    expect(told()).toEqual([])

    pass(1)
    await report(supportCase, aThread(), passing)
    expect(told()).toEqual([aoi.email, mio.email])
  })

  it('is told of once for all of a person’s cases, with how many they are, and not where it is down', async () => {
    pass(graceMs)
    const late = (number: number) => ({
      ...supportCase,
      number,
      subscriptions: [aThread({ fault: passing })],
    })
    const fine = { ...supportCase, number: 1004, subscriptions: [aThread({ fault: null })] }
    report = aReporter({
      store: { history: async () => history, list: async () => ({ cases: [late(1001), late(1002), fine] }) },
    })

    for (const number of [1001, 1002, 1003])
      await report(late(number), aThread({ id: `t-${number}` }), passing)

    expect(told()).toEqual([aoi.email, mio.email])
    expect(textOf()).toContain("2 cases of yours have something new that can't be posted in Slack yet")
    expect(sent.map(({ to }) => to.without)).toEqual([['slack'], ['slack']])
  })
})

describe('an address that takes no mail', () => {
  it('is told of to the partner’s people, without the address', async () => {
    const mail = aThread({ platform: 'mail', tenant: '', channel: 'kei@midori.example.jp' })

    await report(supportCase, mail, { scope: 'channel', code: '550', since: noon })

    expect(told()).toEqual([aoi.email, mio.email])
    expect(textOf()).toContain('the address was refused')
    expect(JSON.stringify(sent)).not.toContain('kei@')
  })
})

describe('when people cannot be told', () => {
  it('because the chat fails, the next failure tries again', async () => {
    let isDown = true
    report = aReporter({
      messages: {
        async send(to, compose) {
          if (isDown) throw new Error('down')
          sent.push({ to, card: compose('en', 'UTC') })
          return true
        },
      },
    })
    await report(supportCase, aThread(), uninvited)
    isDown = false
    await report(supportCase, aThread(), uninvited)

    expect(told()).toEqual([aoi.email, mio.email])
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'People were not told of a late thread' }])
  })

  it('because no chat knows them, the log says so once', async () => {
    report = aReporter({ messages: { send: async () => false } })

    for (const _ of [1, 2]) await report(supportCase, aThread(), uninvited)

    expect(log.lines.map(({ message }) => message)).toEqual(['Nobody could be told of a late thread'])
  })
})

eachStore((_, open) => {
  it('people are told once across restarts and instances', async () => {
    const [one, two] = [await open('shared'), await open('shared')]
    const thread: Subscription = aThread()
    const late: Case = { ...supportCase, subscriptions: [thread] }

    await Promise.all(
      [one, two].map((store) => aReporter({ conversations: store.conversations })(late, thread, uninvited)),
    )
    await aReporter({ conversations: two.conversations })(late, thread, uninvited)

    expect(told().toSorted()).toEqual([aoi.email, mio.email])
  })
})
