/** What both contenders are given: a folder with a case in it, a Slack API that answers who somebody is, and the settings. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openFileDirectory } from '../../src/people/file-directory.ts'
import { openStore } from '../../src/store/open-store.ts'

export interface Scene {
  readonly env: NodeJS.ProcessEnv
  /** The number of a case that the bench's person may see. */
  readonly number: number
  /** A signed slash command; the signature holds for five minutes. */
  command(text: string): { readonly body: string; readonly headers: Readonly<Record<string, string>> }
  close(): void
}

const email = 'marcus.bell@northwind-apps.example.com'

export async function setScene(): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-bench-'))
  const directoryFile = fileURLToPath(new URL('playground/sample-directory.yaml', packageRoot()))
  const signingSecret = randomBytes(16).toString('hex')
  const api = await startApi()
  const number = await openOneCase(dataDir, directoryFile)
  return {
    number,
    env: {
      DATA_DIR: dataDir,
      DIRECTORY_FILE: directoryFile,
      LOG_LEVEL: 'warn',
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/api/`,
      SLACK_TRUST_EMAIL: 'true',
    },
    command(text) {
      const body = new URLSearchParams({
        command: '/case',
        text,
        team_id: 'T1',
        user_id: 'U1',
        channel_id: 'C1',
        channel_name: 'support',
        trigger_id: '1.2.bench',
        response_url: 'http://127.0.0.1:9/none',
        api_app_id: 'A1',
        token: 'unused',
      }).toString()
      const timestamp = String(Math.floor(Date.now() / 1000))
      const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
      return {
        body,
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'X-Slack-Request-Timestamp': timestamp,
          'X-Slack-Signature': `v0=${signature}`,
        },
      }
    },
    close() {
      api.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

/** Answers auth.test and users.info, which is all that `/case show` asks of Slack. */
async function startApi(): Promise<Server> {
  const user = {
    id: 'U1',
    team_id: 'T1',
    name: 'marcus',
    tz: 'Europe/London',
    locale: 'en-GB',
    profile: { email, real_name: 'Marcus Bell' },
  }
  const answer = JSON.stringify({ ok: true, user_id: 'UBOT', bot_id: 'B1', team_id: 'T1', user })
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'application/json').end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function openOneCase(dataDir: string, directoryFile: string): Promise<number> {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openStore({ dataDir })
  const directory = await openFileDirectory({ file: directoryFile, log })
  const service = createCaseService({
    store,
    directory,
    categories: readCategories(fileURLToPath(new URL('data/categories.json', packageRoot()))),
    findPersonalData: async () => [],
    fileScanner: {
      recognise: async () => ({ type: 'text/plain', isText: true }),
      findPersonalData: async () => ({ found: [], ms: 0 }),
    },
    now: () => new Date(),
    newId: randomUUID,
  })
  const { accounts } = await directory.identify({
    platform: 'slack',
    tenant: 'T1',
    user: 'U1',
    name: '',
    email,
    locale: 'en',
    timeZone: 'UTC',
  })
  const [account] = accounts
  if (!account) throw new Error(`the sample directory has no ${email}`)
  const made = await service.create(
    { party: 'partner', account },
    {
      customer: 'C09brightwater',
      title: 'Mail to one address bounces',
      description: 'Since 9:00 every mail to one address comes back with error 550.',
      product: 'google-workspace',
      category: 'chat.spaces',
      answers: {},
      severity: 'P2',
      confirmed: false,
      threads: [],
    },
    'bench',
  )
  if (!made.ok) throw new Error(JSON.stringify(made.refusals))
  await store.close()
  return made.value.number
}
