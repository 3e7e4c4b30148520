import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findExitCode } from '../../src/cli/doctor-command.ts'
import { checkGchat } from '../../src/doctor/check-chat-app.ts'
import { serve } from '../support/fake-server.ts'
import { recordingLog } from '../support/recording-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-doctor-'))
const keyFile = join(folder, 'key.json')
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
writeFileSync(
  keyFile,
  JSON.stringify({
    type: 'service_account',
    client_email: 'casethread@p.iam.gserviceaccount.com',
    private_key: privateKey,
  }),
)

interface Answers {
  readonly list?: number
  /** What Google says where it does not answer 200. */
  readonly said?: string
  readonly desk?: number
  readonly deskSpace?: string | null
  readonly requireLinking?: boolean
  readonly keyFile?: string
}

async function check(answers: Answers) {
  const bearers = new Set<boolean>()
  const url = await serve((request, response) => {
    bearers.add(/^Bearer \S+$/.test(request.headers.authorization ?? ''))
    const status = (request.url?.startsWith('/v1/spaces?') ? answers.list : answers.desk) ?? 200
    const said =
      status === 200
        ? {}
        : { error: { code: status, status: 'PERMISSION_DENIED', message: answers.said ?? 'no' } }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
  })
  const findings = await checkGchat(
    {
      projectNumber: '123',
      audience: 'project-number',
      requireLinking: answers.requireLinking ?? false,
      publicUrl: 'https://cases.example.com',
      keyFile: answers.keyFile ?? keyFile,
      deskSpace: answers.deskSpace === undefined ? 'spaces/DESK' : answers.deskSpace,
      apiUrl: `${url}/`,
      certsUrl: null,
    },
    recordingLog(),
  )
  for (const one of findings) if (one.level !== 'ok') expect(one.remedy).toBeTruthy()
  expect(JSON.stringify(findings)).not.toContain('PRIVATE KEY')
  return {
    told: findings.map(({ level, message: told }) => `${level}: ${told}`).join('\n'),
    findings,
    bearers,
    causes: findings.filter(({ level }) => level === 'fault').map(({ cause }) => cause),
  }
}

it('finds an app in order, asking as the service account', async () => {
  const { told, bearers } = await check({})
  expect(told).toContain('ok: Google Chat takes the app’s credentials.')
  expect(told).toContain("ok: The app is in the desk's space spaces/DESK.")
  expect(told).not.toMatch(/^(fault|warning)/m)
  expect(bearers).toEqual(new Set([true]))
})

it.each<[string, Answers, string]>([
  ['credentials that Google does not take', { list: 403 }, 'does not accept the credentials'],
  ['a key that is not there', { keyFile: join(folder, 'none.json') }, 'none.json is not there'],
  ['a space without the app', { desk: 403 }, "The app is not in the desk's space spaces/DESK"],
  ['a space that is not there', { desk: 404 }, "The app is not in the desk's space spaces/DESK"],
])('names %s', async (_what, answers, expected) => {
  const { told } = await check(answers)
  expect(told).toContain('fault: ')
  expect(told).toContain(expected)
})

it.each([
  ['no app is configured', 404, 'Google Chat app not found.', /knows no app/, /^Fill in and save/],
  ['the API is off', 403, 'It has not been used in project 5 before.', /is not enabled/, /^Enable it at/],
  ['the app is off', 403, 'Google Chat app is inactive.', /is not live/, /^Set its App status/],
])('tells by the remedy, as what has to be set up first, that %s', async (_, list, said, what, remedy) => {
  const { findings } = await check({ list, said })

  expect(findings).toHaveLength(1)
  expect(findings[0]?.message).toMatch(what)
  expect(findings[0]?.remedy).toMatch(remedy)
  expect(findExitCode(findings)).toBe(78)
})

it('tells of a server that fails as of what may pass', async () => {
  const { findings } = await check({ list: 500 })

  expect(findings[0]?.message).toContain('Google Chat does not work at this moment')
  expect(findExitCode(findings)).toBe(69)
})

it('lets a 500 for the desk’s space hide nothing that Google did answer', async () => {
  const { told } = await check({ desk: 500 })
  expect(told).toContain('ok: Google Chat takes the app’s credentials.')
  expect(told).toContain("fault: It could not be asked whether the app is in the desk's space spaces/DESK (")
})

it('takes a key that cannot be read for a setting to correct', async () => {
  const { causes } = await check({ keyFile: join(folder, 'none.json') })
  expect(causes).toEqual(['settings'])
  expect((await check({ list: 403 })).causes).toEqual(['settings'])
})

it('says so where no desk space is set', async () => {
  expect((await check({ deskSpace: null })).told).toContain('by-hand: No desk space is set.')
})

it('says by what people are known', async () => {
  const [off, on] = [await check({}), await check({ requireLinking: true })]

  expect(off.told).toContain('by-hand: People are known by the email that Google Chat sends')
  expect(on.told).toContain('ok: GCHAT_REQUIRE_LINKING is on')
})
