const moments: ReadonlySet<string> = new Set([
  ...['from', 'to', 'at', 'since', 'changedAt', 'checkedAt'],
  ...['endedAt', 'undoingSince', 'undoneAt'],
])
const isoMoment = /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** JSON text back into what it was, moments included. In a grant's change `from` and `to` are states, which no moment looks like. */
export function parseDated<T>(text: unknown): T {
  return JSON.parse(String(text), (name, value: unknown) =>
    moments.has(name) && typeof value === 'string' && isoMoment.test(value) ? new Date(value) : value,
  ) as T
}
