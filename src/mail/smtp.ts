import type { MailConfig } from '../config/mail-settings.ts'
import { timedOut, withTimeout } from '../config/with-timeout.ts'

/** Well within the time that notify gives one call. */
const times = {
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
  dnsTimeout: 5_000,
  socketTimeout: 15_000,
} as const
const wholeMs = 25_000
/** As many as notify works cases at a time. */
const maxConnections = 4

type Nodemailer = typeof import('nodemailer')
export type Letter = Parameters<ReturnType<Nodemailer['createTransport']>['sendMail']>[0]

/** One way out: connections that are kept and shared. */
export interface Smtp {
  send(letter: Letter): Promise<void>
  /** Connects and signs in, and throws what is in the way. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Loads nodemailer with the first mail, so that nobody else's start pays for it. */
export function createSmtp({ host, port, secure, login }: MailConfig): Smtp {
  const local = ['localhost', '127.0.0.1', '::1'].includes(host)
  let opened: ReturnType<typeof open> | undefined

  async function open() {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      pool: true,
      maxConnections: maxConnections,
      // Of a connection that the server closed meanwhile; anything else is notify's to try again.
      maxRequeues: 1,
      host,
      port,
      secure,
      // A password goes nowhere unencrypted; within this machine there is nobody to hide it from, and often no certificate.
      requireTLS: !secure && login !== null && !local,
      ignoreTLS: !secure && local,
      ...(login ? { auth: login } : {}),
      ...times,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
  function transport() {
    opened ??= open()
    return opened
  }

  return {
    async send(letter) {
      await (await transport()).sendMail({ ...letter, signal: AbortSignal.timeout(wholeMs) })
    },
    async check() {
      // A server that says a little now and then would be listened to for ever.
      const verified = await withTimeout((await transport()).verify(), wholeMs)
      if (verified === timedOut)
        throw Object.assign(new Error('The server did not come to an end'), { code: 'ETIMEDOUT' })
    },
    async close() {
      if (opened) (await opened).close()
    },
  }
}
