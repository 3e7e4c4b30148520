import type { mongo } from 'mongoose'
import { type Case, severities } from '../../cases/case.ts'
import type { CaseQuery, Keyset } from '../../cases/case-store.ts'
import { toKeyset } from '../../cases/list-order.ts'
import { toReaderFacts, toSide } from '../../cases/reader-facts.ts'
import { ofSide, toCase, toConditions, withoutHistory } from './documents.ts'
import { type CaseDocument, searchIndex } from './mongo-schema.ts'

interface Page {
  readonly after?: Keyset
  readonly limit: number
}

/** How the server is asked: the word that leads, and how long it may take. */
interface Habits {
  readonly lead: string | undefined
  readonly maxTime: { readonly maxTimeMS?: number }
}

type Condition = Record<string, unknown>

/** A piece of a list that comes in one index's order. */
interface Stretch {
  readonly where: readonly Condition[]
  readonly order: 'updatedAt' | 'createdAt'
}

/** A page of a list in the query's order. */
export async function findListed(
  cases: mongo.Collection<CaseDocument>,
  query: CaseQuery,
  page: Page,
  habits: Habits,
): Promise<{ readonly cases: readonly Case[]; readonly next?: Keyset }> {
  const limit = page.limit + 1
  const found: Case[] = []
  if (query.sort === 'due') found.push(...(await findDue(cases, query, { ...page, limit }, habits)))
  for (const { where, order } of toStretches(query, page.after)) {
    if (found.length >= limit) break
    const documents = await cases
      .find(joined([...toConditions(query, habits.lead), ...where]), toOptions(habits))
      .sort({ [order]: -1, _id: -1 })
      .limit(limit - found.length)
      .toArray()
    found.push(...documents.map(toCase))
  }
  const shown = found.slice(0, page.limit)
  const last = shown.at(-1)
  return found.length > page.limit && last ? { cases: shown, next: toKeyset(last, query) } : { cases: shown }
}

/** How many cases the query has, counted no further than `max`. */
export function countListed(
  cases: mongo.Collection<CaseDocument>,
  query: CaseQuery,
  max: number,
  { lead, maxTime }: Habits,
): Promise<number> {
  return cases.countDocuments(joined(toConditions(query, lead)), {
    limit: max,
    ...maxTime,
    ...(lead === undefined ? {} : { hint: searchIndex }),
  })
}

function toStretches(query: CaseQuery, after: Keyset | undefined): readonly Stretch[] {
  switch (query.sort) {
    case 'opened':
      return [{ where: goOn(after, 'createdAt', after?.createdAt), order: 'createdAt' }]
    case 'severity':
      return severities
        .filter((severity) => severity >= (after?.severity ?? 'P1'))
        .filter((severity) => query.severities?.includes(severity) ?? true)
        .map((severity) => ({
          where: [
            { severity },
            ...(severity === after?.severity ? goOn(after, 'updatedAt', after.updatedAt) : []),
          ],
          order: 'updatedAt' as const,
        }))
    case 'due': {
      const side = toSide(query.reader)
      const rest = side ? [{ due: { $not: { $elemMatch: ofSide(side) } } }] : []
      return [
        {
          where: [...rest, ...(after?.dueAt ? [] : goOn(after, 'updatedAt', after?.updatedAt))],
          order: 'updatedAt',
        },
      ]
    }
    default:
      return [{ where: goOn(after, 'updatedAt', after?.updatedAt), order: 'updatedAt' }]
  }
}

/** The first condition bounds the index, the second sorts out equal moments. */
function goOn(
  after: Keyset | undefined,
  field: Stretch['order'],
  at: Date | undefined,
): readonly Condition[] {
  if (!after || !at) return []
  return [{ [field]: { $lte: at } }, { $or: [{ [field]: { $lt: at } }, { _id: { $lt: after.number } }] }]
}

/**
 * What is due comes in no index's order, as each side has a moment of its own. They are open cases, and read as moments and numbers
 * alone until it is known which ones the page shows.
 */
async function findDue(
  cases: mongo.Collection<CaseDocument>,
  query: CaseQuery,
  { after, limit }: Page,
  habits: Habits,
): Promise<readonly Case[]> {
  const side = toSide(query.reader)
  if (!side || (after && !after.dueAt)) return []
  const isDue = {
    due: { $elemMatch: { ...ofSide(side), ...(after?.dueAt && { at: { $gte: after.dueAt } }) } },
  }
  const due = await cases
    .find(joined([...toConditions(query, habits.lead), isDue]), {
      ...toOptions(habits),
      projection: { due: 1 },
    })
    .toArray()
  const numbers = due
    .map(({ _id, due: all }) => ({
      number: _id,
      at: toReaderFacts(all ? { due: all } : {}, query.reader).dueAt?.getTime() ?? 0,
    }))
    .filter(({ number, at }) => !after?.dueAt || at > after.dueAt.getTime() || number < after.number)
    .toSorted((a, b) => a.at - b.at || b.number - a.number)
    .slice(0, limit)
    .map(({ number }) => number)
  const documents = await cases.find({ _id: { $in: numbers } }, { projection: withoutHistory }).toArray()
  const found = new Map(documents.map((document) => [document._id, toCase(document)]))
  return numbers.flatMap((number) => found.get(number) ?? [])
}

function toOptions({ lead, maxTime }: Habits) {
  return { projection: withoutHistory, ...maxTime, ...(lead === undefined ? {} : { hint: searchIndex }) }
}

function joined(conditions: readonly Condition[]): Condition {
  return conditions.length > 0 ? { $and: [...conditions] } : {}
}
