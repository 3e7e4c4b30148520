import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLinkReporter } from '../../../src/chat/report-linked-account.ts'
import { createGoogleSignIn } from '../../../src/google/google-sign-in.ts'
import { createLinking, type Linking } from '../../../src/http/linking/linking.ts'
import { createLinkRoutes } from '../../../src/http/linking/linking-routes.ts'
import { startServer } from '../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { type Bot, startBot, team, texts } from '../../chat/slack/support/bot.ts'
import type { Json } from '../../chat/slack/support/recording-web-api.ts'
import { aVisitor, type Visit } from '../../support/browser-without-window.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { runnerOver } from '../../support/run-commands.ts'
import { aWorld, type World } from '../../support/sample-world.ts'

const northwind = 'northwind-apps.example.com'
const priyas = `priya.nair@${northwind}`

/**
 * The real Slack app, commands, pages and store. Aoi, who is nobody here, calls herself "Priya Nair" and sends the real Priya (Slack's
 * `ben`) her own link; Priya, who believes her, signs in and says yes.
 */
describe('DOM-1: an impostor who took another one’s display name', () => {
  const google = new OAuth2Server()
  const log = recordingLog()
  let world: World
  let bot: Bot
  let pages: Awaited<ReturnType<typeof startServer>>
  let impostor: string
  let owner: string
  /** What Priya’s browser shows on the way, and the answers in both people’s chats. */
  let shown: readonly Visit[]
  let answers: { readonly impostor: string; readonly owner: string }

  beforeAll(async () => {
    await google.issuer.keys.generate('RS256')
    await google.start(0, '127.0.0.1')
    google.service.on('beforeTokenSigning', (token) => {
      Object.assign(token.payload, { email: priyas, email_verified: true, hd: northwind, sub: '1001' })
    })
    const late: { linking?: Linking } = {}
    const ready = () => late.linking as Linking
    world = await aWorld(await openSqliteStore({ file: ':memory:' }), async (person, undo) => ({
      kind: 'link',
      ...(await ready().invite(person, undo)),
    }))
    const createTranslator = createTranslatorFactory()
    bot = await startBot({ trustEmail: false, dispatcher: runnerOver(world) })
    impostor = bot.api.userId('aoi')
    owner = bot.api.userId('ben')
    bot.api.describe(impostor, { profile: { real_name: 'Priya Nair', email: 'aoi@hoshi.example.com' } })
    bot.api.describe(owner, { real_name: 'Priya Nair', profile: { real_name: 'Priya Nair', email: priyas } })
    pages = await startServer({
      host: '127.0.0.1',
      port: 0,
      log,
      route: createLinkRoutes({
        linking: {
          invite: (person, undo) => ready().invite(person, undo),
          look: (token) => ready().look(token),
          begin: (token) => ready().begin(token),
          finish: (answer) => ready().finish(answer),
          confirm: (secret, cookies) => ready().confirm(secret, cookies),
        },
        createTranslator,
        log,
        secure: false,
      }),
    })
    late.linking = createLinking({
      identities: world.store.identities,
      directory: world.directory,
      google: createGoogleSignIn({
        clientId: 'casethread.apps.googleusercontent.com',
        clientSecret: 'a-client-secret-of-google',
        redirectUri: `${pages.url}/link/callback`,
        issuer: google.issuer.url ?? '',
        now: () => new Date(),
      }),
      publicUrl: pages.url,
      sealKey: 'a-client-secret-of-google',
      onLinked: createLinkReporter({
        messages: bot.slack.directMessages,
        directory: world.directory,
        identities: world.store.identities,
        createTranslator,
      }),
      now: () => new Date(),
      log,
    })

    answers = { impostor: await say(impostor, 'link'), owner: await say(owner, 'link') }
    bot.api.substitute('users.lookupByEmail', { body: { ok: true, user: { id: owner } } }, 9)
    const visitor = aVisitor()
    const start = await visitor.get(addressIn(answers.impostor))
    const asked = await visitor.submit(start)
    shown = [start, asked, await visitor.submit(asked)]
  })
  afterAll(async () => {
    await pages?.close()
    await bot?.stop()
    await google.stop()
  })

  async function say(user: string, text: string): Promise<string> {
    return (await bot.type(text, { user_id: user, team_id: team })).text
  }
  const addressIn = (answer: string) =>
    /https?:[^"]+\/link\/[\w-]+/.exec(answer.replaceAll('\\/', '/'))?.[0] ?? ''
  const codeIn = (text: string) => /[A-Z2-9]{3}-[A-Z2-9]{3}/.exec(text)?.[0] ?? ''

  it('shows Priya a handle, an id, an address and a code that are not hers', () => {
    const [start, asked] = shown

    for (const page of [start, asked]) {
      expect(page?.text).toContain('Priya Nair')
      for (const fact of ['@aoi', impostor, 'aoi@hoshi.example.com', codeIn(answers.impostor)])
        expect(page?.text).toContain(`<dd>${fact}</dd>`)
      for (const own of ['@ben', owner, codeIn(answers.owner)]) expect(page?.text).not.toContain(own)
    }
    expect(codeIn(answers.owner)).not.toBe(codeIn(answers.impostor))
    expect(asked?.text).toContain('anyone can choose any name')
  })

  it('is known to Priya, who never linked anything, by a direct message that names them', () => {
    const told = bot.api.callsOf('chat.postMessage')

    expect(shown[2]?.text).toContain('Account linked')
    expect(told.map(({ args }) => args.channel)).toEqual([owner])
    const words = texts(told[0]?.args.blocks)
    for (const fact of [`${priyas} was linked to another chat user`, '@aoi', impostor, 'Undo this link'])
      expect(words).toContain(fact)
  })

  it('cannot keep the account: Priya undoes the link by signing in, and nobody else could', async () => {
    const [notice] = bot.api.callsOf('chat.postMessage')
    const blocks = (notice?.args.blocks ?? []) as readonly Json[]
    const elements = blocks.flatMap((block) => (block.elements ?? []) as readonly Json[])
    const button = elements.find(({ action_id }) => String(action_id).startsWith('run:'))
    const before = await say(impostor, 'list')
    await bot.press({ type: 'button', ...button }, { user: { id: owner, team_id: team } })
    const invited = JSON.stringify(await bot.api.waitForResponse())
    const visitor = aVisitor()
    const asked = await visitor.submit(await visitor.get(addressIn(invited)))
    const undone = await visitor.submit(asked)

    expect(before).toContain(`Cases of ${northwind}`)
    expect(asked.text).toContain(impostor)
    expect(undone.text).toContain('Account unlinked')
    expect(await say(impostor, 'list')).toContain("isn't linked to an account")
  })

  it('who linked the account first is told to its owner, too, once they link it, and cannot unlink them', async () => {
    const { identities } = world.store
    const first = { platform: 'slack', tenant: team, user: impostor } as const
    const second = { platform: 'slack', tenant: team, user: owner } as const
    const proof = { kind: 'google', issuer: 'https://accounts.google.com', subject: '1001' } as const
    await identities.link(first, { email: priyas, domain: northwind, provedAt: new Date(), proof })
    bot.api.clear()
    const visitor = aVisitor()
    const asked = await visitor.submit(await visitor.get(addressIn(answers.owner)))
    await visitor.submit(asked)
    const told = Object.fromEntries(
      bot.api.callsOf('chat.postMessage').map(({ args }) => [args.channel, texts(args.blocks)]),
    )
    await say(impostor, `unlink ${priyas}`)

    expect(told[owner]).toContain(`${priyas} is also linked to other chat users`)
    expect(told[owner]).toContain(impostor)
    expect(told[impostor]).toContain(`${priyas} was linked to another chat user`)
    expect((await identities.linksOf(second)).accounts).toHaveLength(1)
    expect((await identities.linksOf(first)).accounts).toEqual([])
  })
})
