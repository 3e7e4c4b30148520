import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Entry } from '../../src/cases/case.ts'
import type { Store } from '../../src/store/store.ts'
import type { KeptCase, KeptEntry } from './found.ts'

export interface KeptCases {
  read(): Promise<readonly KeptCase[]>
  close(): Promise<void>
}

/** Looks into a store as the product in this folder keeps it. */
export async function openKeptCases(
  root: string,
  place: { readonly dataDir: string; readonly mongodbUri?: string },
): Promise<KeptCases> {
  const { openStore } = (await import(pathToFileURL(join(root, 'src/store/open-store.ts')).href)) as {
    readonly openStore: (place: object) => Promise<Store>
  }
  const store = await openStore(place)

  async function readEntries(number: number): Promise<readonly KeptEntry[]> {
    const found: KeptEntry[] = []
    for (;;) {
      const page = await store.history(number, { after: found.at(-1)?.seq ?? 0, limit: 200 })
      found.push(...page.map(toKept))
      if (page.length < 200) return found
    }
  }

  return {
    async read() {
      const kept: KeptCase[] = []
      let after: Parameters<Store['list']>[1]['after']
      do {
        const page = await store.list(
          { reader: { party: 'desk' } },
          { limit: 50, ...(after ? { after } : {}) },
        )
        for (const { number, domain, severity, status, assignee, subscriptions } of page.cases)
          kept.push({
            number,
            domain,
            severity,
            status,
            assignee: assignee?.email ?? null,
            entries: await readEntries(number),
            threads: subscriptions.flatMap(({ id, platform, channel, root: place }) =>
              platform === 'mail' || platform === 'person' ? [] : [{ id, platform, channel, root: place }],
            ),
          })
        after = page.next
      } while (after)
      return kept
    },
    close: () => store.close(),
  }
}

function toKept({ seq, at, audience, author, event }: Entry): KeptEntry {
  const text = event.type === 'message' ? event.text : event.type === 'created' ? event.description : ''
  return {
    seq,
    audience,
    party: author.party,
    domain: author.domain,
    email: author.email,
    at: at.getTime(),
    type: event.type,
    text,
    ...(event.type === 'assigned' ? { to: event.to?.email ?? null } : {}),
    ...(event.type === 'status-changed' ? { turned: { from: event.from, to: event.to } } : {}),
  }
}
