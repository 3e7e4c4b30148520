/** An entry point that does nothing but end, in the way that its argument names. */
import { pino } from 'pino'
import { type Ending, endInOrder, type Stop } from '../../src/cli/ending.ts'

/** How long the end may take here, ms. */
const withinMs = 500

const inOrder: Stop = async () => {
  process.stdout.write('ended in order\n')
  return []
}
const hanging: Stop = () => new Promise(() => {})
const signal = () => process.kill(process.pid, 'SIGTERM')
const reject = () => void Promise.reject(new Error('a fault of ours'))

const ways: Readonly<Record<string, (ending: Ending) => void>> = {
  signal(ending) {
    ending.stopWith(inOrder)
    signal()
  },
  'signal-while-starting'(ending) {
    signal()
    setTimeout(() => ending.stopWith(inOrder), 100)
  },
  'signal-while-start-hangs': signal,
  'signal-and-hang'(ending) {
    ending.stopWith(hanging)
    signal()
  },
  'signal-and-cut-off'(ending) {
    ending.stopWith(async () => ['the store'])
    signal()
  },
  'signal-and-fail'(ending) {
    ending.stopWith(() => Promise.reject(new Error('the store is gone')))
    signal()
  },
  'two-signals'(ending) {
    ending.stopWith(async () => {
      signal()
      return hanging()
    })
    signal()
  },
  rejection(ending) {
    ending.stopWith(inOrder)
    reject()
  },
  exception(ending) {
    ending.stopWith(inOrder)
    setTimeout(() => {
      throw new Error('a fault of ours')
    })
  },
  'rejection-of-no-error'(ending) {
    ending.stopWith(inOrder)
    Promise.reject({ token: 'xoxb-1' })
  },
  'rejection-and-hang'(ending) {
    ending.stopWith(hanging)
    reject()
  },
  'rejection-while-starting': reject,
}

setInterval(() => {}, 1_000)
const ending = endInOrder(pino(pino.destination({ dest: 2, sync: false })), withinMs)
ways[process.argv[2] ?? '']?.(ending)
