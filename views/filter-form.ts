/** VIS-5: what a list is to show, chosen rather than typed. */
import { actorKey } from '../src/cases/actor-key.ts'
import { severities, statuses } from '../src/cases/case.ts'
import { sorts } from '../src/cases/case-store.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { describeReader } from './labels.ts'
import type { Field, Form, Values } from './view.ts'

const whoChoices = ['any', 'mine', 'me', 'nobody'] as const

export interface FilterFormOptions {
  readonly actor: Actor
  readonly translator: Translator
  /** What stands in it, by the names of its fields. */
  readonly values: Values
  /** The name of the customer that stands in it, where it may still be seen. */
  readonly customer?: string | undefined
}

export function filterForm({ actor, translator, values, customer }: FilterFormOptions): Form {
  const { t } = translator
  const text = (name: string) => [values[name] ?? ''].flat()[0] ?? ''
  const several = (name: string) => [values[name] ?? []].flat().filter(Boolean)
  const date = (name: string, key: DateKey): Field => ({
    kind: 'date',
    name,
    label: t(key),
    optional: true,
    ...(text(name) && { initial: text(name) }),
  })
  const works = actor.party !== 'customer'
  return {
    kind: 'form',
    command: 'list',
    title: t('filter.title'),
    submit: t('filter.submit'),
    formState: { in: actorKey(actor) },
    parts: [
      { kind: 'quiet', parts: [describeReaderOf(actor, translator)] },
      {
        kind: 'text',
        name: 'words',
        label: t('filter.keyword'),
        hint: t('filter.keyword.hint'),
        optional: true,
        maxLength: 190,
        ...(text('words') && { initial: text('words') }),
      },
      {
        kind: 'checks',
        name: 'status',
        label: t('filter.status'),
        optional: true,
        options: statuses.map((value) => ({ value, label: t(`status.${value}`) })),
        initial: several('status'),
      },
      {
        kind: 'checks',
        name: 'severity',
        label: t('filter.severity'),
        optional: true,
        options: severities.map((value) => ({ value, label: t(`severity.${value}`) })),
        initial: several('severity'),
      },
      ...(actor.party === 'partner' ? [customerField(t, text('customer'), customer)] : []),
      {
        kind: 'select',
        name: 'who',
        label: t('filter.who'),
        optional: true,
        options: whoChoices
          .filter((value) => works || value === 'any' || value === 'mine')
          .map((value) => ({ value, label: t(`filter-who.${value}`) })),
        initial: whoChoices.find((value) => value === text('who')) ?? 'any',
      },
      ...(works ? [emailField(t, text('email'))] : []),
      date('openedSince', 'filter.opened-since'),
      date('openedUntil', 'filter.opened-until'),
      date('updatedSince', 'filter.updated-since'),
      date('updatedUntil', 'filter.updated-until'),
      {
        kind: 'select',
        name: 'sort',
        label: t('filter.sort'),
        optional: true,
        options: sorts
          .filter((value) => works || value !== 'due')
          .map((value) => ({ value, label: t(`filter-sort.${value}`) })),
        initial: sorts.find((value) => value === text('sort')) ?? 'updated',
      },
    ],
  }
}

type DateKey = 'filter.opened-since' | 'filter.opened-until' | 'filter.updated-since' | 'filter.updated-until'

function describeReaderOf(actor: Actor, translator: Translator): string {
  if (actor.party === 'partner')
    return describeReader({ party: 'partner', domain: actor.account.domain }, translator)
  if (actor.party === 'customer') return actor.customer.name
  return describeReader({ party: 'desk' }, translator)
}

function customerField(t: Translator['t'], id: string, name: string | undefined): Field {
  return {
    kind: 'search',
    name: 'customer',
    source: 'customers',
    label: t('filter.customer'),
    optional: true,
    minQuery: 0,
    ...(id && name && { initial: { value: id, label: name } }),
  }
}

function emailField(t: Translator['t'], initial: string): Field {
  return {
    kind: 'text',
    name: 'email',
    label: t('filter.email'),
    optional: true,
    maxLength: 254,
    ...(initial && { initial }),
  }
}
