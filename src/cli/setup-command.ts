/** `casethread setup code`: a new code for whoever has the machine (DOM-5). */
import { codeMs, createSetup } from '../cases/create-setup.ts'
import { readConfig } from '../config/config.ts'
import { orExit } from '../main.ts'
import { withStore } from './with-store.ts'

export interface SetupCodeOptions {
  readonly json?: boolean
}

/** Any code that was open before is open no longer. */
export async function printSetupCode(
  { json }: SetupCodeOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    const code = await withStore(config, (store) =>
      createSetup({
        store: store.setup,
        directory: { isOperator: async () => false },
        given: { deskChannels: {} },
        now: () => new Date(),
      }).issueCode({ always: true }),
    )
    const hours = codeMs / 3_600_000
    console.log(
      json
        ? JSON.stringify({ code, hours })
        : `/case setup ${code}\n\nType this in a chat with the bot. It is good for ${hours} hours, once, and makes you an operator.`,
    )
  }, 'make a setup code')
}
