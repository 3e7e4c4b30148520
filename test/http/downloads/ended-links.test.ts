import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createRecheckAsker } from '../../../src/cases/recheck-access.ts'
import { createFileRoutes } from '../../../src/http/downloads/download-routes.ts'
import { createFileLinks } from '../../../src/http/downloads/file-links.ts'
import { startServer } from '../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import { aLinkedAccount } from '../../store/contract-identities.ts'
import { anOfferedFile, offering } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { runnerOver, told, value, wishOf } from '../../support/run-commands.ts'
import { aWish, aWorld, marcus, personWith, type World } from '../../support/sample-world.ts'
import { onSqlite } from '../../support/stores.ts'

const northwind = 'northwind-apps.example.com'

onSqlite((_name, open) => {
  let world: World
  let opened: () => Promise<number>
  let close: () => Promise<void>

  /** The case, the command, the page and the directory as they are in production. */
  beforeEach(async () => {
    world = await aWorld(await open())
    const fileLinks = createFileLinks({ publicUrl: 'https://x', sealKey: 'k', now: () => world.now() })
    const log = recordingLog()
    const { store, directory, service } = world
    const route = createFileRoutes({
      links: fileLinks,
      stillHas: createRecheckAsker({
        directory,
        mayWork: (actor) => service.mayWork(actor),
        findEmail: async () => null,
      }),
      store,
      files: store.files,
      auditLog: store.auditLog,
      newId: randomUUID,
      now: () => new Date(),
      createTranslator: createTranslatorFactory(),
      log,
    })
    const server = await startServer({ host: '127.0.0.1', port: 0, route, log })
    close = server.close
    const files = async () => offering(anOfferedFile('a.txt', 'Received: from one'))
    const { number } = value(await service.create(await world.actor(marcus), { ...aWish(), files }, 'k'))
    const runner = runnerOver(world, { fileLinks })
    opened = async () => {
      const answer = await runner.commandLine(wishOf(null), `files ${number}`)
      const url = answer.kind === 'notice' ? answer.link?.url : undefined
      if (!url) throw new Error(`no link but ${told(answer)}`)
      const here = url.replace('https://x', server.url)
      opened = async () => (await fetch(here)).status
      return opened()
    }
  })

  const link = () =>
    world.store.identities.link(personWith(null), aLinkedAccount({ email: marcus, domain: northwind }))

  describe('a link to files is of the chat user who asked', () => {
    it('and ends with unlinking, at once', async () => {
      await link()
      const before = await opened()
      await world.links.unlink(personWith(null), marcus)
      const after = await opened()
      await close()

      expect([before, after]).toEqual([200, 410])
    })

    it('and ends with the operator’s entry for that person', async () => {
      const entry = `  - person: slack:T1/U1\n    accounts: [${marcus}]\n`
      world.editDirectory((yaml) => yaml.replace(/^people:\n/m, `people:\n${entry}`))
      const before = await opened()
      world.editDirectory((yaml) => yaml.replace(entry, ''))
      const after = await opened()
      await close()

      expect([before, after]).toEqual([200, 410])
    })
  })
})
