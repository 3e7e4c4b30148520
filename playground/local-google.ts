/** Google's sign-in on this machine, played by `emulate`: the people of the sample directory, and one OAuth client. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, type Emulator } from 'emulate'
import { startForwarder } from './forward.ts'

export interface LocalGoogleOptions {
  readonly accounts: readonly { readonly email: string; readonly name: string }[]
  readonly redirectUri: string
}

export interface LocalGoogle {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  close(): Promise<void>
}

interface Running {
  readonly emulator: Emulator
  readonly socketPath: string
  readonly folder: string
}

/** Its address is there at once; what plays it is started by the first request, as most runs never link an account. */
export async function startLocalGoogle({ accounts, redirectUri }: LocalGoogleOptions): Promise<LocalGoogle> {
  const clientId = 'casethread.apps.googleusercontent.com'
  const clientSecret = `local-${randomBytes(18).toString('hex')}`
  let starting: Promise<Running> | undefined

  async function start(baseUrl: string): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), 'google-'))
    const socketPath =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\google-${randomBytes(8).toString('hex')}`
        : join(folder, 'api')
    const emulator = await createEmulator({
      service: 'google',
      // It would listen on every interface: `server.listen` takes a socket file in the place of a port.
      port: socketPath as unknown as number,
      baseUrl,
      seed: {
        google: {
          users: accounts.map(({ email, name }) => ({ email, name, hd: email.split('@')[1] })),
          oauth_clients: [
            {
              client_id: clientId,
              client_secret: clientSecret,
              name: 'Casethread',
              redirect_uris: [redirectUri],
            },
          ],
        },
      },
    })
    return { emulator, socketPath, folder }
  }

  const door = await startForwarder(async () => {
    starting ??= start(door.url)
    return { socketPath: (await starting).socketPath }
  })
  return {
    issuer: door.url,
    clientId,
    clientSecret,
    async close() {
      await door.close()
      const running = await starting
      await running?.emulator.close()
      if (running) await rm(running.folder, { recursive: true, force: true })
    },
  }
}
