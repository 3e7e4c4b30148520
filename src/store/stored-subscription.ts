import type { Subscription } from '../cases/case.ts'

/** A subscription under the names that the databases have kept it by since the first version; the rest is called as it is here. */
export interface StoredSubscription extends Omit<Subscription, 'renderedVersion' | 'suspended'> {
  readonly shown: number
  readonly parked: string | null
}

const storedNames: Readonly<Record<string, string>> = { renderedVersion: 'shown', suspended: 'parked' }

/** What the databases call a field of a subscription. */
export function storedName(field: string): string {
  return storedNames[field] ?? field
}

export function toStoredSubscription({
  renderedVersion,
  suspended,
  ...same
}: Subscription): StoredSubscription {
  return { ...same, shown: renderedVersion, parked: suspended }
}

export function fromStoredSubscription({ shown, parked, ...same }: StoredSubscription): Subscription {
  return { ...same, renderedVersion: shown, suspended: parked }
}
