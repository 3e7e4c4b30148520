import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import { noNames } from '../../../src/cases/names.ts'
import { createFindAsker } from '../../../src/cases/recheck-access.ts'
import { readCategories } from '../../../src/categories/open-categories.ts'
import { createExportLinks } from '../../../src/http/downloads/export-links.ts'
import { createExportRoutes } from '../../../src/http/downloads/export-routes.ts'
import { startServer } from '../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import { createExportLines } from '../../../src/import-export/export-lines.ts'
import { writeCases, writeEntries } from '../../../src/import-export/write-export.ts'
import { aLinkedAccount } from '../../store/contract-identities.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { runnerOver, told, value, wishOf } from '../../support/run-commands.ts'
import {
  amelia,
  aWish,
  aWorld,
  ben,
  marcus,
  personWith,
  type World,
  yui,
} from '../../support/sample-world.ts'
import { eachStore } from '../../support/stores.ts'
import { catalogueFile } from '../../support/test-catalogue.ts'

const northwind = 'northwind-apps.example.com'

eachStore((_name, open) => {
  let world: World
  let here: string
  let runner: ReturnType<typeof runnerOver>
  let number: number

  /** The command, the pages and the directory as they are in production. */
  beforeEach(async () => {
    world = await aWorld(await open())
    const { store, directory, service } = world
    const now = () => world.now()
    let ids = 0
    const links = createExportLinks({ publicUrl: 'https://x', sealKey: 'k', newId: () => `id-${++ids}`, now })
    const categories = readCategories(catalogueFile)
    const route = createExportRoutes({
      links,
      findAsker: createFindAsker({
        directory,
        mayWork: (actor) => service.mayWork(actor),
        findEmail: async (_platform, { email }) => email,
      }),
      service,
      notices: store.conversations,
      auditLog: store.auditLog,
      writeExport(file, cases, { reader, locale, timeZone }) {
        const counts = { cases: 0, entries: 0 }
        const format = file.endsWith('.csv') ? 'csv' : 'jsonl'
        const lines = createExportLines(format, { names: noNames, reader, locale, timeZone, categories })
        const write = file.startsWith('cases') ? writeCases : writeEntries
        return { pieces: write(cases, lines, counts), counts }
      },
      createTranslator: createTranslatorFactory(),
      now,
      log: recordingLog(),
    })
    const server = await startServer({ host: '127.0.0.1', port: 0, route, log: recordingLog() })
    here = server.url
    runner = runnerOver(world, { exportLinks: links })
    const wish = aWish({ title: '=cmd()|calc' })
    number = value(await service.create(await world.actor(marcus), wish, 'k')).number
    const note = { kind: 'message', text: 'Between us', audience: 'internal' } as const
    value(await service.change(await world.actor(marcus), number, { changes: [note] }, 'note'))
    return server.close
  })

  async function ask(email: string | null, words = '', locale: 'en' | 'ja' = 'en'): Promise<string> {
    const answer = await runner.commandLine(wishOf(email, locale), `export ${words}`)
    const url = answer.kind === 'notice' ? answer.link?.url : undefined
    if (!url) throw new Error(`no link but ${told(answer)}`)
    return url.replace('https://x', here)
  }

  const download = (link: string, file: string) => fetch(`${link}/${file}`, { method: 'POST' })
  const acts = async () =>
    (await world.store.auditLog.list({}, { limit: 20 })).records.map(({ what, by, about, counts }) => ({
      what,
      by,
      about,
      counts,
    }))

  describe('REP-1: an export', () => {
    it('is a page of files, and a look at it takes none of them', async () => {
      const link = await ask(marcus)
      for (let look = 0; look < 3; look += 1) {
        const page = await fetch(link)
        expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('/cases.csv"')])
      }
      expect((await fetch(`${link}/cases.csv`, { redirect: 'manual' })).status).toBe(303)
      expect((await download(link, 'cases.csv')).status).toBe(200)
    })

    it('is handed out once a file, and is written into the audit log with its counts', async () => {
      const link = await ask(marcus)
      const tries = await Promise.all([1, 2, 3].map(() => download(link, 'entries.jsonl')))
      expect(tries.map(({ status }) => status).toSorted()).toEqual([200, 410, 410])
      for (const answer of tries) await answer.text()
      expect((await download(link, 'cases.jsonl')).status).toBe(200)

      await expect.poll(acts).toContainEqual({
        what: 'exported',
        by: marcus,
        about: 'entries.jsonl',
        counts: { cases: 1, entries: 2 },
      })
      expect((await acts()).filter(({ what }) => what === 'downloaded')).toHaveLength(2)
    })

    it('has in a spreadsheet what the person may read, in their language, and no formula', async () => {
      const csv = async (email: string, file: string) => {
        const bytes = Buffer.from(await (await download(await ask(email, '', 'ja'), file)).arrayBuffer())
        expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
        return parse(bytes, { columns: true, bom: true, record_delimiter: '\r\n' }) as Record<
          string,
          string
        >[]
      }

      expect(await csv(marcus, 'cases.csv')).toMatchObject([
        { ケース: String(number), タイトル: "'=cmd()|calc", ステータス: '新規' },
      ])
      expect((await csv(marcus, 'entries.csv')).map((row) => row.テキスト)).toContain('Between us')
      for (const email of [ben, amelia])
        expect((await csv(email, 'entries.csv')).map((row) => row.テキスト)).not.toContain('Between us')
    })

    it('goes by the same words as the list', async () => {
      expect(told(await runner.commandLine(wishOf(marcus), 'export nowhere'))).toContain('Nothing to export')
      expect(told(await runner.commandLine(wishOf(marcus), 'export P2'))).toContain('1 case with')
      expect(told(await runner.commandLine(wishOf(yui), 'export'))).toContain('Nothing to export')
    })

    it('is nobody else’s: a link that was changed, is too old or of another purpose opens nothing', async () => {
      const link = await ask(marcus)
      expect((await fetch(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(410)
      expect((await download(link, 'secrets.csv')).status).toBe(410)
      expect((await fetch(link, { method: 'PUT' })).status).toBe(405)
      world.setNow(new Date(world.now().getTime() + 16 * 60_000))
      expect((await fetch(link)).status).toBe(410)
      expect((await download(link, 'cases.csv')).status).toBe(410)
    })

    it('ends with the account that asked for it', async () => {
      await world.store.identities.link(
        personWith(null),
        aLinkedAccount({ email: marcus, domain: northwind }),
      )
      const link = await ask(null)
      expect((await fetch(link)).status).toBe(200)
      await world.store.identities.unlink(personWith(null), marcus)

      expect((await download(link, 'cases.csv')).status).toBe(410)
    })

    it('says what is missing where the pages are not set up', async () => {
      expect(told(await runnerOver(world).commandLine(wishOf(marcus), 'export'))).toContain("aren't set up")
    })
  })
})
