import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Case, Reader } from '../../src/cases/case.ts'
import { toReader } from '../../src/cases/policy.ts'
import { refused } from '../../src/cases/refusal.ts'
import type { Values } from '../../views/view.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let fetched: (readonly string[])[]
  let of: Case

  beforeEach(async () => {
    world = await aWorld(await open())
    fetched = []
    runner = runnerOver(world, {
      attachments: {
        slack: {
          async fetch(_, ids) {
            fetched.push(ids)
            return offering(...ids.map((id) => anOfferedFile(`${id}.txt`, id)))
          },
        },
      },
      fileLinks: {
        minutes: 15,
        linkTo: (number, actor) => `https://x/${number}/${JSON.stringify(toReader(actor))}`,
      },
    })
    of = value(await world.service.create(await world.actor(marcus), aWish(), 'create'))
  })

  const withFiles = (wish: Interaction, ...files: readonly string[]): Interaction => ({ ...wish, files })
  const namesIn = async () => {
    const files = value(await world.service.files(await world.actor(marcus), of.number))
    return files.map(({ name }) => name)
  }

  describe('files that come along with a message', () => {
    it('go with a reply that is typed whole, to the note’s readers', async () => {
      await runner.commandLine(withFiles(wishOf(marcus), 'a', 'b'), `reply ${of.number} See these`)

      expect(await namesIn()).toEqual(['a.txt', 'b.txt'])
      expect(value(await world.service.files(await world.actor(ben), of.number))).toEqual([])
    })

    it('stay with the form that it opens, which says so, until it is sent', async () => {
      const form = asForm(await runner.commandLine(withFiles(wishOf(marcus), 'a', 'b'), `reply ${of.number}`))
      expect(JSON.stringify(form.parts)).toContain('2 files from your message will be attached.')
      expect(fetched).toEqual([])

      const values = { text: 'See these', audience: 'desk', confirmed: [] }
      const outcome = await runner.submission(wishOf(marcus), 'reply', values, form.formState)

      expect(outcome).toMatchObject({ tone: 'done' })
      expect(fetched).toEqual([['a'], ['b']])
      expect(value(await world.service.files(await world.actor(ben), of.number))).toHaveLength(2)
    })

    it('stay with the form of a new case through its steps, beside those of its own field', async () => {
      const first = asForm(await runner.commandLine(withFiles(wishOf(marcus), 'a'), 'new It is slow'))
      const chosen = { customer: 'C09brightwater', category: 'gmail.delivery' }
      const second = asForm(await runner.refresh(wishOf(marcus), 'new', chosen, first.formState))
      expect(JSON.stringify(second.parts)).toContain('1 file from your message will be attached.')
      const values = {
        ...chosen,
        title: 'It is slow',
        description: 'Since noon.',
        product: 'google-workspace',
        'answer:message-id': '<x@mail.example.com>',
        'answer:scope': 'all',
        severity: 'P3',
        files: ['b'],
        confirmed: [],
      }
      const outcome = await runner.submission(wishOf(marcus), 'new', values, second.formState)

      expect(told(outcome)).toContain('is open')
      expect(fetched).toEqual([['b'], ['a']])
    })

    it('are as many as a form can carry, and the rest is named', async () => {
      const many = Array.from({ length: 40 }, (_, index) => `${index}-${'x'.repeat(60)}`)
      const form = asForm(await runner.commandLine(withFiles(wishOf(marcus), ...many), `reply ${of.number}`))

      expect(JSON.stringify(form.formState).length).toBeLessThan(2_000)
      expect(JSON.stringify(form.parts)).toMatch(
        /Only \d+ of the 40 files from your message will be attached/,
      )
    })

    describe('and cannot be taken', () => {
      const textOf: Readonly<Record<string, string>> = {
        good: 'a log',
        empty: '',
        'run.exe': 'MZ',
      }
      const drive = {
        code: 'file-in-drive',
        rule: 'UPD-1',
        field: 'files',
        values: { file: 'plan.gdoc' },
      } as const

      beforeEach(() => {
        runner = runnerOver(world, {
          attachments: {
            slack: {
              async fetch(_, ids) {
                if (ids.includes('drive')) return refused(drive)
                return offering(
                  ...ids.map((id) => anOfferedFile(id.includes('.') ? id : `${id}.txt`, textOf[id] ?? id)),
                )
              },
            },
          },
        })
      })

      const send = async (files: readonly string[], values: Values, locale: 'en' | 'ja' = 'en') => {
        const wish = withFiles(wishOf(marcus, locale), ...files)
        const form = asForm(await runner.commandLine(wish, `reply ${of.number}`))
        return runner.submission(
          wishOf(marcus, locale),
          'reply',
          { audience: 'desk', confirmed: [], ...values },
          form.formState,
        )
      }

      it.each([
        ['en', 'Not attached:'],
        ['ja', '添付されなかったファイル：'],
      ] as const)('are named and left out, and the rest is sent (%s)', async (locale, words) => {
        const sent = await send(['good', 'drive', 'empty', 'run.exe'], { text: 'See these' }, locale)

        expect(sent).toMatchObject({ kind: 'notice', tone: 'done' })
        for (const name of [words, 'plan.gdoc', 'empty.txt', 'run.exe']) expect(told(sent)).toContain(name)
        expect(await namesIn()).toEqual(['good.txt'])
      })

      it('leave no empty message behind', async () => {
        const sent = await send(['drive'], { text: '' })

        expect(sent).toMatchObject({ kind: 'errors', fields: { text: 'Fill in this field.' } })
        expect(JSON.stringify(sent)).toContain('plan.gdoc')
        expect(await world.store.history(of.number, { after: 1, limit: 5 })).toEqual([])
      })

      it('are told at their field where the person can take them out there', async () => {
        const sent = await send(['good'], { text: 'See these', files: ['run.exe'] })
        expect(sent).toMatchObject({ kind: 'errors', fields: { files: expect.stringContaining('run.exe') } })
      })

      it('past the tenth are left out as well', async () => {
        const many = Array.from({ length: 12 }, (_, index) => `f${index}`)
        const sent = await send(many, { text: 'See these' })

        expect(told(sent)).toContain('Not attached:')
        expect(await namesIn()).toHaveLength(10)
      })
    })

    it('are left alone by a form that takes none, and by a context that was tampered with', async () => {
      const form = asForm(await runner.commandLine(withFiles(wishOf(marcus), 'a'), `close ${of.number}`))
      expect(form.formState).not.toHaveProperty('filesAlong')

      const reply = asForm(await runner.commandLine(wishOf(marcus), `reply ${of.number}`))
      const values = { text: 'Hello', audience: 'desk', confirmed: [] }
      for (const filesAlong of ['{', '{"a":1}', '[1,null]']) {
        const outcome = await runner.submission(wishOf(marcus), 'reply', values, {
          ...reply.formState,
          filesAlong,
        })
        expect(outcome).toMatchObject({ tone: 'done' })
      }
      expect(fetched).toEqual([])
    })
  })

  describe('/case files', () => {
    const linkOf = async (email: string) => {
      const notice = await runner.commandLine(wishOf(email), `files ${of.number}`)
      return notice.kind === 'notice' ? notice.link?.url : undefined
    }
    const forReader = (reader: Reader) => `https://x/${of.number}/${JSON.stringify(reader)}`

    it('VIS-7: leads each reader to a page of their own', async () => {
      const form = asForm(await runner.commandLine(withFiles(wishOf(marcus), 'a'), `update ${of.number}`))
      await runner.submission(
        wishOf(marcus),
        'update',
        { text: '', audience: 'everyone', confirmed: [] },
        form.formState,
      )

      expect(await linkOf(marcus)).toBe(forReader({ party: 'partner', domain: northwind }))
      expect(await linkOf(amelia)).toBe(forReader({ party: 'customer', customer: 'C09brightwater' }))
      expect(await linkOf(ben)).toBe(forReader({ party: 'desk' }))
    })

    it('leads nowhere where there is nothing that the reader may read', async () => {
      await runner.commandLine(withFiles(wishOf(marcus), 'a'), `reply ${of.number} A note`)

      expect(told(await runner.commandLine(wishOf(ben), `files ${of.number}`))).toContain(
        'has no files that you can see',
      )
      expect(told(await runner.commandLine(wishOf(yui), `files ${of.number}`))).toContain("There's no case")
    })

    it('says what is missing where the pages are not set up', async () => {
      await runner.commandLine(withFiles(wishOf(marcus), 'a'), `reply ${of.number} A note`)
      const bare = runnerOver(world)

      expect(told(await bare.commandLine(wishOf(marcus), `files ${of.number}`))).toBe(
        "File downloads aren't set up. Ask your administrator.",
      )
    })
  })

  it('VIS-7: a card that is drawn for who reads along is pressed by the domain’s people too', async () => {
    const { place } = wishOf(marcus)
    const account = await world.actor(marcus)
    if (account.party !== 'partner') throw new Error('marcus is a partner')
    const pressed = async () =>
      told(
        await runner.action(wishOf(marcus), 'show', {
          number: String(of.number),
          in: 'customer:C09brightwater',
        }),
      )
    const before = await pressed()
    const customer = { party: 'customer', called: 'brightwater' } as const
    value(
      await world.conversations.service.declare({
        actor: account,
        accounts: [account.account],
        channel: place,
        guest: customer,
      }),
    )

    expect(before).toContain("isn't linked to an account of")
    expect(await pressed()).toContain(`On behalf of ${northwind}`)
  })
})
