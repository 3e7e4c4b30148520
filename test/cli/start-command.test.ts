import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Entry } from '../support/built-entry.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const run = (entry: Entry, env: Readonly<Record<string, string>>) => runCli(['start'], env, entry)

/** A data folder of its own, gone after the test. */
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function listening(answer: object, status = 200): Promise<number> {
  const server = createServer((request, response) => {
    request.resume()
    response.statusCode = status
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' }

function toldPlainly({ stderr }: Awaited<ReturnType<typeof run>>): void {
  expect(stderr).toContain('Casethread cannot start')
  expect(stderr).not.toMatch(/\n\s+at /)
}

describe('what the operator can mend is told in one message, without a stack trace', () => {
  it('names every fault of the settings at once, exit code 78', async () => {
    const ended = await run('src/cli/cli', {
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
    const ended = await run('src/cli/cli', {})
    expect(ended.code).toBe(78)
    expect(ended.stderr).toContain('SLACK_BOT_TOKEN')
    expect(ended.stderr).toContain('GCHAT_PROJECT_NUMBER')
    toldPlainly(ended)
  })

  it.each([
    ['is not JSON', sampleDirectoryFile],
    ['is not there', '/nowhere/key.json'],
  ])('says so when the key file of Google Chat’s service account %s', async (told, keyFile) => {
    const ended = await run('src/cli/cli', {
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
    })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining(`${keyFile} ${told}`) })
    toldPlainly(ended)
  })

  it('says that it may be back later when Google Chat is not reached', async () => {
    const ended = await run('src/cli/cli', {
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GCHAT_API_URL: 'http://127.0.0.1:9/',
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
    })
    expect(ended).toMatchObject({ code: 69, stderr: expect.stringContaining('Google Chat was not reached') })
    toldPlainly(ended)
  })

  it.each([
    [404, 'NOT_FOUND', 'Google Chat app not found.', 'save the Configuration page'],
    [403, 'PERMISSION_DENIED', 'Google Chat API has not been used in project 5 before.', 'enable it at'],
    [403, 'PERMISSION_DENIED', 'Google Chat app is inactive.', 'set its App status'],
  ])('says what to set up when Google answers %d %s: %s', async (status, code, message, remedy) => {
    const port = await listening({ error: { status: code, message } }, status)
    const ended = await run('src/cli/cli', {
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GCHAT_API_URL: `http://127.0.0.1:${port}/`,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
    })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining(remedy) })
    expect(ended.stderr).toContain(message.replace(/\.$/, ''))
    toldPlainly(ended)
  })

  it('says so when the directory file is not there', async () => {
    const ended = await run('src/cli/cli', { ...slack, DIRECTORY_FILE: '/nowhere/directory.yaml' })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('/nowhere/directory.yaml') })
    toldPlainly(ended)
  })

  it('names every fault of the operator’s own categories, exit code 78', async () => {
    const file = join(aFolder(), 'categories.yaml')
    writeFileSync(file, 'services:\n  - id: gmail\n    hiden: true\n  - id: acme\n')
    const ended = await run('src/cli/cli', {
      ...slack,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
      CATEGORIES_FILE: file,
    })
    expect(ended.code).toBe(78)
    toldPlainly(ended)
    expect(ended.stderr).toContain(`The categories file ${file} has 2 faults`)
    expect(ended.stderr).toContain(
      'line 3, services[0].hiden: "hiden" is not a key of this file; did you mean "hidden"?',
    )
    expect(ended.stderr).toContain('line 4, services[1].id: acme is not in the catalogue')
  })

  it('names every fault of the response targets, exit code 78', async () => {
    const file = join(aFolder(), 'targets.yaml')
    writeFileSync(file, 'targets:\n  - { side: desk, calendar: tokyo, firstResponse: 2d }\n')
    const ended = await run('src/cli/cli', {
      ...slack,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
      TARGETS_FILE: file,
    })
    expect(ended.code).toBe(78)
    toldPlainly(ended)
    expect(ended.stderr).toContain(`The targets file ${file} has 2 faults`)
    expect(ended.stderr).toContain('line 2, targets[0].calendar: "tokyo" is none of the calendars 24/7')
    expect(ended.stderr).toContain('line 2, targets[0].firstResponse: "2d" is no time')
  })

  it('says so when Slack does not take the token', async () => {
    const port = await listening({ ok: false, error: 'invalid_auth' })
    const ended = await run('src/cli/cli', {
      ...slack,
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: aFolder(),
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    })
    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('invalid_auth') })
    toldPlainly(ended)
    expect(ended.stderr).not.toContain('xoxb-1')
  })
})
