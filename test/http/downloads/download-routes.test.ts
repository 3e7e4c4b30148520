import { createHash, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attachment } from '../../../src/cases/case.ts'
import { CouldNotAsk } from '../../../src/cases/could-not-ask.ts'
import type { Actor } from '../../../src/cases/policy.ts'
import type { RecheckAsker } from '../../../src/cases/recheck-access.ts'
import { createFileRoutes } from '../../../src/http/downloads/download-routes.ts'
import { createFileLinks, type FileLinks } from '../../../src/http/downloads/file-links.ts'
import { startServer } from '../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import type { Store } from '../../../src/store/store.ts'
import { aCommit, aNewCase, anEntry, minutesAfter, noon } from '../../support/build-case.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { personWith } from '../../support/sample-world.ts'
import { eachStore } from '../../support/stores.ts'

const asker = personWith(null)
const hoshi = partnerOf('hoshi.example.com')
const stranger = partnerOf('stranger.example.com')
const customer: Actor = {
  party: 'customer',
  user: { email: 'a@midori.example.com', name: 'A', customer: 'C-midori', admin: false, portal: true },
  customer: { id: 'C-midori', name: 'Midori', domain: 'midori.example.com' },
}

function partnerOf(domain: string): Actor {
  const account = { email: `k@${domain}`, name: 'K', domain, suspended: false, superAdmin: false }
  return { party: 'partner', account: { ...account, roles: [], privileges: [] } }
}

eachStore((_name, open) => {
  let store: Store
  let links: FileLinks
  let server: Awaited<ReturnType<typeof startServer>>
  let now: Date
  const barred = new Set<string>()
  /** The chat users who still have the account that their link is for. */
  let holders: Set<string>
  let away: boolean
  const log = recordingLog()
  beforeEach(async () => {
    store = await open()
    now = noon
    links = createFileLinks({ publicUrl: 'https://cases.example.com', sealKey: 'secret', now: () => now })
    barred.clear()
    holders = new Set([asker.user])
    away = false
    const stillHas: RecheckAsker = async ({ user }, { email }) => {
      if (away) throw new CouldNotAsk('chat', 'away')
      return holders.has(user) && !barred.has(email)
    }
    const route = createFileRoutes({
      links,
      stillHas,
      store,
      files: store.files,
      auditLog: store.auditLog,
      newId: randomUUID,
      now: () => new Date(),
      createTranslator: createTranslatorFactory(),
      log,
    })
    server = await startServer({ host: '127.0.0.1', port: 0, route, log })
    await store.create(aNewCase())
    await attach('public.txt', 'for all', 'everyone')
    await attach('ノート (1).html', '<script>alert(1)</script>', 'internal')
  })
  afterEach(() => server.close())

  async function attach(name: string, content: string, audience: 'everyone' | 'internal'): Promise<void> {
    const bytes = new TextEncoder().encode(content)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const id = sha256.slice(0, 40)
    await store.files.put(id, bytes)
    const attachments: readonly Attachment[] = [{ id, name, type: 'text/html', size: bytes.length, sha256 }]
    const of = await store.get(1001)
    if (!of) throw new Error('no case')
    const event = { type: 'message', text: '', attachments } as const
    await store.commit(aCommit(of, {}, { entries: [anEntry({ seq: of.seq + 1, audience, event })] }))
  }

  const here = (url: string) => url.replace('https://cases.example.com', server.url)
  const page = (url: string) => fetch(here(url))
  const hrefsIn = (html: string) => [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)

  describe('the page of a case’s files', () => {
    it('VIS-7: lists what its reader may read, and nothing else', async () => {
      const [own, theirs] = await Promise.all(
        [hoshi, customer].map(async (reader) => (await page(links.linkTo(1001, reader, asker))).text()),
      )

      expect(own).toContain('public.txt')
      expect(own).toContain('ノート (1).html')
      expect(theirs).toContain('public.txt')
      expect(theirs).not.toContain('ノート')
    })

    it('ACC-4: is closed to whoever may no longer work with cases, though their link is not past its time', async () => {
      const link = links.linkTo(1001, hoshi, asker)
      const before = await page(link)
      barred.add('k@hoshi.example.com')

      expect([before.status, (await page(link)).status]).toEqual([200, 410])
    })

    it('ends with the account of the chat user who asked, for the page and for each file', async () => {
      const link = links.linkTo(1001, hoshi, asker)
      const [file = ''] = hrefsIn(await (await page(link)).text())
      holders.clear()

      expect([(await page(link)).status, (await fetch(`${server.url}${file}`)).status]).toEqual([410, 410])
    })

    it('says that nobody could be asked, and hands nothing out meanwhile', async () => {
      const link = links.linkTo(1001, hoshi, asker)
      away = true
      const asked = await page(link)
      const text = await asked.text()
      away = false

      expect(asked.status).toBe(503)
      expect(text).toContain('be checked right now')
      expect(text).not.toContain('public.txt')
      expect((await page(link)).status).toBe(200)
    })

    it('hands each file out whole, to be kept and not to be shown', async () => {
      const html = await (await page(links.linkTo(1001, hoshi, asker))).text()
      const [, note = ''] = hrefsIn(html)
      const answer = await fetch(`${server.url}${note}`)

      expect(await answer.text()).toBe('<script>alert(1)</script>')
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': "attachment; filename*=UTF-8''%E3%83%8E%E3%83%BC%E3%83%88%20%281%29.html",
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining('sandbox'),
        'cache-control': 'no-store',
      })
    })

    it('does not hand out a file that its reader may not read, though they know its id', async () => {
      const [, note = ''] = hrefsIn(await (await page(links.linkTo(1001, hoshi, asker))).text())
      const id = note.split('/').at(-1)

      expect((await page(`${links.linkTo(1001, customer, asker)}/${id}`)).status).toBe(410)
    })

    it.each([
      ['of somebody who may not see the case (VIS-6)', () => links.linkTo(1001, stranger, asker)],
      ['of a case that is not there', () => links.linkTo(4711, hoshi, asker)],
      [
        'that bears another one’s seal',
        () =>
          `${links.linkTo(1001, hoshi, asker).split('.').slice(0, -1).join('.')}.${links.linkTo(1001, customer, asker).split('.').at(-1)}`,
      ],
      ['without a seal', () => links.linkTo(1001, hoshi, asker).replace(/\.[\w-]+$/, '.')],
      ['with two', () => `${links.linkTo(1001, hoshi, asker)}.x`],
      [
        'sealed with another key',
        () =>
          createFileLinks({
            publicUrl: 'https://cases.example.com',
            sealKey: 'other',
            now: () => now,
          }).linkTo(1001, hoshi, asker),
      ],
      ['made up', () => 'https://cases.example.com/files/abc'],
      ['of nothing', () => 'https://cases.example.com/files/'],
    ])('is closed to a link %s', async (_, url) => {
      const answer = await page(url())

      expect(answer.status).toBe(410)
      expect(await answer.text()).not.toContain('public.txt')
    })

    it('closes after fifteen minutes', async () => {
      const url = links.linkTo(1001, hoshi, asker)
      now = minutesAfter(noon, 14.9)
      const open = await page(url)
      now = minutesAfter(noon, 15.1)

      expect([open.status, (await page(url)).status]).toEqual([200, 410])
    })

    it('speaks the browser’s language, and takes nothing but GET', async () => {
      const url = here(links.linkTo(1001, hoshi, asker))
      const japanese = await fetch(url, { headers: { 'accept-language': 'ja-JP,ja' } })
      const posted = await fetch(url, { method: 'POST' })

      expect(await japanese.text()).toContain('ケース 1001 のファイル')
      expect(posted.status).toBe(405)
    })

    it('tells of a fault without the link in the log', async () => {
      const url = links.linkTo(1001, hoshi, asker)
      const [first = ''] = hrefsIn(await (await page(url)).text())
      await store.close()

      expect((await fetch(`${server.url}${first}`)).status).toBe(500)
      expect(JSON.stringify(log.lines)).not.toContain(url.split('/').at(-1))
    })
  })
})
