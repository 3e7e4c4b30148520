import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { noNames } from '../../src/cases/names.ts'
import type { PrivateFile } from '../../src/cases/private-export.ts'
import { ok } from '../../src/cases/refusal.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createExportSender } from '../../src/import-export/send-export.ts'
import { recordingLog } from '../support/recording-log.ts'
import { runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

interface Sent {
  readonly user: string
  readonly text: string
  readonly files: readonly PrivateFile[]
}

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let sent: Sent[]
  let answer: () => Promise<boolean>

  /** On Slack, without an address for pages. */
  function start(maxBytes?: number): void {
    const slack = createExportSender({
      names: noNames,
      async sendFiles({ user }, files, text) {
        sent.push({ user, files, text })
        return answer()
      },
      service: world.service,
      auditLog: world.store.auditLog,
      categories: readCategories(catalogueFile),
      newId: () => `export-${sent.length}`,
      now: () => world.now(),
      log: recordingLog(),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })
    runner = runnerOver(world, { sendExport: { slack } })
  }

  beforeEach(async () => {
    world = await aWorld(await open())
    sent = []
    answer = async () => true
    start()
    const partner = await world.actor(marcus)
    const { number } = value(await world.service.create(partner, aWish({ title: '=cmd()' }), 'k1'))
    value(await world.service.create(partner, aWish({ severity: 'P1' }), 'k2'))
    const note = { kind: 'message', text: 'Between us', audience: 'internal' } as const
    value(await world.service.change(partner, number, { changes: [note] }, 'note'))
  })

  const ask = async (email: string, words = '', locale: 'en' | 'ja' = 'en') =>
    told(await runner.commandLine(wishOf(email, locale), `export ${words}`))
  const read = (file: PrivateFile | undefined) =>
    parse(file?.bytes ?? '', { columns: true, bom: true, record_delimiter: '\r\n' }) as Record<
      string,
      string
    >[]
  const acts = async () =>
    (await world.store.auditLog.list({}, { limit: 20 })).records
      .filter(({ what }) => what === 'exported' || what === 'downloaded')
      .map(({ what, by, side, counts }) => ({ what, by, side, counts }))

  describe('REP-1: an export where there are no links', () => {
    it('comes into the direct messages of whoever asked, with what they may read', async () => {
      expect(await ask(marcus)).toBe(
        'I sent the export to your direct messages with me: 2 cases, 3 history entries.',
      )
      expect(sent).toMatchObject([
        {
          user: 'U1',
          text: 'Your export: 2 cases, 3 history entries. It has what you could see when you asked for it.',
          files: [{ name: 'casethread-cases.csv' }, { name: 'casethread-entries.csv' }],
        },
      ])
      expect(read(sent[0]?.files[0]).map(({ Title }) => Title)).toContain("'=cmd()")
      expect(read(sent[0]?.files[1]).map(({ Text }) => Text)).toContain('Between us')

      for (const email of [ben, amelia]) {
        await ask(email, '', 'ja')
        expect(read(sent.at(-1)?.files[1]).map(({ テキスト }) => テキスト)).not.toContain('Between us')
      }
      expect(await ask(yui)).toContain('Nothing to export')
      expect(sent).toHaveLength(3)
    })

    it('is narrowed down by the words of a list', async () => {
      expect(await ask(marcus, 'P1')).toContain('1 case, 1 history entry')
      expect(read(sent[0]?.files[0])).toHaveLength(1)
    })

    it('says so where more cases match than one export has', async () => {
      const countCases = async () => ok({ count: 10_000, more: true })
      world = { ...world, service: { ...world.service, countCases } }
      start()

      expect(await ask(marcus)).toContain('the 2 cases that were updated last. More match')
      expect(await ask(marcus, '', 'ja')).toContain('更新日時の新しい 2 件')
    })

    it('is in the audit log before anything goes out, and with its counts once it is there', async () => {
      let before: unknown
      answer = async () => {
        before = await acts()
        return true
      }
      await ask(marcus)

      const who = { by: marcus, side: 'northwind-apps.example.com' }
      expect(before).toEqual([{ what: 'downloaded', ...who, counts: undefined }])
      expect(await acts()).toContainEqual({ what: 'exported', ...who, counts: { cases: 2, entries: 3 } })
    })

    it('says what to do where nobody can be written to, and where the chat fails', async () => {
      answer = async () => false
      expect(await ask(marcus)).toContain('Open a direct message with me and try again')
      answer = async () => {
        throw new Error('Slack is away')
      }
      expect(await ask(marcus)).toContain("couldn't be sent")
      expect(await ask(marcus, '', 'ja')).toContain('もう一度お試しください')
      expect((await acts()).map(({ what }) => what)).not.toContain('exported')
    })

    it('is refused whole where it is too large, and nothing is sent', async () => {
      start(500)
      expect(await ask(marcus)).toContain('too large to send in chat. Nothing was sent')
      expect([sent, await acts()]).toEqual([[], []])
    })

    it('says whom to ask in a chat that lets no app send files', async () => {
      const gchat = {
        ...wishOf(marcus),
        place: { platform: 'gchat', tenant: '', channel: 'spaces/A' },
      } as const
      const person = { ...gchat.person, platform: 'gchat', tenant: '' } as const
      const answered = told(await runner.commandLine({ ...gchat, person }, 'export'))

      expect(answered).toContain('Ask your administrator to set up download links')
      expect(sent).toEqual([])
    })
  })
})
