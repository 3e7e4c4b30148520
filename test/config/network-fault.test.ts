import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebAPIRequestError } from '@slack/web-api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { boltLogger } from '../../src/chat/slack/slack-log.ts'
import { appCredential, botCredential, toUnavailable } from '../../src/chat/slack/unavailable.ts'
import { createWeb } from '../../src/chat/slack/web-client.ts'
import { readConfig } from '../../src/config/config.ts'
import { findCertificateIssues } from '../../src/config/extra-certificates.ts'
import { findNetworkFault } from '../../src/config/network-fault.ts'
import { createSelfSigned } from '../support/google/self-signed.ts'
import { recordingLog } from '../support/recording-log.ts'

/** As libraries hand it on: a `TypeError: fetch failed` with the reason behind it. */
function failed(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

describe('NODE_EXTRA_CA_CERTS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-ca-'))
  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('may name a file of certificates', () => {
    const file = written('ca.pem', `# Ours\n${createSelfSigned().cert}`)
    expect(findCertificateIssues({ NODE_EXTRA_CA_CERTS: file })).toEqual([])
    expect(findCertificateIssues({})).toEqual([])
  })

  it.each([
    ['/run/none/ca.pem', 'names /run/none/ca.pem, which is not there'],
    [folder, `names ${folder}, which cannot be read (EISDIR)`],
    [written('key.pem', createSelfSigned().key), 'which holds no certificate'],
    ['"/etc/ca.pem"', 'has quotes around it'],
    ['/etc/ca.pem\r', 'more than one line'],
  ])('that is %j is a fault of the settings', (file, told) => {
    expect(() => readConfig({ NODE_EXTRA_CA_CERTS: file })).toThrow(told)
  })
})

describe('what kept a call from being answered', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'NODE_EXTRA_CA_CERTS', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SSL_CERT_FILE', true],
    ['CERT_HAS_EXPIRED', 'clock', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'check the address', true],
  ])('is told as a certificate where it is %s', (code, remedy, lasts) => {
    const fault = findNetworkFault(failed(code))
    expect(fault).toEqual({
      what: expect.stringContaining(code),
      remedy: expect.stringContaining(remedy),
      lasts,
    })
    const unavailable = toUnavailable(new WebAPIRequestError(failed(code)), botCredential)
    expect(unavailable.refused).toBe(lasts)
    expect(unavailable.message).toMatch(/^Slack cannot be called: its certificate/)
    expect(unavailable.message).not.toContain('firewall')
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])('is the network where it is %s', (code) => {
    expect(findNetworkFault(failed(code))).toBeUndefined()
    expect(toUnavailable(new WebAPIRequestError(failed(code)), appCredential)).toMatchObject({
      refused: false,
      message: expect.stringContaining(
        `Slack was not reached (${code}): check the network, HTTPS_PROXY where a proxy is needed`,
      ),
    })
  })

  it('is found in what goes round in a circle, too', () => {
    const error = new Error('a') as Error & { cause: unknown }
    error.cause = error
    expect(findNetworkFault(error)).toBeUndefined()
    expect(findNetworkFault('nothing')).toBeUndefined()
  })

  it('is a certificate for a real server that nobody vouches for', async () => {
    const server = createServer(createSelfSigned(), (_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const web = createWeb({
      botToken: 'xoxb-1',
      apiUrl: `https://127.0.0.1:${port}/api/`,
      logger: boltLogger(recordingLog()),
    })

    const error = await web.auth.test().catch((thrown: unknown) => toUnavailable(thrown, botCredential))

    expect(error).toMatchObject({ refused: true, message: expect.stringContaining('NODE_EXTRA_CA_CERTS') })
  })
})
