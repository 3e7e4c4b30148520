/** `casethread setup code`, `operators` and `remove`: who becomes an operator in chat, for whoever has the machine (DOM-5). */
import { randomUUID } from 'node:crypto'
import { operatorSide } from '../cases/audit-log.ts'
import { codeMs, createSetup, type Setup } from '../cases/create-setup.ts'
import { readConfig } from '../config/config.ts'
import { orExit } from '../main.ts'
import type { Store } from '../store/store.ts'
import { alignColumns } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface SetupOptions {
  readonly json?: boolean
}

export interface RemoveOperatorOptions extends SetupOptions {
  readonly by?: string
}

const codeAgain = '"casethread setup code" makes one for somebody else.'

/** Any code that was open before is open no longer. */
export async function printSetupCode({ json }: SetupOptions, env: Env): Promise<void> {
  await withSetup('make a setup code', env, async (setup) => {
    const code = await setup.issueCode({ always: true })
    const hours = codeMs / 3_600_000
    console.log(
      json
        ? JSON.stringify({ code, hours })
        : `/case setup ${code}\n\nType this in a chat with the bot. It is good for ${hours} hours, once, and makes you an operator.`,
    )
  })
}

export async function listOperators({ json }: SetupOptions, env: Env): Promise<void> {
  await withSetup('list the operators', env, async (setup) => {
    const { operators } = await setup.refresh()
    const listed = operators.map(({ user, name, at }) => ({ user, name, since: at.toISOString() }))
    if (json) console.log(JSON.stringify(listed))
    else if (listed.length === 0) console.log(`Nobody became an operator in chat. ${codeAgain}`)
    else
      console.log(
        alignColumns([
          ['Since', 'Chat user', 'Name'],
          ...listed.map(({ user, name, since }) => [since, user, name]),
        ]).join('\n'),
      )
  })
}

/** Exit code 1 where they are none. */
export async function removeOperator(
  user: string,
  { json, by = readUserName() }: RemoveOperatorOptions,
  env: Env,
): Promise<void> {
  await withSetup('remove an operator', env, async (setup, { auditLog }) => {
    const [removed] = await setup.removeOperators((other) => other === user)
    const left = setup.latest().operators.length
    if (removed)
      await auditLog.record({
        id: randomUUID(),
        at: new Date(),
        side: operatorSide,
        by,
        what: 'set-up',
        about: `operator ${user} none`,
      })
    else process.exitCode = exitCodes.notFound
    if (json) console.log(JSON.stringify({ removed: removed ? user : null, left }))
    else if (!removed)
      console.error(`${user} is no operator by a code: "casethread setup operators" lists those who are.`)
    else
      console.log(
        `${removed.name} (${user}) is no operator by a code any more.${left === 0 ? ` Nobody else is one: ${codeAgain}` : ''}`,
      )
  })
}

async function withSetup(
  what: string,
  env: Env,
  work: (setup: Setup, store: Store) => Promise<void>,
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, (store) =>
      work(
        createSetup({
          store: store.setup,
          directory: { isOperator: async () => false },
          given: { deskChannels: {} },
          now: () => new Date(),
        }),
        store,
      ),
    )
  }, what)
}
