import { describe, expect, it } from 'vitest'
import { checkEndpoint, checkPublicUrl } from '../../src/doctor/check-public-url.ts'
import { checkSignIn } from '../../src/doctor/check-sign-in.ts'
import { serve } from '../support/fake-server.ts'

const nowhere = 'http://127.0.0.1:9'
const answering = (status: number) => serve((_request, response) => response.writeHead(status).end())

describe('the public address', () => {
  it.each([
    [200, 'ok'],
    [404, 'fault'],
    [502, 'fault'],
  ])('that answers %i is: %s', async (status, level) => {
    expect(await checkPublicUrl(await answering(status))).toMatchObject([{ level }])
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
  ])('that answers %s to a made-up code is: %s', async (error, level) => {
    const findings = await checkSignIn(
      { ...client, issuer: await issuer(error) },
      'https://cases.example.com',
    )
    expect(findings[0]).toMatchObject({ level })
    expect(JSON.stringify(findings)).not.toContain('secret-1234')
  })

  it('that is not there is a warning', async () => {
    const findings = await checkSignIn({ ...client, issuer: nowhere }, 'https://cases.example.com')
    expect(findings).toMatchObject([{ level: 'warning' }])
  })
})
