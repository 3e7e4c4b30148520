import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { checkEndpoint, checkPublicUrl } from '../../src/doctor/check-public-url.ts'
import { checkSignIn } from '../../src/doctor/check-sign-in.ts'
import { serve } from '../support/fake-server.ts'

const nowhere = 'http://127.0.0.1:9'
const answering = (status: number) => serve((_request, response) => response.writeHead(status).end())

describe('the public address', () => {
  it.each([
    [200, 'ok', 'ok'],
    [200, '', 'fault'],
    [200, '<!doctype html><title>Welcome to nginx!</title>', 'fault'],
    [404, 'ok', 'fault'],
    [502, 'ok', 'fault'],
  ])('that answers %i with "%s" is: %s', async (status, body, level) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body))
    expect(await checkPublicUrl(url)).toMatchObject([{ level }])
  })

  it('whose answer never ends, or breaks off, is not the bot', async () => {
    const endless = await serve((_request, response) => response.writeHead(200).write('x'.repeat(100)))
    const broken = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '2' }).flushHeaders()
      setTimeout(() => response.destroy(), 20)
    })
    for (const url of [endless, broken]) expect(await checkPublicUrl(url)).toMatchObject([{ level: 'fault' }])
  })

  it('that redirects, even in a circle, is told with where to', async () => {
    const url = await serve((request, response) =>
      response.writeHead(301, { location: `${request.url}` }).end(),
    )
    expect(await checkPublicUrl(url)).toMatchObject([
      { level: 'fault', message: `${url} redirects to /healthz instead of answering.` },
    ])
    expect(await checkEndpoint(`${url}/slack/events`, 'Slack')).toMatchObject([
      { level: 'fault', message: `${url}/slack/events redirects to /slack/events instead of answering.` },
    ])
  })

  it.each([
    ['Basic realm="internal"', 'fault'],
    ['Negotiate', 'fault'],
    ['Bearer', 'ok'],
  ])('with an endpoint before which %s is asked for is: %s', async (scheme, level) => {
    const url = await serve((_request, response) =>
      response.writeHead(401, { 'www-authenticate': scheme }).end(),
    )
    expect(await checkEndpoint(`${url}/slack/events`, 'Slack')).toMatchObject([{ level }])
  })

  it('that nobody answers at is a warning', async () => {
    expect(await checkPublicUrl(nowhere)).toMatchObject([{ level: 'warning' }])
  })

  it.each([
    [401, 'ok'],
    [200, 'fault'],
    [404, 'fault'],
  ])('with an endpoint that answers %i to what is not signed is: %s', async (status, level) => {
    expect(await checkEndpoint(`${await answering(status)}/slack/events`, 'Slack')).toMatchObject([{ level }])
  })
})

describe("Google's sign-in", () => {
  const issuer = (error: string) =>
    serve((request, response) => {
      const found = request.url?.endsWith('/openid-configuration')
      const said = found ? { token_endpoint: `http://${request.headers.host}/token` } : { error }
      response.writeHead(found ? 200 : 400, { 'content-type': 'application/json' }).end(JSON.stringify(said))
    })
  const client = { clientId: 'id', clientSecret: 'secret-1234' }

  it.each([
    ['invalid_client', 'fault'],
    ['invalid_grant', 'ok'],
    ['unauthorized_client', 'fault'],
    ['redirect_uri_mismatch', 'fault'],
    ['server_error', 'warning'],
    ['invalid_request', 'warning'],
  ])('that answers %s to a made-up code is: %s', async (error, level) => {
    const findings = await checkSignIn(
      { ...client, issuer: await issuer(error) },
      'https://cases.example.com',
    )
    expect(findings[0]).toMatchObject({ level })
    expect(JSON.stringify(findings)).not.toContain('secret-1234')
  })

  it.each([
    ['an answer of a proxy', (response: ServerResponse) => response.writeHead(502).end('<html>')],
    [
      'a redirect in a circle',
      (response: ServerResponse) => response.writeHead(302, { location: '/token' }).end(),
    ],
    [
      'JSON of another kind',
      (response: ServerResponse) => response.writeHead(200).end('{"access_token":"x"}'),
    ],
  ])('that gives %s in place of a token is no ✓', async (_what, answer) => {
    const url = await serve((request, response) => {
      const found = request.url?.endsWith('/openid-configuration')
      if (found) response.end(JSON.stringify({ token_endpoint: `http://${request.headers.host}/token` }))
      else answer(response)
    })
    const findings = await checkSignIn({ ...client, issuer: url }, 'https://cases.example.com')
    expect(findings).toMatchObject([{ level: 'warning', kind: 'sign-in' }])
    expect(JSON.stringify(findings)).not.toMatch(/fetch failed|secret-1234/)
  })

  it('that is not there is a warning', async () => {
    const findings = await checkSignIn({ ...client, issuer: nowhere }, 'https://cases.example.com')
    expect(findings).toMatchObject([{ level: 'warning' }])
  })
})
