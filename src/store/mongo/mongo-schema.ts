import { type Connection, type Model, Schema } from 'mongoose'
import type { AuditRecord } from '../../cases/audit-log.ts'
import type { CaseHead, Entry } from '../../cases/case.ts'
import type { CaseHold } from '../../cases/case-removal.ts'
import type { ReminderPlace } from '../../cases/case-store.ts'
import type { ThreadDocument } from './thread-documents.ts'

/**
 * A case as one document: its head, its threads with their cursors, its history and the keys of its latest changes, so that
 * every change is one guarded write of one document. `history` is in order and starts after seq `paged`: entry n stands at
 * index n - paged - 1, which is what lets a part be cut out by its position. Older entries are in `PageDocument`s.
 */
export interface CaseDocument extends Omit<CaseHead, 'number'> {
  /** The case's number. */
  readonly _id: number
  readonly createKey: string
  readonly threads: readonly ThreadDocument[]
  readonly history: readonly Entry[]
  /** The seq of the last entry that was moved into a page; 0 while the whole history is here. */
  readonly paged: number
  /** What the case's pages are found by; made anew with each create. */
  readonly historyId: string
  readonly words: readonly string[]
  /** See `toSearchKeys`. */
  readonly found: readonly string[]
  /** `write` is the one attempt, of whoever sent the key, that made the change. */
  readonly keys: readonly {
    readonly key: string
    readonly seqs: readonly number[]
    readonly write?: string
  }[]
  /** Counts what delivery has to bring out; grows by one with each change, each new thread, and whenever threads are woken. */
  readonly news: number
  /** The case's number, where a thread has a fault, is held back or suspended, or was when somebody last looked. */
  readonly waiting?: number
  /** The import that made it, with the case's number; missing in others. */
  readonly imported?: { readonly run: string; readonly number: number }
  /** What an operator keeps from retention and erasure, with the case's number; missing in others. */
  readonly hold?: CaseHold & { readonly number: number }
  /** UPD-4: how many follow-ups were begun, and since when one is on its way (`followMarks`); missing where there was none. */
  readonly follows?: { readonly begun: number; readonly since?: Date }
  /** OWN-3: when somebody has to be reminded of it; missing: not at all. */
  readonly reminder?: ReminderPlace
  /** Whom it refers to while it is open (`formatCaseRef`); missing in a closed one. */
  readonly refs?: readonly string[]
  /** UPD-3: removals that are not yet carried through, by the case's seq after each; the oldest first. */
  readonly purging?: readonly PendingPurge[]
  /** The last removal that the history here is rid of. */
  readonly purged?: number
}

/** What a removal has still to do outside of its write. */
export interface PendingPurge {
  readonly seq: number
  /** The entry as it stands from now on. */
  readonly entry: Entry | null
  readonly files: readonly string[]
}

/** Some of the oldest entries of a long history. Written once; only a removal changes it. */
export interface PageDocument {
  /** The case's `historyId` and the seq of the first entry. */
  readonly _id: string
  /** The case's number, for people who look at the database. */
  readonly number: number
  readonly first: number
  readonly entries: readonly Entry[]
  /** The last removal that these entries are rid of; none where it is missing. */
  readonly purged?: number
}

/** The number that a create key holds. */
export interface CreateKeyDocument {
  readonly _id: string
  readonly number: number
  /** When it was first used; not there where it is kept for good. */
  readonly at?: Date
  /** What is left to do of a case that is being taken away (`remove-case.ts`). `forget`: the key and all else of the case goes, too. */
  readonly leaving?: {
    readonly historyId: string
    readonly paged: number
    readonly files?: readonly string[]
    readonly forget?: boolean
    /** Recorded once the case is gone. */
    readonly record?: AuditRecord
  }
}

/** One script of `migrate.ts`; `_id` is its version. */
export interface MigrationDocument {
  readonly _id: number
  readonly done: boolean
  readonly owner: string
  readonly leaseUntil: Date
  /** How often it was begun: more than once only where an instance died in it. */
  readonly runs: number
}

/** The last value that was handed out, under the counter's name. */
export interface CounterDocument {
  readonly _id: string
  readonly value: number
}

/** `throw`: a field of `Case` that is missing here must not be dropped in silence. */
const part = { _id: false, strict: 'throw', minimize: false } as const

const author = new Schema({ party: String, email: String, name: String, domain: String }, part)

const thread = new Schema(
  {
    id: String,
    platform: String,
    tenant: String,
    channel: String,
    direct: new Schema({ user: String, email: String }, part),
    root: String,
    reader: new Schema({ party: String, domain: String, customer: String }, part),
    locale: String,
    cursor: Number,
    shown: Number,
    tries: Number,
    retryAt: Date,
    parked: String,
    fault: new Schema({ scope: String, code: String, since: Date }, part),
    card: String,
    parts: Number,
    earlier: Number,
    heldBack: new Schema({ why: String, users: [String], since: Date }, part),
    rewritten: Number,
    route: String,
    dueAt: Date,
    leaseUntil: Date,
    leaseOwner: String,
    held: Boolean,
    token: Number,
  },
  part,
)

const entry = new Schema(
  {
    seq: Number,
    at: Date,
    author,
    audience: String,
    event: Schema.Types.Mixed,
    removed: { type: [new Schema({ part: String, at: Date, by: String }, part)], default: undefined },
  },
  part,
)

const partner = new Schema({ domain: String, kind: String }, part)

const sideBounds = { hiddenFromCustomer: Boolean, firstLine: String }

const caseSchema = new Schema(
  {
    _id: Number,
    createKey: String,
    version: Number,
    customer: new Schema({ id: String, name: String, domain: String }, part),
    partners: [partner],
    domain: String,
    createdBy: author,
    title: String,
    followUpOf: new Schema({ number: Number, partners: [partner], ...sideBounds }, part),
    ...sideBounds,
    partnersLeft: { type: [String], default: undefined },
    product: String,
    category: String,
    severity: String,
    status: String,
    language: String,
    timeZone: String,
    createdAt: Date,
    updatedAt: Date,
    closedAt: Date,
    sharedWith: [String],
    escalation: new Schema({ at: Date, reason: String }, part),
    assignee: new Schema({ email: String, name: String }, part),
    owners: {
      type: [new Schema({ domain: String, email: String, name: String }, part)],
      default: undefined,
    },
    // A side is `desk` or `{ domain }`.
    aside: {
      type: [new Schema({ side: Schema.Types.Mixed, until: Date }, part)],
      default: undefined,
    },
    due: { type: [new Schema({ side: Schema.Types.Mixed, at: Date }, part)], default: undefined },
    upstream: {
      type: [
        new Schema(
          { side: Schema.Types.Mixed, number: String, link: String, state: String, followUp: Date },
          part,
        ),
      ],
      default: undefined,
    },
    firstResponseAt: Date,
    titleRemoved: new Schema({ at: Date, by: String }, part),
    removals: { type: [new Schema({ seq: Number, of: Number }, part)], default: undefined },
    clocks: { type: Schema.Types.Mixed, default: undefined },
    unreminded: { type: Schema.Types.Mixed, default: undefined },
    reminder: new Schema({ at: Date, number: Number }, part),
    imported: new Schema({ run: String, number: Number }, part),
    hold: new Schema({ at: Date, by: String, reason: String, number: Number }, part),
    follows: new Schema({ begun: Number, since: Date }, part),
    goneAt: Date,
    refs: { type: [String], default: undefined },
    seq: Number,
    threads: [thread],
    history: [entry],
    paged: Number,
    historyId: String,
    words: [String],
    found: [String],
    keys: [new Schema({ key: String, seqs: [Number], write: String }, part)],
    news: Number,
    waiting: Number,
    // A script of `migrate.ts` writes it, and a later one takes it away.
    suspended: Boolean,
    purging: { type: [new Schema({ seq: Number, entry, files: [String] }, part)], default: undefined },
    purged: Number,
  },
  { ...part, _id: true, versionKey: false, autoIndex: false, autoCreate: false },
)

const newestFirst = { updatedAt: -1, _id: -1 } as const
/** What is due on a route. Both are of one thread, which lets a server take both as bounds. */
export const dueIndex = { 'threads.route': 1, 'threads.dueAt': 1 } as const
caseSchema.index(dueIndex)
caseSchema.index(newestFirst)
/** Sparse: few cases have a thread that waits. */
caseSchema.index({ waiting: 1 }, { sparse: true })
/** Removals that are still to be carried through. */
caseSchema.index({ 'purging.seq': 1 }, { sparse: true })
/** What a search walks. Named, so that no other index is taken for it by what some other word was best found by. */
export const searchIndex = { found: 1, ...newestFirst } as const
caseSchema.index(searchIndex)
/** OWN-3. Sparse, which an index with `_id` in it would not be. */
export const reminderIndex = { 'reminder.at': 1, 'reminder.number': 1 } as const
caseSchema.index(reminderIndex, { sparse: true })
/** Sparse, as the one before: most cases were opened here. */
export const importedIndex = { 'imported.run': 1, 'imported.number': 1 } as const
caseSchema.index(importedIndex, { sparse: true })
/** Sparse: few cases are on hold. */
export const holdIndex = { 'hold.number': 1 } as const
caseSchema.index(holdIndex, { sparse: true })
/** In the order in which closed cases go. */
export const closedIndex = { closedAt: 1, _id: 1 } as const
caseSchema.index(closedIndex)
/** OWN-4, VIS-9. Sparse: only open cases refer to somebody. */
export const refsIndex = { refs: 1 } as const
caseSchema.index(refsIndex, { sparse: true })
// Open cases stay few, however many closed ones there are.
caseSchema.index({ status: 1, ...newestFirst })
caseSchema.index({ 'partners.domain': 1, status: 1, ...newestFirst })
caseSchema.index({ 'customer.id': 1, ...newestFirst })
caseSchema.index({ 'followUpOf.number': 1, _id: -1 }, { sparse: true })
caseSchema.index({ 'partners.domain': 1, ...newestFirst })
caseSchema.index({ 'partners.domain': 1, 'customer.id': 1, ...newestFirst })
caseSchema.index({ 'partners.domain': 1, 'createdBy.email': 1, ...newestFirst })
// Sorted by severity or by when they were opened; one severity at a time.
caseSchema.index({ severity: 1, ...newestFirst })
caseSchema.index({ 'partners.domain': 1, severity: 1, ...newestFirst })
caseSchema.index({ createdAt: -1, _id: -1 })
caseSchema.index({ 'partners.domain': 1, createdAt: -1, _id: -1 })
// By who works on them, what is put aside and what is due: fields of few cases, but for the names.
caseSchema.index({ 'assignee.email': 1, ...newestFirst })
caseSchema.index({ 'owners.email': 1, ...newestFirst })
export const asideIndex = { 'aside.until': 1 } as const
caseSchema.index(asideIndex, { sparse: true })
caseSchema.index({ 'due.at': 1 }, { sparse: true })
/** Which files are named. Sparse: most cases have none. */
export const attachmentId = 'history.event.attachments.id'
caseSchema.index({ [attachmentId]: 1 }, { sparse: true })

/** Which case a thread is of, by the message that it begins with. */
caseSchema.index({ 'threads.root': 1 })

/** Which entries were chat messages (NOT-4). Sparse: most are none. */
caseSchema.index({ 'history.event.source.message': 1 }, { sparse: true })

const plain = { versionKey: false, strict: 'throw', autoIndex: false, autoCreate: false } as const

const pageSchema = new Schema(
  { _id: String, number: Number, first: Number, entries: [entry], purged: Number },
  plain,
)
export const pagedAttachmentId = 'entries.event.attachments.id'
pageSchema.index({ [pagedAttachmentId]: 1 }, { sparse: true })
pageSchema.index({ 'entries.event.source.message': 1 }, { sparse: true })

const createKeySchema = new Schema(
  {
    _id: String,
    number: Number,
    at: Date,
    leaving: new Schema(
      { historyId: String, paged: Number, files: [String], forget: Boolean, record: Object },
      part,
    ),
  },
  plain,
)
createKeySchema.index({ at: 1 }, { sparse: true })
createKeySchema.index({ 'leaving.paged': 1 }, { sparse: true })

const migrationSchema = new Schema(
  { _id: Number, done: Boolean, owner: String, leaseUntil: Date, runs: Number },
  plain,
)

const counterSchema = new Schema({ _id: String, value: Number }, plain)

export interface Models {
  readonly cases: Model<CaseDocument>
  readonly pages: Model<PageDocument>
  readonly createKeys: Model<CreateKeyDocument>
  readonly migrations: Model<MigrationDocument>
  readonly counters: Model<CounterDocument>
}

/** The models of one connection; nothing is registered globally. */
export function modelsOn(connection: Connection): Models {
  const model = <T>(name: string, schema: unknown, collection: string) =>
    connection.model<T>(name, schema as Schema<T>, collection)
  return {
    cases: model<CaseDocument>('Case', caseSchema, 'cases'),
    pages: model<PageDocument>('Page', pageSchema, 'historypages'),
    createKeys: model<CreateKeyDocument>('CreateKey', createKeySchema, 'createkeys'),
    migrations: model<MigrationDocument>('Migration', migrationSchema, 'migrations'),
    counters: model<CounterDocument>('Counter', counterSchema, 'counters'),
  }
}
