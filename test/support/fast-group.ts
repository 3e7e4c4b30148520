/** What `npm run test:fast` leaves out: whatever needs a browser, a server or processes, or tries by chance for long. */
export interface LeftOut {
  readonly what: string
  readonly files: readonly string[]
}

export const leftOut: readonly LeftOut[] = [
  { what: 'journeys in a browser', files: ['test/journey/**'] },
  {
    what: 'processes of the command line',
    files: ['test/cli/**', 'test/outgoing-proxy.test.ts', 'test/playground/start.test.ts'],
  },
  {
    what: 'processes that are killed',
    files: [
      'test/faults/killed-bots.test.ts',
      'test/store/kills.test.ts',
      'test/store/concurrent-edits.test.ts',
      'test/store/sqlite-file.test.ts',
      'test/store/open-store.test.ts',
    ],
  },
  {
    what: 'long tables',
    files: [
      'test/cases/access-matrix.test.ts',
      'test/import-export/import-cases.test.ts',
      'test/patterns.test.ts',
    ],
  },
  { what: 'the documentation as a site', files: ['test/docs/site.test.ts'] },
  { what: 'life by chance', files: ['test/commands/secrecy.test.ts', 'test/delivery/chance.test.ts'] },
]

export function leftOutFiles(): readonly string[] {
  return leftOut.flatMap(({ files }) => files)
}

/** For the summary of a run. */
export function leftOutLine(): string {
  return [
    ...leftOut.map(({ what, files }) => `${what} (${files.join(', ')})`),
    'all that runs on MongoDB',
  ].join(' · ')
}
