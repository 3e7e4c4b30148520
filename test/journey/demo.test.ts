import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stageOf } from '../../playground/demo-stage.ts'
import { type Stage, steps, wordsOf } from '../../playground/demo-steps.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const mongo = mongoForTests()

lifeOn('the embedded store', {})
if (mongo.kind === 'server') {
  const uri = new URL(mongo.uri)
  uri.pathname = `/casethread-demo-${process.pid}`
  lifeOn(mongo.name, { MONGODB_URI: uri.href }, () => dropDatabase(mongo.uri, uri.pathname.slice(1)))
}

function lifeOn(name: string, env: Readonly<Record<string, string>>, tidy = async () => {}): void {
  describe(`the life of a case by signed HTTP, on ${name}`, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-life-'))
    const memory = new Map<string, string>()
    let local: LocalCasethread
    let stage: Stage

    beforeAll(async () => {
      local = await startLocalCasethread({
        port: 0,
        env: { ...env, DATA_DIR: dataDir, LOG_LEVEL: 'fatal' },
        remember: false,
      })
      stage = stageOf(local)
    })
    afterAll(async () => {
      await local?.stop()
      await tidy()
      rmSync(dataDir, { recursive: true })
    })

    for (const step of steps) {
      it(`${step.who}: ${step.does}`, async () => {
        expect((await step.run(stage, memory)).length).toBeGreaterThan(0)
      })
    }

    it('CRE-8: the same submission sent three times at once makes one case and one thread', async () => {
      const { marcus, northwind, delivered } = stage
      await marcus.command(northwind, '/case new')
      const { view } = await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
      const { view: whole } = await marcus.fill(view, { Category: 'Messages and spaces' })
      const filled = {
        Customer: 'Brightwater Foods',
        Category: 'Messages and spaces',
        Title: 'Sent thrice',
        Description: 'Once is enough.',
      }
      await Promise.all([1, 2, 3].map(() => marcus.submit(whole, filled)))
      await delivered()

      const cards = (await marcus.messages(northwind)).filter(
        (message) => !message.ephemeral && !message.thread_ts && wordsOf(message).includes('Sent thrice'),
      )
      expect(cards).toHaveLength(1)
    })

    it.each([
      ['stale', -6 * 60, 401],
      ['future', 6 * 60, 401],
      ['present', 0, 200],
    ])(
      'a right signature with a %s timestamp is answered with %s s off: %i',
      async (_what, seconds, status) => {
        const timestamp = String(Math.floor(Date.now() / 1000) + seconds)
        const body = new URLSearchParams({
          command: '/case',
          text: 'help',
          user_id: 'U1',
          team_id: 'T1',
          channel_id: 'C1',
          trigger_id: '1.1',
          response_url: 'http://127.0.0.1:9/',
        }).toString()
        const signature = createHmac('sha256', local.signingSecret)
          .update(`v0:${timestamp}:${body}`)
          .digest('hex')
        const response = await fetch(`${local.casethread.url}/slack/events`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/x-www-form-urlencoded',
            'X-Slack-Request-Timestamp': timestamp,
            'X-Slack-Signature': `v0=${signature}`,
          },
          body,
        })
        expect(response.status).toBe(status)
      },
    )
  })
}
