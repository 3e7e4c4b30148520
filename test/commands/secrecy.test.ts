import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Readership } from '../../src/conversations/readership.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { step } from '../support/simulation/simulated-actions.ts'
import { live } from '../support/simulation/simulated-life.ts'
import type { Planted } from '../support/simulation/simulated-world.ts'

const steps = fc.array(step, { minLength: 60, maxLength: 160, size: 'max' })
/** With fewer some of what has to happen may not have happened yet. */
const enoughSteps = 2_000
const firstSeed = fc.readConfigureGlobal().seed ?? 1

describe('whatever people do, in whatever order', () => {
  it('VIS-1, VIS-7, CRE-9, CRE-10, ACC-3, ACC-7, CRE-6, GRA-1, NOT-4, PLC-1, PLC-3, PLC-4, PLC-5, PLC-9: nobody is shown or changes what is not theirs; no thread neither', async () => {
    const seen = { steps: 0, shown: 0, changed: 0, posted: 0, told: 0 }
    const happened = new Map<string, number>()
    const count = (what: string, times = 1) => happened.set(what, (happened.get(what) ?? 0) + times)
    const lives = fc.asyncProperty(steps, async (steps) => {
      const { trade, journal } = await live(steps)
      seen.steps += journal.steps
      seen.shown += journal.shown
      seen.changed += journal.changed
      seen.posted += trade.posted.length
      seen.told += trade.told.length
      for (const [what, times] of journal.happened) count(what, times)
      for (const { readers } of trade.posted)
        for (const party of readers) count(`posted to ${party.replace(/:.*/, '')}`)
    })
    // A slow machine lives through as many steps as a fast one at least.
    const until = Date.now() + 25_000
    for (let seed = firstSeed; seen.steps <= enoughSteps || Date.now() < until; seed += 1)
      await fc.assert(lives, { seed, numRuns: 5 })
    // It is no proof where nothing happens.
    expect(seen.shown).toBeGreaterThan(100)
    expect(seen.changed).toBeGreaterThan(100)
    expect(seen.posted).toBeGreaterThan(200)
    expect(seen.told).toBeGreaterThan(0)
    for (const what of [
      ...['escalated', 'shared', 'closed', 'severity-changed', 'follow-up', 'links'],
      ...['own case', 'hidden case', 'opened by customer'],
      ...['customer wrote', 'posted to customer', 'settled in chat', 'made partner'],
      ...['declared', 'let in', 'held back: present', 'whole threads'],
      ...['line of the customer', 'line of the partner', 'line of the desk', 'line dropped'],
      ...['line of nobody dropped', 'hinted at'],
    ])
      expect(happened.get(what) ?? 0, what).toBeGreaterThan(0)
  }, 300_000)
})

/** Such a product would show its cases to people who are in a channel and may not read them. */
const planted: readonly (readonly [what: string, fault: Planted])[] = [
  [
    'other parties’ people are taken for readers',
    {
      resolver: (resolve) => async (thread) => {
        const audience = await resolve(thread)
        if (audience.kind !== 'readers' || !audience.members) return audience
        return { ...audience, members: audience.members.filter(({ standing }) => standing !== 'other-party') }
      },
    },
  ],
  [
    'nobody listens when the chat tells who joined',
    { readers: (readers) => ({ ...readers, forget: () => [] }) },
  ],
  [
    'who reads is asked once for many posts',
    {
      resolver(resolve, now) {
        const kept = new Map<string, { readonly at: number; readonly audience: SubscriptionAudience }>()
        return async (thread) => {
          const at = now().getTime()
          const last = kept.get(thread.id)
          const audience = last?.at === at ? last.audience : await resolve(thread)
          kept.set(thread.id, { at, audience })
          return audience
        }
      },
    },
  ],
  [
    'a list of members serves for ten minutes',
    {
      readers(readers, now) {
        const kept = new Map<string, { readonly at: number; readonly readership: Readership }>()
        return {
          ...readers,
          async whoReads(channel) {
            const at = now().getTime()
            const last = kept.get(channel.channel)
            if (last && at - last.at < 600_000) return last.readership
            const readership = await readers.whoReads(channel)
            kept.set(channel.channel, { at, readership })
            return readership
          },
          forget: (change) => {
            kept.delete(change.channel ?? '')
            return readers.forget(change)
          },
        }
      },
    },
  ],
]

/** Such a product would add what people write in threads to cases that are none of theirs, or tell it to others. */
const misheard: readonly (readonly [what: string, fault: Planted, noticed: string])[] = [
  [
    'whoever writes in a channel is taken for one of those whose it is',
    {
      talk: (deps) => ({
        ...deps,
        directory: {
          ...deps.directory,
          identify: async (person) => {
            const identity = await deps.directory.identify(person)
            return identity.accounts.length + identity.customers.length > 0 || identity.desk
              ? identity
              : deps.directory.identify({ ...person, user: 'UAYA' })
          },
        },
      }),
    },
    'wrote as another',
  ],
  [
    'a line is taken where only a hint was asked for',
    {
      talk: (deps) => ({
        ...deps,
        conversations: {
          ...deps.conversations,
          async bindingOf(channel) {
            const binding = await deps.conversations.bindingOf(channel)
            return binding?.talk === 'hint' && binding.audience ? { ...binding, talk: 'two-way' } : binding
          },
        },
      }),
    },
    'a line that was only talk',
  ],
  [
    'a line goes to the author’s side alone',
    {
      talk: (deps) => ({
        ...deps,
        service: {
          ...deps.service,
          change: (actor, number, { changes, ...rest }, key) =>
            deps.service.change(
              actor,
              number,
              {
                ...rest,
                changes: changes.map((one) =>
                  one.kind === 'message' && actor.party !== 'customer'
                    ? { ...one, audience: 'internal' }
                    : one,
                ),
              },
              key,
            ),
        },
      }),
    },
    'everyone',
  ],
  [
    'a message that comes twice is two entries',
    {
      talk: (deps) => ({
        ...deps,
        store: { entriesFrom: async () => [] },
        service: {
          ...deps.service,
          change: (actor, number, input, key) =>
            deps.service.change(actor, number, input, `${key} ${Math.random()}`),
        },
      }),
    },
    'one entry',
  ],
]

describe('a simulation that cannot fail proves nothing', () => {
  it.each(planted)(
    'PLC-4: it notices where %s',
    async (_, fault) => {
      const outcome = await fc.check(
        fc.asyncProperty(steps, async (steps) => {
          await live(steps, fault)
        }),
        { numRuns: 200, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
      )

      expect(outcome.counterexample, 'no life in which it shows').not.toBeNull()
      expect(String(outcome.errorInstance)).toContain('posted all the same')
    },
    60_000,
  )

  it.each(misheard)(
    'NOT-4: it notices where %s',
    async (_, fault, noticed) => {
      const outcome = await fc.check(
        fc.asyncProperty(steps, async (steps) => {
          await live(steps, fault)
        }),
        { numRuns: 100, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
      )

      expect(outcome.counterexample, 'no life in which it shows').not.toBeNull()
      expect(String(outcome.errorInstance)).toContain(noticed)
    },
    60_000,
  )
})
