import { OAuth2Client } from 'google-auth-library'
import { afterEach, describe, expect, it } from 'vitest'
import type { Audience, Envelope } from '../../../playground/gchat/local-options.ts'
import { type Stage, setStage } from './support.ts'

let stage: Stage
afterEach(() => stage.close())

/** The token of the event that a message brings, checked as an app checks it: with Google's own library. */
async function tokenOf(envelope: Envelope, audience: Audience): Promise<string> {
  stage = await setStage({ envelope, audience })
  await stage.aiko.say('Support', '@Testbot hello')
  return String(stage.received[0]?.headers.authorization).replace('Bearer ', '')
}

async function certs(path: string): Promise<Record<string, string>> {
  return (await fetch(`${stage.chat.certsUrl}${path}`)).json() as Promise<Record<string, string>>
}

const googles = '/oauth2/v1/certs'
const chats = '/service_accounts/v1/metadata/x509/chat@system.gserviceaccount.com'
const issuers = ['https://accounts.google.com']

describe('the bearer token of an event', () => {
  it('is Google’s ID token of chat@system for the endpoint’s URL, for a classic app', async () => {
    const token = await tokenOf('classic', 'url')
    const client = new OAuth2Client()
    const keys = await certs(googles)

    const ticket = await client.verifySignedJwtWithCertsAsync(token, keys, stage.endpoint, issuers)

    expect(ticket.getPayload()).toMatchObject({
      email: 'chat@system.gserviceaccount.com',
      email_verified: true,
    })
    await expect(
      client.verifySignedJwtWithCertsAsync(token, keys, 'https://elsewhere.example', issuers),
    ).rejects.toThrow('recipient')
    await expect(
      client.verifySignedJwtWithCertsAsync(token, await certs(chats), stage.endpoint, issuers),
    ).rejects.toThrow('pem')
  })

  it('is signed by chat@system itself for the project’s number', async () => {
    const token = await tokenOf('classic', 'project-number')

    const ticket = await new OAuth2Client().verifySignedJwtWithCertsAsync(
      token,
      await certs(chats),
      stage.chat.projectNumber,
      ['chat@system.gserviceaccount.com'],
    )

    expect(ticket.getPayload()?.aud).toBe(stage.chat.projectNumber)
  })

  it('is the add-on’s service account’s, in the header and in the body', async () => {
    const token = await tokenOf('add-on', 'url')

    const ticket = await new OAuth2Client().verifySignedJwtWithCertsAsync(
      token,
      await certs(''),
      stage.endpoint,
      issuers,
    )

    const email = `service-${stage.chat.projectNumber}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`
    expect(ticket.getPayload()).toMatchObject({ email, email_verified: true })
    expect(stage.received[0]?.body.authorizationEventObject.systemIdToken).toBe(token)
  })
})

describe('a call of the Chat API', () => {
  it('needs a token that the app’s own account signed, with the scope', async () => {
    stage = await setStage()
    const space = stage.chat.spaces.get('Support')
    const url = `${stage.chat.apiUrl}v1/${space}`

    expect((await stage.call('GET', `${space}`)).json).toMatchObject({ displayName: 'Support' })
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { Authorization: 'Bearer a.b.c' } })).status).toBe(401)
    // A token that Google sends to apps is none to call Google with.
    await stage.aiko.say('Support', '@Testbot hello')
    const theirs = String(stage.received[0]?.headers.authorization)
    expect((await fetch(url, { headers: { Authorization: theirs } })).status).toBe(401)
    const list = await stage.call('GET', `${space}/messages`)
    expect(list).toMatchObject({ status: 403, json: { error: { status: 'PERMISSION_DENIED' } } })
  })
})
