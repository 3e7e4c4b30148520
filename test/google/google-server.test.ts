import { request } from 'node:https'
import { json, text } from 'node:stream/consumers'
import { OAuth2Client } from 'google-auth-library'
import { describe, expect, it } from 'vitest'
import { openGoogleAdmin } from '../../src/google/google-admin.ts'
import { listDirectoryScopes } from '../../src/google/google-directory-scopes.ts'
import { toTransporterOptions } from '../../src/google/google-network.ts'
import { aLocalGoogle, type LocalGoogle } from '../support/google/google-server.ts'
import { anOrganization, aWorld, twoResellers } from '../support/google/google-world.ts'

const domain = 'hoshi-cloud.example.com'
const admin = `admin@${domain}`
const redirectUri = 'http://127.0.0.1:50000'

/** A token as the sign-in gives it, by hand. */
function signIn({ tokens, world }: LocalGoogle, email: string, scopes: readonly string[]): string {
  const asked = { client_id: world.client.id, redirect_uri: redirectUri, response_type: 'code' }
  const query = new URLSearchParams({ ...asked, scope: scopes.join(' ') })
  const back = tokens.consent(`https://accounts.google.com/o/oauth2/v2/auth?${query}`, { email })
  const { body } = tokens.token(
    new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(back).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: world.client.id,
      client_secret: world.client.secret,
    }),
  )
  return (body as { access_token: string }).access_token
}

async function get({ network }: LocalGoogle, path: string, token?: string) {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const asking = request(
      `${network.origin}${path}`,
      { agent: network.agent, headers },
      async (response) => {
        const isJson = response.headers['content-type']?.includes('json')
        resolve({ status: response.statusCode, body: isJson ? await json(response) : await text(response) })
      },
    )
    asking.on('error', reject).end()
  })
}

const users = '/admin/directory/v1/users'
const own = '/admin/directory/v1/customer/my_customer'

describe('the local Google', () => {
  it.each([
    ['a parameter that the method does not have', `${users}?customer=my_customer&includeDeleted=true`, 400],
    ['a parameter of another type', `${own}/roleassignments?includeIndirectRoleAssignments=yes`, 400],
    ['a size above the limit', `${users}?customer=my_customer&maxResults=501`, 400],
    ['a value that is none of the known ones', `${users}?customer=my_customer&projection=all`, 400],
    ['a page of another list', `${own}/roles?pageToken=WzEsInVzZXJzIl0`, 400],
    ['neither a customer nor a domain', users, 400],
    ['a path that no API has', '/admin/directory/v1/people', 404],
    ['another organisation', `${users}?customer=C02org00`, 403],
    ['a list that the token does not cover', '/admin/directory/v1/groups?customer=my_customer', 403],
  ])('refuses %s', async (_, path, status) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const token = signIn(google, admin, listDirectoryScopes({}))
    expect((await get(google, path, token)).status).toBe(status)
  })

  it('asks for a token, and for an admin behind it', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const path = `${users}?customer=my_customer`
    expect((await get(google, path)).status).toBe(401)
    expect((await get(google, path, 'made-up')).status).toBe(401)
    const ofSomebody = signIn(google, `user-1@${domain}`, listDirectoryScopes({}))
    expect((await get(google, path, ofSomebody)).status).toBe(403)
  })

  it('is known by its own certificate alone', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const stranger = { ...google, network: { origin: google.network.origin ?? '' } }
    await expect(get(stranger, users)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })

  it('answers only the fields that are asked for', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]), { pageSize: 1 })
    const token = signIn(google, admin, listDirectoryScopes({}))
    const { body } = await get(google, `${users}?customer=my_customer&fields=users(id,name(fullName))`, token)
    expect(body).toEqual({ users: [{ id: expect.any(String), name: { fullName: 'admin Tanaka' } }] })
  })

  it('takes a code once, and only with its verifier', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const { client } = google.world
    const asked = { client_id: client.id, redirect_uri: redirectUri, response_type: 'code', scope: 'a' }
    const pkce = { code_challenge: 'x', code_challenge_method: 'S256' }
    const back = google.tokens.consent(
      `https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams({ ...asked, ...pkce })}`,
      { email: admin },
    )
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(back).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: client.id,
      client_secret: client.secret,
      code_verifier: 'not the one',
    })
    const said = [google.tokens.token(form), google.tokens.token(form)].map(({ body }) => body)
    expect(said).toEqual([
      { error: 'invalid_grant', error_description: 'Invalid code verifier.' },
      { error: 'invalid_grant', error_description: 'Bad Request' },
    ])
  })
})

describe('what doctor asks', () => {
  it('is answered by the same Google: domain, user with group roles, units, licenses', async () => {
    const builder = anOrganization(1, domain)
    const mai = builder.user('mai', { isEnrolledIn2Sv: true })
    builder.assign('Support desk', builder.group('support', mai))
    const productId = '101001'
    builder.organization.licenses.push({ productId, skuId: '1010010001', userId: `Mai@${domain}` })
    const google = await aLocalGoogle(aWorld(builder.organization), { pageSize: 1 })
    const scope = (name: string) => `https://www.googleapis.com/auth/${name}`
    const scopes = ['admin.directory.orgunit.readonly', 'apps.licensing'].map(scope)
    const auth = new OAuth2Client({ transporterOptions: toTransporterOptions(google.network) })
    auth.setCredentials({ access_token: signIn(google, admin, [...listDirectoryScopes({}), ...scopes]) })
    const doctor = await openGoogleAdmin({ auth })
    expect(await doctor.domain(domain)).toEqual({ verified: true })
    expect(await doctor.domain('another.example.com')).toBeUndefined()
    expect(await doctor.users()).toContainEqual({
      email: mai.primaryEmail,
      aliases: [],
      superAdmin: false,
      state: 'active',
      twoStep: true,
      orgUnit: '/Support',
    })
    const { roles } = await doctor.roles(mai.primaryEmail)
    expect(roles).toMatchObject([{ name: 'Support desk', privileges: [{ name: 'SUPPORT' }] }])
    expect(await doctor.orgUnits()).toEqual(['/Support'])
    expect(await doctor.licensed('101001', domain)).toEqual([mai.primaryEmail])
  })
})
