import { beforeAll, describe, expect, it } from 'vitest'
import type { Case, Clock, Responsible, Side } from '../../src/cases/case.ts'
import type { ClockFacts, ClockKeeper, NotifyPerson } from '../../src/cases/response-clocks.ts'
import { createClockKeeper } from '../../src/targets/clock-keeper.ts'
import { createReminderScheduler, leaseMs, pollMs } from '../../src/targets/reminder-scheduler.ts'
import { runClocks } from '../../src/targets/run-clocks.ts'
import type { Targets } from '../../src/targets/targets.ts'
import { aCommit, aNewCase, anEntry } from '../support/build-case.ts'
import { buildTargets } from '../support/build-targets.ts'
import { recordingLog } from '../support/recording-log.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'

const file = `
calendars:
  new-york-night: { timeZone: America/New_York, hours: { mon-sun: 22:00-06:00 } }
targets:
  - { side: desk, calendar: new-york-night, firstResponse: 4h, nextResponse: 4h }
  - { side: partners, calendar: 24/7, firstResponse: 4h, nextResponse: 4h }
`
let targets: Targets
let keeper: ClockKeeper
beforeAll(async () => {
  targets = await buildTargets(file)
  keeper = createClockKeeper(targets)
})

const minute = 60_000
const hour = 60 * minute
/** In the night in which New York's clocks go forward: four hours later it is 4:00 in summer time, and three quarters of it 2:00, which is 3:00. */
const evening = new Date('2026-03-07T23:00-05:00')
const warnAt = new Date('2026-03-08T03:00-04:00')
const dueAt = new Date('2026-03-08T04:00-04:00')
const kei: Responsible = { email: 'kei@desk.example.org', name: 'Kei' }
const facts: ClockFacts = { tier: 'premium', partners: ['hoshi.example.com'] }

/** What came to whom, as their chat has it; a message of one id that is there already is not written again. */
function aChat() {
  const there: { readonly to: string; readonly id: string; readonly stage: string; readonly at: Date }[] = []
  return {
    there,
    stages: () => there.map(({ stage }) => stage),
    /** Of one instance, at one moment. */
    notify: (now: () => Date): NotifyPerson => {
      return async ({ email }, { stage }, { id, uncertain }) => {
        if (uncertain && there.some((one) => one.id === id && one.to === email)) return true
        there.push({ to: email, id, stage, at: now() })
        return true
      }
    },
  }
}

/** Several instances on one store, under one clock. */
async function aScene(open: OpenStore, instances: number, over: Partial<Case> = {}) {
  let time = evening
  const now = () => time
  const chat = aChat()
  const store = await open('shared')
  const log = recordingLog()
  const start = async (notify = chat.notify(now)) => {
    const own = await open('shared')
    return createReminderScheduler({
      store: own,
      notices: own.conversations,
      keeper,
      loadFacts: async () => facts,
      notify,
      stillWorks: async (email) => email !== 'gone@desk.example.org',
      isPaused: async () => (await own.conversations.readPause()) !== undefined,
      onCaseChanged: () => undefined,
      now,
      log,
    })
  }
  const schedulers = await Promise.all(Array.from({ length: instances }, () => start()))
  const entries = [anEntry({ at: evening, event: { type: 'created', description: 'x', answers: [] } })]
  const bare = aNewCase({ createdAt: evening, updatedAt: evening, ...over }, { entries })
  const { clocks, due } = runClocks({ before: undefined, next: bare.case, entries }, targets, facts, evening)
  await store.create({ ...bare, case: { ...bare.case, clocks, due } })
  const get = async () => {
    const found = await store.get(1001)
    if (!found) throw new Error('it is there')
    return found
  }
  return {
    chat,
    store,
    start,
    log,
    get,
    at: (moment: Date) => {
      time = moment
    },
    pass(ms: number) {
      time = new Date(time.getTime() + ms)
    },
    now,
    /** All instances look at once. */
    round: () => Promise.all(schedulers.map((one) => one.remind())),
    reminded: async () =>
      (await store.history(1001, { limit: 100 })).flatMap(({ event, at }) =>
        event.type === 'reminded' ? [{ stage: event.stage, at }] : [],
      ),
    async change(change: Partial<Case>) {
      const current = await get()
      await store.commit(aCommit(current, { ...change }, { key: `change ${current.version}` }))
    },
  }
}

eachStore((_, open) => {
  describe('OWN-3: reminders of four instances on one store', () => {
    it('come once each to the assignee, at three quarters and at the breach, in the night in which clocks change', async () => {
      const { chat, at, pass, now, round, reminded, get } = await aScene(open, 4, { assignee: kei })

      for (at(evening); now() < new Date(dueAt.getTime() + hour); pass(10 * minute)) await round()

      expect(chat.there).toMatchObject([
        { to: kei.email, stage: 'warned', at: warnAt },
        { to: kei.email, stage: 'breached', at: dueAt },
      ])
      expect(await reminded()).toEqual([])
      expect((await get()).updatedAt).toEqual(evening)
    })

    it('come once each to the whole side where nobody has taken the case', async () => {
      const { chat, at, pass, now, round, reminded, get } = await aScene(open, 4)

      for (at(evening); now() < new Date(dueAt.getTime() + hour); pass(10 * minute)) await round()

      expect(await reminded()).toEqual([
        { stage: 'warned', at: warnAt },
        { stage: 'breached', at: dueAt },
      ])
      expect(chat.there).toEqual([])
      const [entry] = (await (await open('shared')).history(1001, { limit: 9 })).slice(1)
      expect(entry).toMatchObject({ audience: 'internal', author: { party: 'desk' } })
      expect((await get()).clocks?.list).toMatchObject([{ reminded: 'breached' }])
    })

    it.each([
      ['before it was sent', false],
      ['after it was sent', true],
    ])('come once also where the instance that took it was killed %s', async (_when, isSent) => {
      const { chat, at, pass, now, round, start } = await aScene(open, 3, { assignee: kei })
      // It never comes back from the call: as far as the others know it died in it.
      let reach = () => {}
      const reached = new Promise<void>((resolve) => {
        reach = resolve
      })
      const killed = await start(async (...args) => {
        if (isSent) await chat.notify(now)(...args)
        reach()
        return new Promise(() => {})
      })
      at(warnAt)
      void killed.remind()
      await reached

      await round()
      expect(chat.stages()).toEqual(isSent ? ['warned'] : [])
      for (pass(leaseMs + 1); now() < new Date(dueAt.getTime() + hour); pass(10 * minute)) await round()

      expect(chat.stages()).toEqual(['warned', 'breached'])
    })

    it('tell of the breach alone where nobody looked for that long', async () => {
      const { chat, at, round } = await aScene(open, 4, { assignee: kei })

      at(new Date(dueAt.getTime() + 10 * hour))
      await round()
      await round()

      expect(chat.stages()).toEqual(['breached'])
    })
  })

  describe('OWN-3: reminders', () => {
    it('go to the side where the assignee no longer works there, or cannot be written to', async () => {
      const gone = await aScene(open, 1, { assignee: { email: 'gone@desk.example.org', name: 'Gone' } })
      gone.at(warnAt)
      await gone.round()

      expect(await gone.reminded()).toEqual([{ stage: 'warned', at: warnAt }])
    })

    it('go to the side where no chat knows the assignee', async () => {
      const { at, start, reminded } = await aScene(open, 0, { assignee: kei })
      at(warnAt)

      await (await start(async () => false)).remind()

      expect(await reminded()).toEqual([{ stage: 'warned', at: warnAt }])
    })

    it('that could not be sent are tried again once their lease is over, and then looked for first', async () => {
      const { at, now, pass, start, chat, log } = await aScene(open, 0, { assignee: kei })
      let tries = 0
      const scheduler = await start(async (person, reminder, attempt) => {
        tries += 1
        if (tries === 1) throw new Error('503')
        expect(attempt.uncertain).toBe(true)
        return chat.notify(now)(person, reminder, attempt)
      })
      at(warnAt)

      const again = await scheduler.remind()
      expect(chat.there).toEqual([])
      pass(again.getTime() - now().getTime())
      await scheduler.remind()

      expect(chat.stages()).toEqual(['warned'])
      expect(log.lines.some(({ message }) => message.includes('tried again'))).toBe(true)
    })

    it('do not come once the answer was given, where they are off for the side, or while posts are paused', async () => {
      const off = await aScene(open, 1, { unreminded: ['desk'] satisfies Side[] })
      off.at(dueAt)
      await off.round()
      expect(await off.reminded()).toEqual([])
      await off.change({ unreminded: [] })
      await off.store.conversations.pausePosts({ since: dueAt, by: 'ops' })
      await off.round()
      expect(await off.reminded()).toEqual([])
      await off.store.conversations.resumePosts()
      const current = await off.get()
      const list = (current.clocks?.list ?? []).map(
        (clock): Clock => ({ ...clock, end: { at: dueAt, outcome: 'met' } }),
      )
      await off.change({ clocks: { list, responded: ['desk'] } })
      await off.round()

      expect(await off.reminded()).toEqual([])
    })

    it('wait for what is reckoned anew: the file may have changed since', async () => {
      const { at, start, reminded, get, store } = await aScene(open, 0)
      const later = await buildTargets(file.replace('firstResponse: 4h', 'firstResponse: 6h'))
      const own = await open('shared')
      at(dueAt)
      const scheduler = createReminderScheduler({
        store: own,
        notices: own.conversations,
        keeper: createClockKeeper(later),
        loadFacts: async () => facts,
        notify: async () => true,
        stillWorks: async () => true,
        isPaused: async () => false,
        onCaseChanged: () => undefined,
        now: () => dueAt,
        log: recordingLog(),
      })
      await (await start()).stop()

      await scheduler.review()
      await scheduler.remind()

      expect((await get()).due).toEqual([{ side: 'desk', at: new Date('2026-03-08T06:00-04:00') }])
      expect(await reminded()).toEqual([])
      expect((await store.history(1001, { limit: 9 })).at(-1)?.event).toMatchObject({
        type: 'due-changed',
        because: 'settings',
        from: dueAt,
      })
    })

    it('are slept for until the next one is due, and looked for now and then', async () => {
      const { at, round, now } = await aScene(open, 1)

      expect(await round()).toEqual([new Date(now().getTime() + pollMs)])
      at(new Date(warnAt.getTime() - minute))
      expect(await round()).toEqual([warnAt])
    })
  })
})
