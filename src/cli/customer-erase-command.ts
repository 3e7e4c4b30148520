/** `casethread customer erase <customer>`: all that is kept of a customer that left is taken away, and what remains where is said. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { operatorSide, toAuditId } from '../cases/audit-log.ts'
import { isToBeWithdrawn, toHusk } from '../cases/case-removal.ts'
import type { CustomerTraceKind } from '../cases/customer-trace-store.ts'
import { joinPersons, type TracedPerson } from '../cases/erased-people.ts'
import { countFiles, type FilesSize } from '../cases/files-size.ts'
import { isChatThread } from '../cases/own-threads.ts'
import { type Config, readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { counted } from '../doctor/counted.ts'
import { beginErasure, endErasure, findErasure, isUnfinished } from '../import-export/erasures.ts'
import { appendToLedger, readLedger } from '../import-export/removal-ledger.ts'
import { orExit } from '../main.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import {
  type ErasedCustomer,
  eraseCustomer,
  type FoundCustomer,
  findCustomer,
  findOwnPeople,
} from '../people/erase-customer.ts'
import type { KnownPerson } from '../people/person-traces.ts'
import type { Store } from '../store/store.ts'
import { alignColumns } from './align-columns.ts'
import { agreed } from './directory-command.ts'
import { exitCodes } from './exit-codes.ts'
import { tellHeld } from './hold-command.ts'
import { describeSize } from './retention-command.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

export interface EraseCustomerOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly by?: string
  readonly json?: boolean
}

/** Exit code 1 where nothing is kept of it, it was not agreed to, or something has to be done first. */
export async function runEraseCustomer(
  customer: string,
  options: EraseCustomerOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, (store) => erase(customer, options, config, store))
  }, 'erase the customer')
}

async function erase(
  customer: string,
  { json, yes, dryRun, by = readUserName() }: EraseCustomerOptions,
  config: Config,
  store: Store,
): Promise<void> {
  const isCustomer = (id: string) => id === customer
  const found = await findCustomer(isCustomer, store, new Date())
  const people = await findOwnPeople(found.users, store)
  const lines = await readLedger(config.dataDir)
  const whom = {
    customer,
    emails: people.flatMap(({ emails }) => emails),
    users: people.flatMap(({ users }) => users),
  }
  const before = findErasure(lines, whom)
  const goesOn = before !== undefined && isUnfinished(before)
  const isNothing = found.cases.length + found.directory.length + found.traces.length === 0
  if (isNothing && !goesOn) {
    console.error(
      `Nothing is kept of a customer ${toOneLine(customer)}. Give its id, as the directory has it.`,
    )
    process.exitCode = exitCodes.notFound
    return
  }
  const counts = await count(found, people, store)
  const first = await findToDoFirst(customer, found, config)
  const told = { customer, name: found.name ?? null, ...counts, first }
  if (!json) console.log(`${describeFound(customer, found, counts)}\n`)
  for (const one of first) console.error(one)
  if (dryRun) {
    if (json) console.log(JSON.stringify({ ...told, erased: null }, null, 2))
    return
  }
  if (first.length > 0 || !(await agreed(yes === undefined ? {} : { yes }))) {
    console.error('Nothing was erased.')
    process.exitCode = exitCodes.notDone
    return
  }
  const at = new Date()
  const { tombstone, line } = beginErasure(lines, whom, { at, by })
  // Before all else: a restored backup is rid of it by this note, and a try that was broken off goes on by it.
  await appendToLedger(config.dataDir, line)
  const erased = await eraseCustomer(
    isCustomer,
    { people: joinPersons(joinAll(people), before?.person), tombstone },
    store,
    () => new Date(),
  )
  await store.auditLog.record({
    id: await toAuditId('customer-erased', tombstone, at.toISOString()),
    at,
    side: operatorSide,
    by,
    what: 'customer-erased',
    about: tombstone,
    counts: { cases: erased.cases, records: erased.records },
  })
  const held = [...erased.kept, ...erased.named]
  await appendToLedger(config.dataDir, endErasure(tombstone, new Date(), held))
  if (held.length > 0) process.exitCode = exitCodes.notDone
  if (json) console.log(JSON.stringify({ ...told, erased: { tombstone, ...erased } }, null, 2))
  else console.log(describeErased(erased, counts, config))
}

function joinAll(people: readonly KnownPerson[]): TracedPerson {
  return {
    isEmail: (email) => people.some((one) => one.isEmail(email)),
    isUser: (user) => people.some((one) => one.isUser(user)),
  }
}

interface Counts extends FilesSize {
  readonly cases: number
  readonly open: number
  readonly held: readonly number[]
  /** Whose posts the bot takes away, and those that an operator dropped: their posts stay. */
  readonly threads: { readonly withdrawn: number; readonly dropped: number }
  readonly directory: number
  /** Of the customer's own people, those who have no other account. */
  readonly people: number
  readonly traces: Readonly<Record<CustomerTraceKind, number>>
}

async function count(
  { cases, held, directory, traces }: FoundCustomer,
  people: readonly KnownPerson[],
  store: Store,
): Promise<Counts> {
  let [files, bytes, withdrawn, dropped] = [0, 0, 0, 0]
  for (const supportCase of cases) {
    const size = await countFiles(supportCase, store)
    files += size.files
    bytes += size.bytes
    withdrawn += toHusk(supportCase, supportCase.updatedAt).subscriptions.length
    dropped += supportCase.subscriptions.filter((one) => isChatThread(one) && !isToBeWithdrawn(one)).length
  }
  const of = (kind: CustomerTraceKind) => traces.filter((one) => one.kind === kind).length
  return {
    cases: cases.length,
    open: cases.filter(({ status }) => status !== 'closed').length,
    held,
    files,
    bytes,
    threads: { withdrawn, dropped },
    directory: directory.length,
    people: people.length,
    traces: {
      grant: of('grant'),
      'grant-change': of('grant-change'),
      'grant-ask': of('grant-ask'),
      declaration: of('declaration'),
      'conversation-change': of('conversation-change'),
      draft: of('draft'),
      notice: of('notice'),
    },
  }
}

async function findToDoFirst(
  customer: string,
  { serving, held }: FoundCustomer,
  { directoryFile: file, directoryFileNamed: named }: Config,
): Promise<readonly string[]> {
  const first = serving.map(
    ({ domain, kind }) =>
      `${domain} still serves ${toOneLine(customer)} (${kind}): end that in the directory first, with "to" in a file that you import, or at Google.`,
  )
  if (named || existsSync(file)) {
    const { customers, relationships, customerUsers, grants } = readDirectoryBytes(await readFile(file), file)
    const listed = [
      ...customers.map(({ id }) => id),
      ...[...relationships, ...customerUsers, ...grants].map((one) => one.customer),
    ]
    if (listed.includes(customer))
      first.push(
        `${toOneLine(customer)} stands in ${file}: take it out of that file first, with its relationships, grants and people.`,
      )
  }
  return [...first, ...held.map(tellHeld)]
}

function describeFound(customer: string, { name }: FoundCustomer, counts: Counts): string {
  const { cases, open, files, bytes, threads, directory, people, traces } = counts
  const rows: readonly (readonly [number, string, string])[] = [
    [
      cases,
      `cases${open > 0 ? `, ${open} of them open` : ''}`,
      'removed, with history, drafts, emails to come and search index',
    ],
    [files, `files (${describeSize(bytes)})`, 'removed'],
    [
      threads.withdrawn,
      'threads in chats',
      "removed by the running bot: its posts are deleted, people's own messages stay",
    ],
    [threads.dropped, 'threads that were dropped by hand', 'stay as they are in the chat'],
    [directory, 'directory items', 'removed'],
    [people, "of the customer's own people", 'erased, as with "person erase"'],
    [traces.grant + traces['grant-change'], 'grants and their changes', 'removed'],
    [traces['grant-ask'], 'questions for a grant', 'removed'],
    [
      traces.declaration,
      'conversations shared with the customer',
      'no longer declared: nothing is posted there',
    ],
    [traces['conversation-change'], 'changes of shared conversations', 'removed'],
    [traces.draft, 'drafts', 'removed'],
    [traces.notice, 'notes of what was told', 'removed'],
  ]
  const shown = rows
    .filter(([number]) => number > 0)
    .map(([number, what, fate]) => [String(number), what, fate])
  return [
    toOneLine(name === undefined ? customer : `${name} · ${customer}`),
    '',
    ...alignColumns(shown),
  ].join('\n')
}

function describeErased(
  { cases, records, kept, named }: ErasedCustomer,
  { threads }: Counts,
  config: Config,
): string {
  return [
    `Erased: ${counted(cases, 'case')} and ${counted(records, 'other record')}.`,
    ...(kept.length > 0
      ? [`Put on hold meanwhile, and kept: ${kept.join(', ')}. Release them, then erase once more.`]
      : []),
    ...(named.length > 0
      ? [
          `On hold, so that the customer's people are still named in them: ${named.join(', ')}. Release them, then erase once more.`,
        ]
      : []),
    '',
    'What stays:',
    `- The audit log names the customer and the numbers of its cases. Each record goes ${config.auditDays} days after it was made (AUDIT_DAYS).`,
    '- Who was in which conversation, and when.',
    '- What others wrote of the customer in cases of their own.',
    ...(threads.withdrawn > 0
      ? [
          `- Until the bot has been there, its posts in ${counted(threads.withdrawn, 'thread')}. "casethread deliveries list" tells where it can't get in.`,
        ]
      : []),
    "- In chats: people's own messages, direct messages to people, and in Google Chat the lines that call somebody by name.",
    '',
    'Can\'t be recalled: emails, downloads, exports (also those by "customer export"), exports of a chat\'s workspace, and backups. What is restored',
    'from a backup is rid of the customer by removals.jsonl in DATA_DIR: keep that file with your backups.',
    ...(config.directoryGoogle
      ? ['While Google lists the customer as yours, the next sync with Google brings it back.']
      : []),
  ].join('\n')
}
