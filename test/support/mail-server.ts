/** A real SMTP server in this process that keeps what it takes, for tests of mail. */
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface TakenMail {
  readonly to: string
  readonly raw: string
  readonly mail: ParsedMail
}

interface Refusal {
  readonly code: number
  readonly text: string
}
type Refuse = (address: string) => Refusal | undefined | Promise<Refusal | undefined>

export interface MailServer {
  readonly port: number
  /** In the order in which they came. */
  readonly taken: readonly TakenMail[]
  /** How many mails were under way at most at a time. */
  readonly mostAtOnce: () => number
  /** Refuses a recipient, a sender, or a mail after its text. */
  refuseRecipient: Refuse
  refuseSender: Refuse
  refuseText: Refuse
  to(address: string): readonly ParsedMail[]
  close(): Promise<void>
}

const password = 'p@ss:w/rd#%'

/** The user and password that a server with `login` asks for. */
export const mailLogin = { user: 'cases', pass: password } as const

export async function aMailServer(
  options: { readonly login?: boolean; readonly port?: number; readonly host?: string } = {},
): Promise<MailServer> {
  const taken: TakenMail[] = []
  let now = 0
  let most = 0
  const failing = async (asked: ReturnType<Refuse>) => {
    const found = await asked
    return found ? Object.assign(new Error(found.text), { responseCode: found.code }) : null
  }
  const given: SMTPServerOptions = {
    authOptional: !options.login,
    disabledCommands: ['STARTTLS', ...(options.login ? [] : (['AUTH'] as const))],
    allowInsecureAuth: true,
    onAuth: ({ username, password: pass }, _session, done) =>
      username === mailLogin.user && pass === password
        ? done(null, { user: username })
        : done(new Error('Username and Password not accepted')),
    onMailFrom: async ({ address }, _session, done) => done(await failing(server.refuseSender(address))),
    onRcptTo: async ({ address }, _session, done) => done(await failing(server.refuseRecipient(address))),
    onData(stream, session, done) {
      now += 1
      most = Math.max(most, now)
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', async () => {
        now -= 1
        const raw = Buffer.concat(pieces)
        const to = session.envelope.rcptTo.map(({ address }) => address).join(',')
        const fault = await failing(server.refuseText(to))
        if (!fault) taken.push({ to, raw: raw.toString('latin1'), mail: await simpleParser(raw) })
        done(fault)
      })
    },
  }
  const smtp = new SMTPServer(given)
  // A client that goes away in the middle is part of what is tested.
  smtp.on('error', () => {})
  await new Promise<void>((resolve) => smtp.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve))
  const address = smtp.server.address()

  const server: MailServer = {
    port: typeof address === 'object' && address ? address.port : 0,
    taken,
    mostAtOnce: () => most,
    refuseRecipient: () => undefined,
    refuseSender: () => undefined,
    refuseText: () => undefined,
    to: (one) => taken.filter(({ to }) => to === one).map(({ mail }) => mail),
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
  return server
}

/** The addresses in a mail's header. */
export function addressesOf(field: AddressObject | AddressObject[] | undefined): readonly string[] {
  return [field ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''))
}
