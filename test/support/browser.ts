/** A Chromium for the journeys: CHROMIUM_PATH, else the usual places. None is one plain skip; with REQUIRE_CHROMIUM=1 a failure. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export function findChromium(): string | undefined {
  const found = [process.env.CHROMIUM_PATH, ...usualPlaces].find((path) => path && existsSync(path))
  if (!found && process.env.REQUIRE_CHROMIUM === '1') {
    throw new Error('REQUIRE_CHROMIUM=1, but no Chromium was found: install one or set CHROMIUM_PATH')
  }
  return found
}

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
