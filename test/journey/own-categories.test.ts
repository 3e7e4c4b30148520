import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../playground/demo-steps.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson, type Person } from '../../playground/person.ts'

describe('CRE-1: started with the operator’s own categories', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-own-'))
  const northwind = 'northwind-support'
  let local: LocalCasethread
  let marcus: Person

  beforeAll(async () => {
    const file = join(dataDir, 'categories.yaml')
    writeFileSync(
      file,
      `services:
  - id: acme-backup
    name: { en: Acme Backup, ja: Acme バックアップ }
    keywords: { en: [backup], ja: [バックアップ] }
    guidance: { en: Look at the job's log., ja: ジョブのログを確認してください。 }
    areas:
      - id: acme-backup.restore
        name: { en: Restoring, ja: 復元 }
        questions:
          - { id: job, label: { en: Number of the job, ja: ジョブ番号 } }
      - { id: acme-backup.quota, name: { en: Quota, ja: 容量 } }
`,
    )
    local = await startLocalCasethread({
      port: 0,
      env: { DATA_DIR: dataDir, LOG_LEVEL: 'fatal', CATEGORIES_FILE: file },
      remember: false,
    })
    marcus = createPerson(local.slack.url, 'marcus.bell')
  })
  afterAll(async () => {
    await local?.stop()
    rmSync(dataDir, { recursive: true })
  })

  it('the form leads over a service to an area, from there to one of the operator’s, and the card names it', async () => {
    await marcus.command(northwind, '/case new')
    const { view } = await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
    const nothingTyped = await marcus.suggest(view, 'Category', '')
    const words = nothingTyped.ok ? nothingTyped.options.map(({ text }) => text.text) : []
    expect(words).toEqual(expect.arrayContaining(['Gmail › …', 'Acme Backup › …', 'Other']))

    // Nothing typed, the first one chosen: Gmail, whose area is then asked for.
    const { view: unfolded } = await marcus.fill(view, { Category: '' })
    const { view: inGmail } = await marcus.fill(unfolded, { 'Area of Gmail': 'Quarantine' })
    expect(wordsOf(inGmail)).toContain('Messages are removed from quarantine after 30 days.')

    const { view: guided } = await marcus.fill(inGmail, { Category: 'Acme Backup › Restoring' })
    expect(wordsOf(guided)).toContain("Look at the job's log.")
    expect(wordsOf(guided)).not.toContain('Area of')
    const sent = await marcus.submit(guided, {
      'Number of the job': '4711',
      Title: 'The backup does not come back',
      Description: 'Since Monday.',
    })
    expect(sent).toMatchObject({ ok: true, closed: true })
    await local.casethread.delivered()
    const card = await marcus.waitFor(
      async () =>
        (await marcus.messages(northwind)).find(
          (one) => !one.ephemeral && !one.thread_ts && wordsOf(one).includes('does not come back'),
        ),
      'the card',
    )
    expect(wordsOf(card)).toContain('Google Workspace › Acme Backup › Restoring')
  })

  it('typing finds it at once, in either language', async () => {
    await marcus.command(northwind, '/case new')
    const { view } = await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
    for (const typed of ['restor acme', 'バックアップ 復元']) {
      const found = await marcus.suggest(view, 'Category', typed)
      expect(found.ok && found.options[0]?.text.text).toBe('Acme Backup › Restoring')
    }
  })
})
