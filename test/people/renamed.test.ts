import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { type SignedIn, verifyProof } from '../../src/cases/links.ts'
import { toAuthor } from '../../src/cases/policy.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { combineDirectMessages } from '../../src/chat/combine-direct-messages.ts'
import { withBindingNames } from '../../src/conversations/binding-names.ts'
import { createExportLines } from '../../src/import-export/export-lines.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { collectNames } from '../../src/people/directory-names.ts'
import { carryOut, planFor } from '../../src/people/import-directory.ts'
import { describeLateName, findLateNames, joinLateNames } from '../../src/people/join-late-names.ts'
import { storedDirectory } from '../../src/people/stored-directory.ts'
import type { Store } from '../../src/store/store.ts'
import type { View } from '../../views/view.ts'
import { aNewCase } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'
import { bindChannel, runnerOver, value, wishOf } from '../support/run-commands.ts'
import {
  aWish,
  aWorld,
  marcus,
  personWith,
  sampleDirectoryFile,
  sofia,
  type World,
} from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const before = 'northwind-apps.example.com'
const now = 'northwind.example.net'
const marcusNow = `marcus.bell@${now}`
const kenji = `kenji.tanaka@${before}`

/** The domain and one of its people; the others and all references stay as they are written. */
function rename(yaml: string): string {
  return yaml
    .replace(`- domain: ${before}\n`, `- domain: ${now}\n    formerly: [${before}]\n`)
    .replace(`- email: ${marcus}\n`, `- email: ${marcusNow}\n    formerly: [${marcus}]\n`)
    .replace(`name: Marcus Bell\n    domain: ${before}`, `name: Marcus Bell\n    domain: ${now}`)
}

/** What a person reads of a view: all but what its buttons and fields carry. */
function shown(view: View | { readonly kind: string }): string {
  const carried = ['args', 'options', 'formState']
  return JSON.stringify(view, (key, part: unknown) => (carried.includes(key) ? undefined : part))
}

eachStore((_name, open) => {
  describe.each(['a file', 'the database'])('DOM-4: renamed in a directory that is kept in %s', (kept) => {
    let store: Store
    let world: World
    let runner: Dispatcher

    async function importing(yaml: string) {
      const plan = await planFor(store.directory, parseDirectoryFile(yaml, 'd.yaml'), {
        now: world.now(),
        prune: false,
      })
      expect(plan.faults).toEqual([])
      expect(await carryOut(store.directory, plan)).toEqual([])
      return plan
    }

    beforeEach(async () => {
      store = await open()
      const people = kept === 'the database' ? { people: storedDirectory(store.directory) } : {}
      world = await aWorld(store, undefined, people)
      if (kept === 'the database') await importing(readFileSync(sampleDirectoryFile, 'utf8'))
      runner = runnerOver(world)
    })

    async function renameNow(): Promise<void> {
      if (kept === 'a file') world.editDirectory(rename)
      else await importing(rename(readFileSync(sampleDirectoryFile, 'utf8')))
    }

    const say = async (email: string, line: string) => shown(await runner.commandLine(wishOf(email), line))

    async function liveUnderTheFirstNames(): Promise<void> {
      await runner.commandLine(wishOf(marcus), 'list')
      value(await world.service.create(await world.actor(marcus), aWish(), 'case:1'))
      await say(marcus, 'note 1001 Only we know this')
      await say(marcus, 'assign 1001 me')
      await bindChannel(world, before, 'C1')
      const at = world.now()
      await store.conversations.setHome({
        domain: before,
        channel: { platform: 'slack', tenant: 'T1', channel: 'C1' },
        by: marcus,
        at,
      })
      await store.directory.recordGrant({
        customer: 'C11granite',
        domain: before,
        from: 'revoked',
        to: 'granted',
        at,
        by: sofia,
        evidence: null,
        source: 'chat',
        expected: (await store.directory.recordedGrant('C11granite', before))?.version ?? 0,
      })
      await world.notifications.choose(marcus, 'digest', { timeZone: 'UTC', platform: 'slack' })
    }

    it('the cases, internal notes, owners, grants, channels, homes and choices stay with their people', async () => {
      await liveUnderTheFirstNames()

      await renameNow()

      expect(await say(marcusNow, 'list')).toContain('1001')
      expect(await say(marcusNow, 'list mine')).toContain('1001')
      for (const who of [marcus, marcusNow])
        expect(shown(await runner.action(wishOf(marcusNow), 'list', { who }))).toContain('1001')
      expect(await say(`priya.nair@${before}`, 'list')).toContain('1001')
      const card = await say(marcusNow, 'show 1001')
      expect(card).toContain('Only we know this')
      expect(await say(marcusNow, 'assign 1001 me')).toMatch(/already/i)
      expect((await world.directory.grant('C11granite', now)).state).toBe('granted')
      expect(await say(marcusNow, 'domain home none')).toContain(now)
      expect(await say(marcusNow, 'stats')).toContain('1')
      const [actor] = (await world.directory.identify(personWith(marcusNow))).accounts
      if (!actor) throw new Error('the account is there')
      const author = toAuthor({ party: 'partner', account: actor })
      expect((await world.notifications.read(author.email)).choice).toBe('digest')
      const lines = createExportLines('jsonl', {
        reader: { party: 'partner', domain: actor.domain },
        locale: 'en',
        timeZone: 'UTC',
        categories: readCategories(catalogueFile),
        names: world.directory.names,
      })
      const exported: string[] = []
      const all = await world.service.exportCases({ party: 'partner', account: actor }, {}, {})
      for await (const one of value(all)) {
        exported.push(lines.toCaseLine(one.case))
        for await (const entry of one.entries()) exported.push(lines.toEntryLine(one.case.number, entry))
      }
      expect(exported.join('')).toContain('Only we know this')
      expect(exported.join('')).toContain(now)
      expect(exported.join('')).not.toContain(before)
      expect(await say(marcusNow, 'severity 1001 P3')).toContain('P3')
    })

    it('people read the name of today, and may type either', async () => {
      await liveUnderTheFirstNames()
      await renameNow()

      for (const line of ['show 1001', 'list', 'customers', 'domain', 'help', 'new']) {
        const text = await say(marcusNow, line)
        expect([line, text.includes(marcus)]).toEqual([line, false])
        // The colleagues' addresses are as they were.
        expect([line, text.replaceAll(`@${before}`, '').includes(before)]).toEqual([line, false])
      }
      expect(await say(marcusNow, 'show 1001')).toContain(now)
      for (const name of [now, before, 'northwind.example'])
        expect(await say(marcusNow, `list in:${name}`)).toContain('1001')
      expect(await say(`priya.nair@${before}`, `assign 1001 ${marcusNow}`)).toMatch(/already/i)
      expect(await say('kenji.tanaka@hoshi-cloud.example.com', `domain ${now}`)).toContain(now)
      expect(await say('kenji.tanaka@hoshi-cloud.example.com', `domain ${before}`)).toContain(now)
    })

    it('whoever has a former address or domain today is nobody here', async () => {
      await liveUnderTheFirstNames()
      await renameNow()

      expect((await world.directory.identify(personWith(marcus))).accounts).toEqual([])
      const refused = await say(marcus, 'show 1001')
      expect(refused).not.toContain('Mail to one address')
      expect(refused).not.toContain('olivia.reed')

      const claims = (email: string, hostedDomain: string): SignedIn => ({
        issuer: 'https://accounts.google.com',
        subject: 's1',
        email,
        emailVerified: true,
        hostedDomain,
      })
      const prove = async (email: string, hd: string) =>
        verifyProof(
          claims(email, hd),
          await world.directory.findIdentityByEmail(email),
          world.now(),
          world.directory.names,
        )
      expect(await prove(marcus, before)).toMatchObject({ ok: false, why: 'not-in-directory' })
      expect(await prove(marcusNow, before)).toMatchObject({ ok: false, why: 'wrong-organisation' })
      expect(await prove(kenji, before)).toMatchObject({ ok: false, why: 'wrong-organisation' })
      expect(await prove(marcusNow, now)).toMatchObject({
        ok: true,
        account: { email: marcus, domain: before },
      })
    })

    it('a link that was made under a former name goes on, and one that was made before that was recorded', async () => {
      const proof = { kind: 'google', issuer: 'https://accounts.google.com', subject: 's1' } as const
      const provedAt = world.now()
      const first = { ...personWith(null), user: 'U7' }
      const second = { ...personWith(null), user: 'U8' }
      await store.identities.link(first, { email: marcus, domain: before, provedAt, proof })
      await store.identities.link(second, { email: marcusNow, domain: now, provedAt, proof })

      await renameNow()

      for (const person of [first, second])
        expect((await world.directory.identify(person)).accounts).toMatchObject([
          { email: marcus, renamedTo: marcusNow, domain: before },
        ])
      const users = await world.directory.chatUsersOf(marcus)
      expect([...users].sort()).toEqual(['slack:T1/U7', 'slack:T1/U8'])
    })

    it('a channel that was bound before the former name was recorded is the domain’s own', async () => {
      await bindChannel(world, now, 'C2')
      const channel = { platform: 'slack', tenant: 'T1', channel: 'C2' } as const
      await renameNow()
      await world.directory.domain(now)
      const identities = withBindingNames(store.identities, world.directory.names)

      expect(await identities.bindingOf(channel)).toMatchObject({ domain: before })
      expect(await identities.unbind(channel, before)).toBe(true)
      expect(await identities.bindingOf(channel)).toBeUndefined()
    })

    it('a chat is asked for the address of today', async () => {
      await renameNow()
      const asked: string[] = []
      const slack = {
        send: async ({ email }: { email: string }) => {
          asked.push(email)
          return true
        },
      }
      const messages = combineDirectMessages(
        { slack },
        { names: world.directory.names, findChosenChat: async () => undefined, log: recordingLog() },
      )
      await world.directory.chatUsersOf(marcus)

      await messages.send({ email: marcus, chatUsers: [] }, () => ({ kind: 'card', summary: '', blocks: [] }))

      expect(asked).toEqual([marcusNow])
    })
  })

  describe('DOM-4: an import', () => {
    it('tells what is renamed apart from what is new, and keeps the id', async () => {
      const store = await open()
      const sample = readFileSync(sampleDirectoryFile, 'utf8')
      const plan = (yaml: string) =>
        planFor(store.directory, parseDirectoryFile(yaml, 'd.yaml'), { now: new Date(), prune: false })
      await carryOut(store.directory, await plan(sample))

      const renamed = await plan(rename(sample))

      expect(renamed.missing).toEqual([])
      expect(renamed.steps.map(({ kind, text }) => `${kind} ${text.split(':')[0]}`)).toEqual([
        `renamed reseller domain ${now} (formerly ${before})`,
        `renamed account ${marcusNow} (formerly ${marcus})`,
      ])
      await carryOut(store.directory, renamed)
      expect(await store.directory.find('domains', [before])).toMatchObject([
        { domain: before, renamedTo: now },
      ])
      expect((await plan(rename(sample))).steps).toEqual([])
    })

    it('that was made under both names becomes one again', async () => {
      const store = await open()
      const sample = readFileSync(sampleDirectoryFile, 'utf8')
      const plan = (yaml: string) =>
        planFor(store.directory, parseDirectoryFile(yaml, 'd.yaml'), { now: new Date(), prune: false })
      await carryOut(store.directory, await plan(sample))
      await store.directory.put('accounts', {
        email: marcusNow,
        name: 'Marcus Bell',
        domain: before,
        suspended: false,
        superAdmin: false,
        roles: [],
        privileges: [],
      })

      const again = await plan(rename(sample))

      expect(again.faults).toEqual([])
      await carryOut(store.directory, again)
      expect(await store.directory.find('accounts', [marcusNow])).toEqual([])
      expect(await store.directory.find('accounts', [marcus])).toMatchObject([{ renamedTo: marcusNow }])
    })

    it('finds what was opened or worked on under a later name, and nothing else: until it is joined', async () => {
      const store = await open()
      const file = parseDirectoryFile(rename(readFileSync(sampleDirectoryFile, 'utf8')), 'd.yaml')
      const byPriya = {
        party: 'partner',
        email: `priya.nair@${before}`,
        name: 'Priya',
        domain: before,
      } as const
      await store.create(
        aNewCase({
          number: 1001,
          domain: before,
          partners: [{ domain: before, kind: 'reseller' }],
          createdBy: byPriya,
        }),
      )
      expect(await findLateNames(file, store)).toEqual([])

      await store.create(
        aNewCase({
          number: 1002,
          domain: now,
          partners: [{ domain: now, kind: 'reseller' }],
          createdBy: { ...byPriya, domain: now },
        }),
      )
      await store.create(
        aNewCase({
          number: 1003,
          domain: before,
          partners: [{ domain: before, kind: 'reseller' }],
          createdBy: byPriya,
          owners: [{ domain: before, email: marcusNow, name: 'Marcus Bell' }],
        }),
      )

      const late = await findLateNames(file, store)
      expect(late).toEqual([
        { id: before, name: now, cases: 1 },
        { id: marcus, name: marcusNow, cases: 1 },
      ])
      expect(late.map(describeLateName)[0]).toContain(`1 case is stored under ${now}`)

      const domains = file.domains.map(({ domain }) => domain)
      await joinLateNames(domains, collectNames(file), store)

      expect(await findLateNames(file, store)).toEqual([])
    })

    it('refuses a name that somebody else has', async () => {
      const store = await open()
      const sample = readFileSync(sampleDirectoryFile, 'utf8')
      const text = sample.replace(
        `- email: ${marcus}\n`,
        `- email: ${marcus}\n    formerly: [priya.nair@${before}]\n`,
      )

      expect(() => parseDirectoryFile(text, 'd.yaml')).toThrow("is somebody's name today: see accounts[")
      await store.ping()
    })
  })
})
