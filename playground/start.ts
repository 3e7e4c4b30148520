/**
 * `npm start`. With a chat in the settings, that chat is served. With none, a local Slack and a local Google Chat are brought up
 * first, and the bot is pointed at them: the bot itself cannot tell.
 */

import { orExit, start, stopOnSignal } from '../src/cli/start.ts'
import { ConfigError } from '../src/config.ts'
import { startLocalCasethread } from './local-casethread.ts'

const chatSettings = Object.keys(process.env).some(
  (name) => /^(SLACK|GCHAT)_/.test(name) && process.env[name],
)
if (chatSettings) await start(process.env)
else await startPlayground()

async function startPlayground(): Promise<void> {
  const port = portOf(process.env.PORT)
  const local = await orExit(async () => {
    if (port === undefined)
      throw new ConfigError([{ setting: 'PORT', message: 'must be a number from 1 to 65535' }])
    return startLocalCasethread({
      port,
      env: process.env,
      remember: true,
    })
  })
  stopOnSignal(() => local.stop())
  const address = local.slack.url.replace('127.0.0.1', 'localhost')
  console.log(`
  Casethread is running, with a local Slack and a local Google Chat to try it in:

    ${address}

  Three things to try there:
    /case new               open a case for a customer and watch its thread
    /case list open         the cases that you can see, newest update first
    switch the person       (top left) and answer as the support desk in #support-desk

  Cases are kept ${process.env.MONGODB_URI ? 'in your MongoDB' : `in ${process.env.DATA_DIR ?? './data'}`}. Ctrl+C ends it.
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

function portOf(text: string | undefined): number | undefined {
  if (!text?.trim()) return 3000
  const port = Number(text)
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined
}
