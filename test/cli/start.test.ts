import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import { sampleDirectoryFile } from '../support/world.ts'

interface Ended {
  readonly code: number
  readonly stderr: string
}

/** Runs an entry point with these settings and nothing of this process's own, until it ends by itself. */
function run(file: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const args = ['--import', 'tsx', fileURLToPath(new URL(file, packageRoot())), 'start']
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { env: { PATH: process.env.PATH, ...env }, timeout: 15_000 },
      (error, _stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stderr })
      },
    )
  })
}

/** A data folder of its own, gone after the test. */
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function listening(answer: object): Promise<number> {
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' }

function toldPlainly({ stderr }: Ended): void {
  expect(stderr).toContain('Casethread cannot start')
  expect(stderr).not.toMatch(/\n\s+at /)
}

describe('what the operator can mend is told in one message, without a stack trace', () => {
  it('names every fault of the settings at once, exit code 78', async () => {
    const ended = await run('playground/start.ts', {
      SLACK_SIGNING_SECRET: 'short',
      PORT: 'many',
      MONGODB_URI: 'localhost',
    })

    expect(ended.code).toBe(78)
    toldPlainly(ended)
    for (const setting of ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'PORT', 'MONGODB_URI'])
      expect(ended.stderr).toContain(setting)
    expect(ended.stderr).not.toContain('short')
  })

  it('says so when no chat is configured', async () => {
    const ended = await run('src/cli/main.ts', {})
    expect(ended.code).toBe(78)
    expect(ended.stderr).toContain('SLACK_BOT_TOKEN')
    expect(ended.stderr).toContain('GCHAT_PROJECT_NUMBER')
    toldPlainly(ended)
  })

  it('says so when the key of Google Chat’s service account cannot be used', async () => {
    const ended = await run('src/cli/main.ts', {
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GOOGLE_APPLICATION_CREDENTIALS: sampleDirectoryFile,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
    })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('is not JSON') })
    toldPlainly(ended)
  })

  it('says that it may be back later when Google Chat is not reached', async () => {
    const ended = await run('src/cli/main.ts', {
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GCHAT_API_URL: 'http://127.0.0.1:9/',
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
    })
    expect(ended).toMatchObject({ code: 69, stderr: expect.stringContaining('Google Chat was not reached') })
    toldPlainly(ended)
  })

  it('says so when the directory file is not there', async () => {
    const ended = await run('src/cli/main.ts', { ...slack, DIRECTORY_FILE: '/nowhere/directory.yaml' })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('/nowhere/directory.yaml') })
    toldPlainly(ended)
  })

  it('says so when Slack does not take the token', async () => {
    const port = await listening({ ok: false, error: 'invalid_auth' })
    const ended = await run('src/cli/main.ts', {
      ...slack,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('invalid_auth') })
    toldPlainly(ended)
    expect(ended.stderr).not.toContain('xoxb-1')
  })

  it('says so when the playground’s port is taken, and which to take instead', async () => {
    const port = await listening({})
    const ended = await run('playground/start.ts', {
      PORT: String(port),
      DATA_DIR: aFolder(),
    })
    expect(ended.code).toBe(78)
    toldPlainly(ended)
    expect(ended.stderr).toContain(String(port))
  })
})
