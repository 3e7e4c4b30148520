/** The bot's processes: each slot is started anew whenever it ends, as a service manager does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface BotSlots {
  readonly count: number
  /** Where a slot takes requests, whether anybody is there or not. */
  url(slot: number): string
  /** Where it serves its figures. */
  metricsUrl(slot: number): string
  /** Runs, whether it takes requests yet or not. */
  isThere(slot: number): boolean
  /** Takes requests at this moment. */
  isReady(slot: number): boolean
  /** Kills what runs in the slot, in whatever it is doing. False where nothing runs there. */
  kill(slot: number): boolean
  /** Ends it in order, as a deployment does. */
  renew(slot: number): void
  /** Resolves once all slots take requests; false where one does not in this time, ms. */
  waitUntilReady(ms: number): Promise<boolean>
  readonly started: () => number
  close(): Promise<void>
}

interface Slot {
  readonly port: number
  readonly metricsPort: number
  child: ChildProcess | undefined
  ready: boolean
  /** Killed, and not gone yet. */
  dying: boolean
}

const pauseMs = { killed: 30, failed: 400 }

export async function startBotSlots(options: {
  readonly count: number
  /** The built command line. */
  readonly entry: string
  readonly preload: string
  /** The working folder. */
  readonly folder: string
  readonly logFile: string
  env(
    slot: number,
    ports: { readonly port: number; readonly metricsPort: number },
  ): Readonly<Record<string, string>>
}): Promise<BotSlots> {
  const slots: Slot[] = []
  for (let at = 0; at < options.count; at += 1)
    slots.push({
      port: await freePort(),
      metricsPort: await freePort(),
      child: undefined,
      ready: false,
      dying: false,
    })
  let closed = false
  let started = 0

  function start(at: number): void {
    const slot = slots[at]
    if (!slot || closed) return
    const child = spawn(process.execPath, ['--import', options.preload, options.entry, 'start'], {
      cwd: options.folder,
      env: { PATH: process.env.PATH, ...options.env(at, slot) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started += 1
    slot.child = child
    slot.dying = false
    child.stdout.on('data', () => {
      slot.ready = slot.child === child && !slot.dying
    })
    child.stderr.on('data', (data) => appendFileSync(options.logFile, String(data)))
    child.once('close', (code) => {
      slot.child = undefined
      slot.ready = false
      if (code) appendFileSync(options.logFile, `slot ${at} ended with ${code}\n`)
      setTimeout(() => start(at), code ? pauseMs.failed : pauseMs.killed)
    })
  }

  for (const at of slots.keys()) start(at)
  return {
    count: options.count,
    url: (at) => `http://127.0.0.1:${slots[at]?.port}`,
    metricsUrl: (at) => `http://127.0.0.1:${slots[at]?.metricsPort}`,
    isThere: (at) => slots[at]?.child !== undefined && !slots[at]?.dying,
    isReady: (at) => slots[at]?.ready ?? false,
    kill(at) {
      const slot = slots[at]
      if (!slot?.child || slot.dying) return false
      slot.dying = slot.child.kill('SIGKILL')
      slot.ready = false
      return slot.dying
    },
    renew: (at) => void slots[at]?.child?.kill('SIGTERM'),
    async waitUntilReady(ms) {
      const until = performance.now() + ms
      while (slots.some(({ ready }) => !ready)) {
        if (performance.now() > until) return false
        await sleep(20)
      }
      return true
    },
    started: () => started,
    async close() {
      closed = true
      for (const { child } of slots) child?.kill('SIGKILL')
      while (slots.some(({ child }) => child)) await sleep(10)
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the probe has no port')
  return address.port
}
