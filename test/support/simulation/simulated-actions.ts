/** What people of the small trade may do by chance, and what may befall them. */
import fc from 'fast-check'
import { type Audience, audiences, escalationReasons, severities } from '../../../src/cases/case.ts'
import { type Failure, type PlaceName, placeNames } from './simulated-channels.ts'
import { customerIds, everybody, names, type Party, partnerDomains } from './simulated-people.ts'

/** For whom a step acts: the party by its place among those that the person holds, any other, or none named. */
const named = fc.oneof(
  { arbitrary: fc.constant('own' as const), weight: 6 },
  { arbitrary: fc.constantFrom<Party>(...partnerDomains, 'desk', 'customer:K0'), weight: 2 },
  { arbitrary: fc.constant('unsaid' as const), weight: 1 },
)
const place = fc.constantFrom(...placeNames)
/** `at`: the channel that they are in, if they are; else a place of their own. */
const who = fc.record({ name: fc.constantFrom(...names), as: named, at: fc.option(place) })
const anybody = fc.constantFrom(...everybody)
const which = fc.nat({ max: 12 })
const customer = fc.constantFrom(...customerIds)
const domain = fc.constantFrom(...partnerDomains)
const locale = fc.constantFrom('en' as const, 'ja' as const)

const fine = [undefined, undefined, undefined, undefined]

export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        do: fc.constant('create' as const),
        who,
        customer,
        locale,
        twice: fc.boolean(),
        kind: fc.constantFrom(
          'usual' as const,
          'usual' as const,
          'usual' as const,
          'hidden' as const,
          'own' as const,
        ),
      },
      { requiredKeys: ['do', 'who', 'customer', 'locale', 'twice'] },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      who,
      which,
      locale,
      audience: fc.constantFrom<Audience>(...audiences),
      beside: fc.constantFrom('', '', '', 'severity', 'close', ...escalationReasons),
      twice: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('note' as const), who, which, locale }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('severity' as const),
      who,
      which,
      locale,
      to: fc.constantFrom(...severities),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('escalate' as const),
      who,
      which,
      locale,
      reason: fc.constantFrom(...escalationReasons),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('share' as const), who, which, locale, form: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('follow-up' as const),
      who,
      which: fc.oneof(fc.constant(0), which),
      locale,
      customer: fc.option(customer),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'reopen' as const), who, which, locale }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('show' as const, 'form' as const),
      who,
      which,
      locale,
      command: fc.constantFrom('reply', 'severity', 'close', 'reopen', 'escalate', 'share'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      who,
      locale,
      command: fc.constantFrom('list', 'search', '一覧', '検索'),
      words: fc.constantFrom(
        ...['', 'open', 'closed', 'mine', 'P1', 'Ｐ３', 'in-progress', 'new P3', 'customer', 'bounces'],
        ...['メール', '届かない', 'K1', '1001'],
      ),
      customer: fc.option(customer, { freq: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('home' as const, 'help' as const, 'customers' as const, 'search' as const),
      who,
      locale,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('choose' as const), who, customer, locale }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      who,
      which: fc.nat(),
      strip: fc.boolean(),
      locale,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('access' as const),
      who,
      locale,
      customer,
      domain,
      say: fc.constantFrom('', 'granted', 'revoked', '許可', '取り消し'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      customer,
      domain,
      state: fc.constantFrom('granted' as const, 'granted' as const, 'revoked' as const, 'unknown' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('relate' as const), customer, domain }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('suspend' as const), name: fc.constantFrom(...names) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 30, 31 * 24) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('tick' as const), seconds: fc.constantFrom(5, 20, 45, 90) }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('join' as const), place, name: anybody, quietly: fc.boolean() }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('lie-in-wait' as const), place, name: anybody }) },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('leave' as const), place, which: fc.nat({ max: 20 }) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('return' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      place,
      open: fc.constantFrom(true, false, false),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      place,
      how: fc.constantFrom<Failure | undefined>(
        'unavailable',
        'unavailable',
        'not-permitted',
        'incomplete',
        ...fine,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('declare' as const),
      who,
      locale,
      place,
      audience: fc.constantFrom('', '', 'own', 'desk', 'customer K0', 'customer K2'),
      confirm: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), who, locale, place }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('let-in' as const), who, locale, which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('set-home' as const),
      who,
      locale,
      place,
      word: fc.constantFrom('here', 'here', 'none'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('follow' as const),
      who,
      locale,
      which,
      place,
      where: fc.constantFrom('here', 'here', 'me'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('talk' as const),
      who,
      locale,
      place,
      mode: fc.constantFrom('two-way', 'two-way', 'hint', 'off'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('line' as const),
      locale,
      place: fc.constantFrom<PlaceName>('shared', 'shared', ...placeNames),
      name: anybody,
      which,
      twice: fc.boolean(),
    }),
  },
)
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What comes from outside, with nobody's command. */
export type Edit = Extract<
  Step,
  {
    do:
      | 'grant'
      | 'relate'
      | 'suspend'
      | 'wait'
      | 'tick'
      | 'join'
      | 'lie-in-wait'
      | 'leave'
      | 'return'
      | 'open'
      | 'fail'
  }
>
/** What somebody writes in a thread, of whom the app may know nothing. */
export type Line = Extract<Step, { do: 'line' }>
export type Deed = Exclude<Step, Edit | Line>
