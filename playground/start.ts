/**
 * `npm start`: a local Slack and a local Google Chat are brought up, with a store of their own, and the bot is pointed at them: the bot
 * itself cannot tell. Among settings for production it only says what serves them: `casethread start`.
 */

import { endInOrder } from '../src/cli/ending.ts'
import { exitCodes } from '../src/cli/exit-codes.ts'
import { readConfig } from '../src/config/config.ts'
import { createLog, orExit } from '../src/main.ts'
import { startLocalCasethread } from './local-casethread.ts'
import { refuseProductionSettings } from './production-settings.ts'

/** The playground's own, whatever else there is in `./data`. */
const dataDir = './data/playground'

const refusal = refuseProductionSettings(process.env)
if (refusal !== undefined) {
  console.error(refusal)
  process.exit(exitCodes.config)
}
await startPlayground()

async function startPlayground(): Promise<void> {
  const ending = endInOrder(createLog({ logLevel: 'warn' }))
  const local = await orExit(async () => {
    const { port } = readConfig({ ...process.env, HOST: undefined })
    return startLocalCasethread({
      port,
      env: { DATA_DIR: dataDir, LOG_LEVEL: process.env.LOG_LEVEL },
      remember: true,
      sampleCases: true,
    })
  })
  ending.stopWith(() => local.stop())
  const address = local.slack.url.replace('127.0.0.1', 'localhost')
  console.log(`
  Casethread is running, with a local Slack and a local Google Chat to try it in:

    ${address}

  Three things to try there:
    /case new               open a case for a customer and watch its thread
    /case list open         the cases that you can see, newest update first
    switch the person       (top left) and answer as the support desk in #support-desk

  All of it is kept in ${dataDir}: delete that folder to begin anew. Ctrl+C ends it.
`)
  await openBrowser(address)
}

/** For a person at a terminal; a service or a test is not given a window. `BROWSER=none` keeps it shut. */
async function openBrowser(address: string): Promise<void> {
  if (!process.stdout.isTTY || process.env.CI || process.env.BROWSER === 'none') return
  const { default: open } = await import('open')
  // No browser to be had is no fault: the address is printed.
  const opened = await open(address).catch(() => undefined)
  opened?.once('error', () => {})
}
