import { beforeEach, describe, expect, it } from 'vitest'
import {
  createThreadTalk,
  type TalkAnswer,
  type ThreadLine,
  type ThreadTalk,
} from '../../commands/thread-talk.ts'
import type { OfferedFile } from '../../src/cases/attachments.ts'
import type { Entry, Status } from '../../src/cases/case.ts'
import { CouldNotAsk } from '../../src/cases/could-not-ask.ts'
import type { ChannelBinding } from '../../src/cases/identity-store.ts'
import { createFindThreadCase } from '../../src/cases/thread-cases.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aMember } from '../support/build-conversations.ts'
import { claimNext } from '../support/claim-next.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { buttonsIn, value } from '../support/run-commands.ts'
import {
  amelia,
  aWish,
  aWorld,
  ben,
  marcus,
  personWith,
  sofia,
  type World,
  yui,
} from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const northwind = 'northwind-apps.example.com'
const root = '100.000100'
const nina = `nina.park@${northwind}`
const card = '4111 1111 1111 1111'

onSqlite((_name, open) => {
  describe('NOT-4: plain text in the thread of a case', () => {
    let world: World
    let talk: ThreadTalk
    let number: number
    let says: number

    beforeEach(async () => {
      world = await aWorld(await open())
      says = 0
      talk = talkOver()
      world.conversations.chats.slack.setMembers('C1', [
        aMember({ user: 'UM', email: marcus }),
        aMember({ user: 'UA', email: amelia, standing: 'full' }),
      ])
      await declare('two-way')
      number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
      await openThread()
    })

    function talkOver(over: Partial<Parameters<typeof createThreadTalk>[0]> = {}): ThreadTalk {
      return createThreadTalk({
        service: world.service,
        store: world.store,
        directory: world.directory,
        conversations: world.conversations.service,
        notices: world.store.conversations,
        findThreadCase: createFindThreadCase(world.store),
        attachments: {},
        createTranslator: createTranslatorFactory(),
        now: () => world.now(),
        ...over,
      })
    }

    async function declare(mode?: 'two-way' | 'hint', over: Partial<ChannelBinding> = {}): Promise<void> {
      const by = `admin@${northwind}`
      await world.store.identities.bind(channel, {
        domain: northwind,
        by,
        at: world.now(),
        audience: { party: 'customer', customer: 'C09brightwater', name: 'Brightwater Foods' },
        declared: { by, at: world.now(), confirmed: [] },
        ...(mode ? { talk: mode } : {}),
        ...over,
      })
    }

    /** The case's thread in the channel, as delivery opened it. */
    async function openThread(): Promise<void> {
      for (;;) {
        const claim = await claimNext(world.store, { now: world.now() })
        if (!claim) return
        const progress = { root, cursor: claim.case.seq, renderedVersion: claim.case.version }
        const { number: of, thread } = { number: claim.case.number, thread: claim.thread }
        await world.store.saveProgress({ number: of, token: claim.token, thread, progress })
        const { token, pendingDeliveries } = claim
        await world.store.releaseClaim({ number: of, token, thread, pendingDeliveries, retryAt: null })
      }
    }

    const line = (email: string | null, text: string, over: Partial<ThreadLine> = {}): ThreadLine => {
      says += 1
      const id = over.id ?? `${200 + says}.000100`
      return {
        person: { ...personWith(email), user: email ?? 'UNOBODY' },
        place: { ...channel, thread: root },
        id,
        text,
        files: [],
        key: `slack:line:T1:C1:${id}`,
        ...over,
      }
    }
    const entries = () => world.store.history(number, { limit: 100 })
    const messages = async (): Promise<readonly Entry[]> =>
      (await entries()).filter(({ event }) => event.type === 'message')
    const status = async () => (await world.store.get(number))?.status
    const text = (answer: TalkAnswer | undefined) => answer?.notice.text ?? ''
    async function setStatus(to: Exclude<Status, 'new' | 'closed'>): Promise<void> {
      const change = { kind: 'message', text: 'Try this.', audience: 'everyone', status: to } as const
      value(await world.service.change(await world.actor(ben), number, { changes: [change] }, `to ${to}`))
    }

    async function close(): Promise<void> {
      const change = { kind: 'close', note: 'It works.' } as const
      value(await world.service.change(await world.actor(ben), number, { changes: [change] }, 'close'))
    }

    describe('in a two-way thread', () => {
      it.each([
        ['a partner', marcus, 'partner'],
        ['the customer', amelia, 'customer'],
      ])('is an entry for all who can read the case: %s', async (_who, email, party) => {
        await talk.take(line(email, 'It happens at 9.'))

        expect((await entries()).at(-1)).toMatchObject({
          author: { party, email },
          audience: 'everyone',
          event: {
            type: 'message',
            text: 'It happens at 9.',
            source: { ...channel, message: '201.000100', thread: root },
          },
        })
      })

      it('tells its author once, privately, who reads it', async () => {
        const first = await talk.take(line(amelia, 'One.'))
        const second = await talkOver().take(line(amelia, 'Two.'))
        const other = await talk.take(line(marcus, 'Three.'))

        expect(text(first)).toContain('Brightwater Foods, and the support desk')
        expect(second).toBeUndefined()
        expect(text(other)).toContain(`case ${number}`)
      })

      it('is one entry, however often it is told and by whichever instance', async () => {
        const said = line(marcus, 'Once.')
        await Promise.all([talk.take(said), talkOver().take(said)])
        await talkOver().take(said)

        expect(await messages()).toHaveLength(1)
      })

      it('is one entry where a process ends between the write and its answer, or before the write', async () => {
        const said = line(marcus, 'Across a kill.')
        const dies = (when: 'before' | 'after') =>
          talkOver({
            service: {
              ...world.service,
              async change(...args) {
                if (when === 'after') await world.service.change(...args)
                throw new Error('killed')
              },
            },
          })
        await expect(dies('before').take(said)).rejects.toThrow('killed')
        expect(await messages()).toHaveLength(0)
        await expect(dies('after').take(said)).rejects.toThrow('killed')
        await talkOver().take(said)

        expect(await messages()).toHaveLength(1)
      })

      it('never changes the status by itself: its author is asked, once an hour', async () => {
        await setStatus('action-required')
        const answer = await talk.take(line(marcus, 'I have done that.'))

        expect(await status()).toBe('action-required')
        expect(buttonsIn(answer?.notice ?? { kind: 'notice', tone: 'info', text: '' })).toMatchObject([
          { command: 'resume', args: { number: String(number), in: northwind } },
          { command: 'close', args: { number: String(number), in: northwind } },
        ])
        expect(await talk.take(line(marcus, 'And this.'))).toBeUndefined()
        world.setNow(new Date(world.now().getTime() + 3_600_001))
        expect(await talk.take(line(marcus, 'Hello?'))).toBeDefined()
      })

      it('offers a customer’s own people what they may do: that it goes on', async () => {
        await setStatus('solution-provided')
        const answer = await talk.take(line(amelia, 'It does not help.'))

        expect(answer?.notice.buttons?.map(({ command }) => command)).toEqual(['resume'])
        expect(await status()).toBe('solution-provided')
      })

      it('with personal data comes back privately and is not added; confirmed, it is, and the history says so', async () => {
        const said = line(marcus, `The card is ${card}`)
        const answer = await talk.take(said)

        expect(answer?.offers).toEqual(['edit', 'confirm'])
        expect(text(answer)).not.toContain(card)
        expect(await messages()).toEqual([])

        // Slack sends it again where it was not answered in time.
        expect(await talkOver().take(said)).toBeUndefined()
        expect(await talk.take({ ...said, edit: '300.000100' })).toBeDefined()

        await talk.take({ ...said, confirmed: true })
        expect((await entries()).slice(-2).map(({ event }) => event.type)).toEqual([
          'message',
          'personal-data-confirmed',
        ])
        expect(text(await talk.take({ ...said, confirmed: true }))).toBe(`Your message is in case ${number}.`)
        expect(await messages()).toHaveLength(1)
      })

      it('is refused privately on a closed case, with the way on', async () => {
        await close()
        const answer = await talk.take(line(marcus, 'Thanks.'))

        expect(text(answer)).toContain(`Your message isn't in case ${number}`)
        expect(answer?.notice.buttons?.map(({ command }) => command)).toEqual(['reopen'])
        expect(await messages()).toEqual([])
      })

      it('takes a live grant, and says once a day that it is missing', async () => {
        world.editDirectory((yaml) =>
          yaml.replace(
            /(customer: C09brightwater\n {4}domain: northwind-apps.example.com\n {4}state: )granted/,
            '$1revoked',
          ),
        )
        const answer = await talk.take(line(marcus, 'Anybody?'))

        expect(answer?.notice.buttons?.map(({ command }) => command)).toEqual(['grant'])
        expect(await talk.take(line(marcus, 'Anybody now?'))).toBeUndefined()
        expect(await messages()).toEqual([])
      })

      it('is not taken from somebody whom nobody knows: they are told once a day, with the way to link', async () => {
        const answer = await talk.take(line(null, 'Who am I?'))

        expect(answer?.notice.buttons?.map(({ command }) => command)).toEqual(['link'])
        expect(await talk.take(line(null, 'Really?'))).toBeUndefined()
        expect(await messages()).toEqual([])
      })

      it.each([
        ['another reseller', yui],
        ['another customer', sofia],
      ])('is not taken from people of %s, whatever they may do elsewhere', async (_who, email) => {
        const answer = await talk.take(line(email, 'Let me in.'))

        expect(text(answer)).toContain('only people of northwind-apps.example.com and Brightwater Foods')
        expect(await messages()).toEqual([])
      })

      it('is a reply of the desk where an agent reads along: for all who read there, whose status it leaves alone', async () => {
        const answer = await talk.take(line(ben, 'Try it again now.'))

        expect((await entries()).at(-1)).toMatchObject({
          author: { party: 'desk', email: ben },
          audience: 'everyone',
          event: { type: 'message', text: 'Try it again now.' },
        })
        expect(await status()).toBe('new')
        expect(text(answer)).toContain('waits for the support desk')
        expect(answer?.notice.buttons).toMatchObject([
          { command: 'update', args: { number: String(number), in: 'desk' } },
        ])
        expect(await talk.take(line(ben, 'And like this.'))).toBeUndefined()
        await setStatus('action-required')
        expect(await talk.take(line(ben, 'Please tell us.'))).toBeUndefined()
      })

      it('of the desk is for a customer that reads along, too, where it has nobody in the portal', async () => {
        world.editDirectory((yaml) =>
          yaml.replace(`email: ${amelia}\n`, `email: ${amelia}\n    portal: false\n`),
        )
        await talk.take(line(ben, 'Try it again now.'))

        expect((await entries()).at(-1)).toMatchObject({ audience: 'everyone', author: { party: 'desk' } })
      })

      it('is written by somebody of several parties as one of those that share the conversation', async () => {
        world.editDirectory((yaml) =>
          yaml.replace('desk:\n', `desk:\n  - email: ${marcus}\n    name: Marcus Bell\n`),
        )
        await talk.take(line(marcus, 'As ever.'))

        expect((await entries()).at(-1)).toMatchObject({ author: { party: 'partner', email: marcus } })
      })

      it.each<[string, string, (yaml: string) => string, string]>([
        ['without a role', nina, (yaml) => yaml, "doesn't have permission to work with cases"],
        [
          'whose account is suspended',
          marcus,
          (yaml) => yaml.replace(`email: ${marcus}\n`, `email: ${marcus}\n    suspended: true\n`),
          'suspended',
        ],
        [
          'of the customer without portal access',
          amelia,
          (yaml) => yaml.replace(`email: ${amelia}\n`, `email: ${amelia}\n    portal: false\n`),
          'portal',
        ],
      ])(
        'ACC-1, ACC-4, CRE-6: is not taken from somebody %s, who is told once a day',
        async (_who, email, edit, why) => {
          world.editDirectory(edit)
          const answer = await talk.take(line(email, 'It happens at 9.'))

          expect(text(answer)).toContain(`Your message isn't in case ${number}`)
          expect(text(answer)).toContain(why)
          expect(answer?.offers).toEqual([])
          expect(await talk.take(line(email, 'Still at 9.'))).toBeUndefined()
          world.setNow(new Date(world.now().getTime() + 24 * 3_600_000 + 1))
          expect(await talk.take(line(email, 'Hello?'))).toBeDefined()
          expect(await messages()).toEqual([])
        },
      )

      describe('with files', () => {
        const offered: Record<string, OfferedFile> = {
          F1: anOfferedFile('gateway.log', 'all is well'),
          F2: anOfferedFile('run.exe', 'MZ'),
          F3: anOfferedFile('people.txt', `one\nThe card is ${card}`),
        }
        let fetched: (readonly string[])[]
        const drop = (...files: readonly string[]) =>
          talkOver({
            attachments: {
              slack: {
                async fetch(_, ids) {
                  fetched.push(ids)
                  return offering(...ids.flatMap((id) => offered[id] ?? []))
                },
              },
            },
          }).take(line(marcus, 'See this.', { files, id: '300.000100' }))
        const names = async () => {
          const files = value(await world.service.files(await world.actor(ben), number))
          return files.map(({ name }) => name)
        }

        beforeEach(() => {
          fetched = []
        })

        it('brings them into the case, for all who read the line', async () => {
          await drop('F1')

          expect(fetched).toEqual([['F1']])
          expect(await names()).toEqual(['gateway.log'])
          expect((await messages()).at(-1)).toMatchObject({ audience: 'everyone' })
        })

        it('of a kind that a case takes not is not added, and told with the way to change it', async () => {
          const answer = await drop('F1', 'F2')

          expect(text(answer)).toContain('run.exe')
          expect(answer?.offers).toEqual(['edit'])
          expect(await messages()).toEqual([])
          expect(await names()).toEqual([])
        })

        it('is not added where they are too many', async () => {
          const answer = await drop(...Array.from({ length: 11 }, () => 'F1'))

          expect(text(answer)).toContain('10')
          expect(answer?.offers).toEqual(['edit'])
          expect(await messages()).toEqual([])
        })

        it('CRE-3: with personal data in one comes back, names the file and never what stands in it', async () => {
          const answer = await drop('F3')

          expect(text(answer)).toContain('people.txt, line 2')
          expect(text(answer)).not.toContain(card)
          expect(answer?.offers).toEqual(['edit', 'confirm'])
          expect(await messages()).toEqual([])
          expect(await names()).toEqual([])
        })

        it('that cannot be fetched now waits: the line is asked for again', async () => {
          const talking = talkOver({
            attachments: {
              slack: { fetch: async () => Promise.reject(new CouldNotAsk('chat', 'Slack is away')) },
            },
          })

          await expect(talking.take(line(marcus, 'See this.', { files: ['F1'] }))).rejects.toThrow(
            CouldNotAsk,
          )
          expect(await messages()).toEqual([])
        })
      })

      it('waits where the chat could not say who wrote it: that is no "no"', async () => {
        const unasked = { email: true, locale: false }
        const said = line(null, 'It is me.')

        await expect(talk.take({ ...said, person: { ...said.person, unasked } })).rejects.toThrow(CouldNotAsk)
      })

      it('is not taken while nobody may be shown anything there', async () => {
        world.conversations.chats.slack.setInfo('C1', { access: 'open' })
        const answer = await talk.take(line(marcus, 'Hello.'))

        expect(text(answer)).toContain("isn't added")
        expect(await messages()).toEqual([])
      })

      it('is nobody’s business in the thread of a case of another customer', async () => {
        const audience = { party: 'customer', customer: 'C10lakeside', name: 'Lakeside' } as const
        await declare('two-way', { audience })

        expect(await talk.take(line(marcus, 'Hello.'))).toBeUndefined()
        expect(await messages()).toEqual([])
      })

      it('is nobody’s business outside of a case’s thread', async () => {
        const place = { ...channel, thread: '999.000100' }

        expect(await talk.take(line(marcus, 'Lunch?', { place }))).toBeUndefined()
        expect(await messages()).toEqual([])
      })

      it('that its author changes first is taken once, by the form or as it is', async () => {
        const said = line(marcus, `The card is ${card}`)
        await talk.take(said)
        expect(await talk.findOpenLine(said)).toEqual({ kind: 'open', number, as: northwind })

        await talk.take({ ...said, confirmed: true })
        expect(await talk.findOpenLine(said)).toMatchObject({ kind: 'refused' })
      })
    })

    describe('where only the hint is on', () => {
      beforeEach(() => declare('hint'))

      it('is not added; its author is told once for each thread, across instances', async () => {
        const first = await talk.take(line(amelia, 'Like this?'))

        expect(first).toMatchObject({ offers: ['add'], notice: { tone: 'info' } })
        expect(text(first)).toContain(`case ${number}`)
        expect(await talkOver().take(line(amelia, 'Or that?'))).toBeUndefined()
        expect(await talk.take(line(marcus, 'Yes.'))).toBeDefined()
        expect(await messages()).toEqual([])
      })

      it('is told again where it did not reach its author', async () => {
        await (await talk.take(line(amelia, 'One.')))?.release?.()

        expect(await talk.take(line(amelia, 'Two.'))).toBeDefined()
      })

      it.each([
        ['somebody unknown', null],
        ['people who may not see the case', yui],
      ])('nothing is said to %s', async (_who, email) => {
        expect(await talk.take(line(email, 'Hm.'))).toBeUndefined()
      })

      it('nothing is said on a closed case, where nothing could be added', async () => {
        await close()

        expect(await talk.take(line(marcus, 'Thanks.'))).toBeUndefined()
      })
    })

    it('is asked for nowhere else: off by default, and where a channel is not declared any more', async () => {
      await declare()
      expect(await talk.modeOf(channel)).toBeUndefined()
      expect(await talk.take(line(marcus, 'Hello.'))).toBeUndefined()

      await declare('two-way')
      expect(await talk.modeOf(channel)).toBe('two-way')
      await world.store.identities.unbind(channel, northwind)
      expect(await talk.modeOf(channel)).toBeUndefined()
      expect(await messages()).toEqual([])
    })
  })
})
