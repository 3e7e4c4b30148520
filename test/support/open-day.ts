/** A playground with cases in it that came about by the rules, and people before its page: what the journeys through a day begin with. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import type { Locale, Platform, Severity } from '../../src/cases/case.ts'
import type { Change } from '../../src/cases/case-inputs.ts'
import type { Result } from '../../src/cases/refusal.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { createClockKeeper } from '../../src/targets/clock-keeper.ts'
import { readTargetsFile } from '../../src/targets/targets-file.ts'
import { openBrowser } from './browser.ts'
import { aWorld, sampleDirectoryFile, type World } from './sample-world.ts'
import { createVisitor, type Effort, type Visitor } from './visitor.ts'

export const chats = ['slack', 'gchat'] as const satisfies readonly Platform[]

export interface Day {
  readonly local: LocalCasethread
  /** What the playground shows as well: for what happened before, and for looking behind the page. */
  readonly world: World
  readonly efforts: ReadonlyMap<string, Effort>
  /** Somebody before the page, in a window of their own. */
  visit(name: string, locale: Locale, window?: Window): Promise<Visitor>
  /** Opens a case as that partner's or customer's person, so long ago. */
  open(by: string, given: GivenCase): Promise<number>
  /** What somebody did to a case, so long ago. */
  change(by: string, number: number, hoursAgo: number, ...changes: readonly Change[]): Promise<void>
  /** The bot and both chats again, on what was kept. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface GivenCase {
  readonly customer: string
  readonly title: string
  readonly hoursAgo: number
  readonly severity?: Severity
  readonly description?: string
  readonly hidden?: boolean
  readonly category?: string
}

/** How large a person's window is, in CSS pixels, and how many pixels of the screen make one. */
export type Window = Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor'>

interface DayOptions {
  readonly chat: Platform
  /** What its pictures begin with. */
  readonly name: string
  readonly chromium: string
  readonly targets?: string
  readonly editDirectory?: (yaml: string) => string
}

const hourMs = 3_600_000
/** Any, for the one question that some of the categories ask. */
const answers = { scope: 'one', period: 'today', 'message-id': '<one@mail.example.com>' }

export async function openDay(options: DayOptions): Promise<Day> {
  const { chat, name, chromium, targets, editDirectory = (yaml) => yaml } = options
  const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
  mkdirSync(screenshots, { recursive: true })
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-day-'))
  const directoryFile = join(dataDir, 'directory.yaml')
  const targetsFile = join(dataDir, 'targets.yaml')
  writeFileSync(directoryFile, editDirectory(readFileSync(sampleDirectoryFile, 'utf8')))
  if (targets) writeFileSync(targetsFile, targets)
  const start = () =>
    startLocalCasethread({
      port: 0,
      env: {
        DATA_DIR: dataDir,
        DIRECTORY_FILE: directoryFile,
        ...(targets ? { TARGETS_FILE: targetsFile } : {}),
      },
      remember: true,
    })
  let local = await start()
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const clocks = targets && createClockKeeper(await readTargetsFile(targetsFile, new Date()))
  const world = await aWorld(store, undefined, clocks ? { clocks } : {})
  world.editDirectory(editDirectory)
  const browser: Browser = await openBrowser(chromium)
  const efforts = new Map<string, Effort>()
  let keys = 0

  function at(hoursAgo: number): void {
    world.setNow(new Date(Date.now() - hoursAgo * hourMs))
  }

  return {
    get local() {
      return local
    },
    world,
    efforts,
    async visit(person, locale, window = { viewport: { width: 1280, height: 1100 } }) {
      const page = await browser.newPage(window)
      page.setDefaultTimeout(15_000)
      // Whoever works there has seen what a newcomer could try.
      await page.addInitScript(() => localStorage.setItem('casethread:welcome', 'hidden'))
      const shoot = (what: string) =>
        page.screenshot({ path: join(screenshots, `${name}-${chat}-${what}.png`) })
      return createVisitor(page, { url: local.slack.url, chat, name: person, locale, efforts, shoot })
    },
    async open(by, { customer, title, hoursAgo, severity = 'P3', hidden, ...given }) {
      at(hoursAgo)
      const made = await world.service.create(
        await world.actor(by),
        {
          customer,
          title,
          description: given.description ?? title,
          product: 'google-workspace',
          category: given.category ?? 'chat.spaces',
          answers: given.category ? answers : {},
          severity,
          ...(hidden ? { hidden } : {}),
          confirmed: false,
          threads: [],
        },
        `given-${++keys}`,
      )
      return readValue(made).number
    },
    async change(by, number, hoursAgo, ...changes) {
      at(hoursAgo)
      readValue(
        await world.service.change(
          await world.actor(by),
          number,
          { changes: [...changes] },
          `given-${++keys}`,
        ),
      )
    },
    async restart() {
      await local.stop()
      local = await start()
    },
    async close() {
      await browser.close()
      await local.stop()
      await store.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

function readValue<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusals)}`)
  return result.value
}
