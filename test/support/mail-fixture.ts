/** A reseller's world whose shared addresses get real mail, sent to a server in this process. */
import { afterEach } from 'vitest'
import type { Change } from '../../src/cases/case-inputs.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import type { MailConfig } from '../../src/config/mail-settings.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import {
  createDeliveryWorker,
  type DeliveryWorker,
  type DeliveryWorkerOptions,
} from '../../src/delivery/worker.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { createMail, type Mail } from '../../src/mail/mailer.ts'
import type { Store } from '../../src/store/store.ts'
import type { View } from '../../views/view.ts'
import { openTo } from './audiences.ts'
import { aMailServer, type MailServer, mailLogin } from './mail-server.ts'
import { recordingLog } from './recording-log.ts'
import { runnerOver, value, wishOf } from './run-commands.ts'
import { aWish, aWorld, marcus, type World } from './sample-world.ts'

export interface MailDesk {
  readonly world: World
  readonly server: MailServer
  readonly mail: Mail
  readonly log: ReturnType<typeof recordingLog>
  readonly notifier: DeliveryWorker
  /** A further instance, or one whose store misbehaves. */
  anotherNotifier(over?: Partial<DeliveryWorkerOptions>): DeliveryWorker
  /** Lets time pass and everything that is due go out. */
  deliver(ms?: number): Promise<void>
  /** A case of Marcus's that is shared with these from the start. */
  open(wish?: Parameters<typeof aWish>[0]): Promise<number>
  /** One send of this person. */
  change(number: number, changes: readonly Change[], who?: string): Promise<void>
  /** What a person typed and was answered. */
  typed(line: string, who: string): Promise<View>
  /** The mail server, back at its port. */
  reopen(port: number): Promise<MailServer>
  textsTo(address: string): readonly string[]
}

const closing: (() => Promise<void>)[] = []

/** Closes what `aMailDesk` opened, after each test. */
export function tidyMailDesks(): void {
  afterEach(async () => {
    // The last one first: a server waits for connections that are still open.
    for (const close of closing.splice(0).reverse()) await close()
  })
}

export async function aMailDesk(
  store: Store,
  options: {
    readonly login?: boolean
    readonly settings?: Partial<MailConfig>
    readonly sendsMail?: boolean
  } = {},
): Promise<MailDesk> {
  const server = await aMailServer(options.login ? { login: true } : {})
  closing.push(() => server.close())
  const world = await aWorld(store, undefined, { sendsMail: options.sendsMail ?? true })
  const log = recordingLog()
  const { now } = world
  const views = createThreadViews({
    categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
    createTranslator: createTranslatorFactory(),
    directory: world.directory,
    now,
  })
  const mail = createMail({
    settings: {
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      login: options.login ? mailLogin : null,
      from: { name: 'Casethread', address: 'cases@cases.example.com' },
      replyTo: null,
      ...options.settings,
    },
    views,
    now,
    log,
  })
  closing.push(() => mail.close())
  const anotherNotifier = (over: Partial<DeliveryWorkerOptions> = {}) =>
    createDeliveryWorker({
      store,
      publishers: {},
      routes: () => [{ platform: 'mail', tenant: '' }],
      check: () => mail.checkServer,
      resolveAudience: openTo(),
      mail: mail.publisher,
      now,
      log,
      random: () => 0.5,
      ...over,
    })
  const notifier = anotherNotifier()
  let sends = 0

  return {
    world,
    server,
    mail,
    log,
    notifier,
    anotherNotifier,
    async deliver(ms = 0) {
      world.setNow(new Date(world.now().getTime() + ms))
      await notifier.idle()
    },
    async open(wish = {}) {
      sends += 1
      const by = await world.actor(marcus)
      return value(await world.service.create(by, aWish({ threads: [], ...wish }), `open-${sends}`)).number
    },
    async change(number, changes, who = marcus) {
      sends += 1
      // Two sends of one person are never of one millisecond.
      world.setNow(new Date(world.now().getTime() + 1))
      const wish = { changes: [...changes], confirmed: true }
      value(await world.service.change(await world.actor(who), number, wish, `change-${sends}`))
    },
    typed: (line, who) => runnerOver(world).commandLine(wishOf(who), line),
    async reopen(port) {
      const again = await aMailServer({ port })
      closing.push(() => again.close())
      return again
    },
    textsTo: (address) => server.to(address).map(({ text }) => text ?? ''),
  }
}
