import { beforeEach, describe, expect, it } from 'vitest'
import { type Author, audiences, type Case, type Entry } from '../../src/cases/case.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { ExportedCase } from '../../src/cases/exported-case.ts'
import { noNames } from '../../src/cases/names.ts'
import { type Actor, toReader } from '../../src/cases/policy.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createExportLines } from '../../src/import-export/export-lines.ts'
import { type ExportCounts, writeCases, writeEntries } from '../../src/import-export/write-export.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import type { Store } from '../../src/store/store.ts'
import { aCase, aCommit, aNewCase, anAuthor, minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer, aDirectory, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { value } from '../support/run-commands.ts'
import { eachStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const [hoshi, yama, nami] = ['hoshi.example.com', 'yama.example.com', 'nami.example.com'] as const
const midori = aCustomer()
const kiku = aCustomer({ id: 'C-kiku', name: 'きく', domain: 'kiku.example.jp' })

function accountOf(domain: string, held: Parameters<typeof anAccount>[0]): Actor {
  return { party: 'partner', account: anAccount({ email: `aoi@${domain}`, domain, ...held }) }
}

function memberOf(portal: boolean): Actor {
  const user = { email: 'it@midori.example.jp', name: '山田', customer: midori.id, admin: false, portal }
  return { party: 'customer', user, customer: midori }
}

/** Nine kinds of people, and how many of the cases each may see; none where they may see no case at all. */
const people: readonly [who: string, actor: Actor, cases: number][] = [
  ['a Reseller Admin of a partner of record', accountOf(hoshi, { roles: ['Reseller Admin'] }), 24],
  ['its super admin', accountOf(hoshi, { superAdmin: true }), 24],
  ['an account of a former partner', accountOf(yama, { roles: ['Reseller Admin'] }), 12],
  ['an account of a partner that came later', accountOf(nami, { roles: ['Reseller Admin'] }), 12],
  ['an account that sees customers alone', accountOf(hoshi, { privileges: ['View customers'] }), 0],
  ['a suspended super admin', accountOf(hoshi, { suspended: true, superAdmin: true }), 0],
  ['a desk agent', { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }, 36],
  ['a customer’s user with portal access', memberOf(true), 24],
  ['a customer’s user without portal access', memberOf(false), 0],
]

const authors: readonly Author[] = [
  anAuthor(),
  anAuthor({ email: 'ken@yama.example.com', name: 'Ken', domain: yama }),
  anAuthor({ email: 'mio@nami.example.com', name: '=Mio', domain: nami }),
  { party: 'customer', email: 'it@midori.example.jp', name: '山田' },
  { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' },
]

/** An entry of every author for every audience, and some of each kind of event. */
function everyEntry(): readonly Entry[] {
  const attachments = [{ id: 'f1', name: 'log "1".txt', type: 'text/plain', size: 3, sha256: 'x' }]
  const said = audiences.flatMap((audience) =>
    authors.map((author) => ({
      author,
      audience,
      event: { type: 'message', text: `${audience},"\n` } as const,
    })),
  )
  const others: readonly Omit<Entry, 'seq' | 'at'>[] = [
    { author: anAuthor(), audience: 'everyone', event: { type: 'message', text: '', attachments } },
    {
      author: anAuthor(),
      audience: 'everyone',
      event: { type: 'severity-changed', from: 'P3', to: 'P1' },
    },
    {
      author: anAuthor(),
      audience: 'everyone',
      event: { type: 'escalated', reason: 'business-impact', justification: '=now()' },
    },
    {
      author: anAuthor(),
      audience: 'desk',
      event: { type: 'shared', added: ['ops@watch.example.net'], removed: [] },
    },
    { author: anAuthor(), audience: 'everyone', event: { type: 'closed', from: 'new', note: '' } },
  ]
  const created = {
    author: anAuthor(),
    audience: 'everyone',
    event: { type: 'created', description: 'It bounces.', answers: [{ question: 'Who?', answer: 'All' }] },
  } as const
  return [created, ...said, ...others].map((entry, index) => ({
    ...entry,
    seq: index + 1,
    at: minutesAfter(noon, index),
  }))
}

const atDesk = 'desk' as const
const toDomain = (domain: string) => ({ domain })

eachStore((_name, open) => {
  let store: Store
  let service: ReturnType<typeof createCaseService>
  let now: Date

  beforeEach(async () => {
    store = await open()
    now = minutesAfter(noon, 600)
    const { directory } = aDirectory({
      domains: [hoshi, yama, nami].map((domain) => ({
        domain,
        name: domain,
        superAdmin: `admin@${domain}`,
        language: 'en' as const,
      })),
      customers: [midori, kiku],
      accounts: [hoshi, yama, nami].map((domain) =>
        anAccount({ email: `owner@${domain}`, domain, roles: ['Reseller Admin'] }),
      ),
      desk: [{ email: 'ben@desk.example.org', name: 'Ben of the desk' }],
      relationships: [
        aRelationship(),
        aRelationship({ domain: yama, to: minutesAfter(noon, 60) }),
        aRelationship({ customer: kiku.id, domain: nami }),
      ],
      grants: [{ customer: midori.id, domain: hoshi, ...aGrant('granted') }],
    })
    service = createCaseService({
      store,
      directory,
      categories: readCategories(catalogueFile),
      findPersonalData,
      fileScanner: createFileScanner(),
      now: () => now,
      newId: () => 'new',
    })
    const entries = everyEntry()
    for (let index = 0; index < 36; index += 1) {
      const ofMidori = index < 24
      const domains = ofMidori ? (index < 12 ? [hoshi, yama] : [hoshi]) : [nami]
      const customer = ofMidori ? midori : kiku
      const at = minutesAfter(noon, entries.length)
      await store.create(
        aNewCase(
          {
            number: 2000 + index,
            customer: { id: customer.id, name: customer.name, domain: customer.domain },
            domain: domains[0] ?? '',
            partners: domains.map((domain) => ({ domain, kind: 'reseller' as const })),
            title: index % 2 ? '+ 請求' : 'Mail',
            followUpOf:
              index === 20 ? { number: 2001, partners: [{ domain: yama, kind: 'reseller' }] } : null,
            seq: entries.length,
            updatedAt: minutesAfter(at, index % 7),
            sharedWith: ['ops@watch.example.net'],
            // Who works on it, and what each side keeps for itself.
            assignee: { email: 'ben@desk.example.org', name: 'Ben of the desk' },
            owners: domains.map((owning) => ({
              domain: owning,
              email: `owner@${owning}`,
              name: `Owner at ${owning}`,
            })),
            aside: [atDesk, ...domains.map(toDomain)].map((side) => ({
              side,
              until: minutesAfter(noon, 900),
            })),
            due: [atDesk, ...domains.map(toDomain)].map((side) => ({ side, at: minutesAfter(noon, 900) })),
            upstream: [atDesk, ...domains.map(toDomain)].map((side) => ({
              side,
              number: side === atDesk ? 'G-desk' : `G-${side.domain}`,
              link: null,
              state: 'open' as const,
              followUp: null,
            })),
          },
          { entries },
        ),
      )
    }
  })

  async function read(actor: Actor) {
    const exported = async () => value(await service.exportCases(actor, {}))
    const lines = createExportLines('jsonl', {
      names: noNames,
      reader: toReader(actor),
      categories: readCategories(catalogueFile),
      locale: 'en',
      timeZone: 'Asia/Tokyo',
    })
    const counts: ExportCounts = { cases: 0, entries: 0 }
    const readAll = async (pieces: AsyncIterable<string>) => {
      const texts: string[] = []
      for await (const piece of pieces) texts.push(piece)
      return texts
        .join('')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    }
    const cases = await readAll(writeCases(await exported(), lines, { cases: 0, entries: 0 }))
    const entries = await readAll(writeEntries(await exported(), lines, counts))
    return { cases, entries, counts }
  }

  /** What `show` answers, in the shape of the lines; by hand, so that the lines are held against the case itself. */
  async function shown(actor: Actor, number: number) {
    const { case: of, entries } = value(await service.show(actor, number, { entries: 1_000 }))
    return {
      case: {
        number,
        title: of.title,
        status: of.status,
        severity: of.severity,
        customer: of.customer.name,
        sharedWith: of.sharedWith,
        openedBy: { name: of.createdBy.name, party: 'partner', domain: of.createdBy.domain },
        updatedAt: of.updatedAt.getTime(),
      },
      entries: entries.map(({ at, author, audience, event }, index) => ({
        entry: index + 1,
        at: at.getTime(),
        author: [author.name, author.party, author.domain],
        audience,
        event: JSON.parse(
          JSON.stringify(event, (key, inner) => (key === 'id' || key === 'sha256' ? undefined : inner)),
        ),
      })),
    }
  }

  describe('an export, read back', () => {
    it.each(people)('VIS-1, VIS-7: equals what `show` returns to %s', async (_who, actor, count) => {
      if (count === 0) {
        expect(await service.exportCases(actor, {})).toMatchObject({ ok: false })
        expect(await service.show(actor, 2000)).toMatchObject({ ok: false })
        return
      }
      const { cases, entries, counts } = await read(actor)

      expect(cases.map(({ number }) => number).toSorted()).toEqual(
        value(await service.list(actor, {}, { limit: 100 }))
          .cases.map(({ number }) => number)
          .toSorted(),
      )
      expect(cases).toHaveLength(count)
      expect(counts).toEqual({ cases: count, entries: entries.length })
      for (const line of cases) {
        const wanted = await shown(actor, line.number)
        expect({ ...line, updatedAt: new Date(line.updatedAt).getTime() }).toMatchObject(wanted.case)
        const ofCase = entries
          .filter((entry) => entry.case === line.number)
          .map(({ entry, at, author: { name, party, domain }, audience, event }) => ({
            entry,
            at: new Date(at).getTime(),
            author: [name, party, domain],
            audience,
            event,
          }))
        expect(ofCase).toEqual(wanted.entries)
      }
    })

    it.each(people)(
      'OWN-1: %s gets the same of a case from export, list and show',
      async (_who, actor, count) => {
        if (count === 0)
          return expect(await service.list(actor, {}, { limit: 1 })).toMatchObject({ ok: false })
        const listed = value(await service.list(actor, {}, { limit: 100 })).cases
        const exported: Case[] = []
        for await (const each of value(await service.exportCases(actor, {}))) exported.push(each.case)
        const own = actor.party === 'partner' ? actor.account.domain : actor.party
        for (const of of exported) {
          const shownCase = value(await service.show(actor, of.number)).case
          expect(of).toEqual(shownCase)
          expect(of).toEqual(listed.find(({ number }) => number === of.number))
          const text = JSON.stringify(of)
          const domains = of.partners.map(({ domain }) => domain)
          const readable = own === 'desk' ? domains : domains.filter((domain) => domain === own)
          for (const domain of [hoshi, yama, nami]) {
            expect(text.includes(`Owner at ${domain}`)).toBe(readable.includes(domain))
            // What a partner keeps of its case at Google is its own, also before the desk.
            expect(text.includes(`"G-${domain}"`)).toBe(own === domain)
          }
          expect(text.includes('Ben of the desk')).toBe(own === 'desk')
          expect(text.includes('"G-desk"')).toBe(own !== 'customer')
          expect(of.due?.map(({ side }) => (side === 'desk' ? side : side.domain))).toEqual(
            own === 'customer' ? undefined : [own],
          )
        }
        expect(exported).toHaveLength(count)
      },
    )

    it('tells nobody of an earlier case that they may not see', async () => {
      const followUpOf = async (actor: Actor) =>
        (await read(actor)).cases.find(({ number }) => number === 2020)?.followUpOf
      expect(await followUpOf(people[6]?.[1] as Actor)).toBe(2001)
      expect(await followUpOf(people[0]?.[1] as Actor)).toBeNull()
    })
  })

  describe('an export that lasts', () => {
    const desk = people[6]?.[1] as Actor

    async function collect(cases: AsyncIterable<ExportedCase>, meanwhile: (count: number) => Promise<void>) {
      const found: Case[] = []
      for await (const { case: supportCase } of cases) {
        found.push(supportCase)
        await meanwhile(found.length)
      }
      return found.map(({ number }) => number)
    }

    it('has each case once, also those that change while it goes on', async () => {
      for (let number = 3000; number < 3150; number += 1)
        await store.create(aNewCase({ number, updatedAt: minutesAfter(noon, -number) }))
      const found = await collect(value(await service.exportCases(desk, {})), async (count) => {
        if (count !== 10) return
        // The last of the list moves to its top, past where the export is.
        const last = (await store.get(3149)) ?? aCase()
        await store.commit(aCommit(last, { updatedAt: now }))
      })

      expect(found.toSorted()).toEqual([...new Set(found)].toSorted())
      expect(found).toHaveLength(186)
    })

    it('has no more cases than asked for, and counts no further', async () => {
      const some = await collect(value(await service.exportCases(desk, {}, { most: 5 })), async () => {})
      expect(some).toHaveLength(5)
      expect(value(await service.countCases(desk, {}, 5))).toEqual({ count: 5, more: true })
      expect(value(await service.countCases(desk, {}, 36))).toEqual({ count: 36, more: false })
      expect(value(await service.countCases(desk, {}, 1_000))).toEqual({ count: 36, more: false })
    })

    it('ends where the right to it ends', async () => {
      const account = anAccount({ domain: nami, roles: ['Reseller Admin'] })
      for (let number = 3000; number < 3150; number += 1)
        await store.create(aNewCase({ number, partners: [{ domain: nami, kind: 'reseller' }] }))
      const cases = value(await service.exportCases({ party: 'partner', account }, {}))
      const suspended = collect(cases, async (count) => {
        if (count === 10) Object.assign(account, { suspended: true })
      })

      await expect(suspended).rejects.toThrow('account-suspended')
    })
  })
})
