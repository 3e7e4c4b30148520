/**
 * Loaded before the bot (`node --import`), which knows nothing of it: time runs `rate` times as fast, so that leases, pauses and polls of
 * half a minute pass in seconds, and the machine's clock is off by as many milliseconds as the file says.
 */
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'

const given = new URL(import.meta.url).searchParams
const file = given.get('file')
const origin = Number(given.get('origin'))
const rate = Number(given.get('rate'))

const RealDate = Date
const realNow = Date.now
const realSetTimeout = setTimeout
const realSetInterval = setInterval
const realPerformanceNow = performance.now.bind(performance)
let offBy = 0

function readOffset() {
  try {
    offBy = Number(readFileSync(file, 'utf8')) || 0
  } catch {
    // Being written just now: the next look finds it.
  }
}
readOffset()
realSetInterval(readOffset, 20).unref()

const now = () => Math.floor(origin + (realNow() - origin) * rate + offBy)
const scaled = (ms) => Math.max(1, Math.ceil((Number(ms) || 0) / rate))

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
})
performance.now = () => realPerformanceNow() * rate

const setFast = (work, ms, ...args) => realSetTimeout(work, scaled(ms), ...args)
const sleepFast = (ms, ...args) => realSleep(scaled(ms), ...args)
const realSleep = timersPromises.setTimeout
Object.defineProperty(setFast, promisify.custom, { value: sleepFast })
const repeatFast = (work, ms, ...args) => realSetInterval(work, scaled(ms), ...args)
globalThis.setTimeout = setFast
globalThis.setInterval = repeatFast
timers.setTimeout = setFast
timers.setInterval = repeatFast
timersPromises.setTimeout = sleepFast
syncBuiltinESMExports()

AbortSignal.timeout = (ms) => {
  const controller = new AbortController()
  setFast(() => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), ms).unref()
  return controller.signal
}
const setSocketTimeout = Socket.prototype.setTimeout
Socket.prototype.setTimeout = function (ms, ...args) {
  return setSocketTimeout.call(this, ms > 0 ? scaled(ms) : ms, ...args)
}
