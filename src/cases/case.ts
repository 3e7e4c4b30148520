/** The case, its history and its threads: the nouns of the domain (rules CRE, VIS, UPD, NOT). */

export const severities = ['P1', 'P2', 'P3', 'P4'] as const
/** CRE-7: P1 is the highest. */
export type Severity = (typeof severities)[number]

export const statuses = ['new', 'in-progress', 'action-required', 'solution-provided', 'closed'] as const
/** UPD-7. */
export type Status = (typeof statuses)[number]

export const audiences = ['internal', 'customer', 'desk', 'everyone'] as const
/**
 * VIS-7: who may read a history entry. `internal` = the author's own reseller domain; `customer` = the partners
 * and the customer; `desk` = the partners and the desk; `everyone` = all three.
 */
export type Audience = (typeof audiences)[number]

export type Locale = 'en' | 'ja'

/** Who reads: a reseller domain, one customer's own people, or the desk. Threads and lists are read by one of these. */
export type Reader =
  | { readonly party: 'partner'; readonly domain: string }
  | { readonly party: 'customer'; readonly customer: string }
  | { readonly party: 'desk' }

/** OWN-1: a side that works on cases: the desk, or one partner by its domain. */
export type Side = 'desk' | { readonly domain: string }

export const upstreamStates = ['open', 'waiting', 'answered', 'closed'] as const
export type UpstreamState = (typeof upstreamStates)[number]

/** REP-4: the case at Google, or at a distributor, that one side keeps beside this one. */
export interface Upstream {
  readonly side: Side
  readonly number: string
  readonly link: string | null
  readonly state: UpstreamState
  /** While it is waiting: when that side looks again. */
  readonly followUp: Date | null
}

/** OWN-1: who works on a case for one side. */
export interface Responsible {
  /** The account's e-mail, in lower case. */
  readonly email: string
  readonly name: string
}

/** Who wrote a history entry. `domain` is the reseller domain that the author acted for. */
export interface Author {
  readonly party: 'partner' | 'customer' | 'desk'
  readonly email: string
  readonly name: string
  readonly domain?: string
}

/** A file that came with an entry and is read by the entry's audience. Its bytes lie in the file store under `id`. */
export interface Attachment {
  readonly id: string
  /** Fit to be shown, and its own among the files of its entry. */
  readonly name: string
  /** By its content, never by its name: `image/png`. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  readonly sha256: string
}

/**
 * UPD-3: what the support desk can take away for good, by the field's name; an answer by its position from 0, a file by its id (its name
 * goes with it). `addresses` are all that an entry named as shared or no longer shared.
 */
export type RemovablePart =
  | 'title'
  | 'description'
  | 'text'
  | 'note'
  | 'reason'
  | 'justification'
  | 'addresses'
  | `answer:${number}`
  | `file:${string}`

/** UPD-3: that something was taken away, when, and the e-mail of who did it; never what. */
export interface Removed {
  readonly at: Date
  readonly by: string
}

/** What happened; one history entry carries one event. */
export type Event =
  | {
      readonly type: 'created'
      readonly description: string
      readonly answers: readonly { readonly question: string; readonly answer: string }[]
      readonly attachments?: readonly Attachment[]
    }
  /** The text is empty where files came alone. `source`: the chat message that was added; it goes with the text (UPD-3). */
  | {
      readonly type: 'message'
      readonly text: string
      readonly attachments?: readonly Attachment[]
      readonly source?: MessageSource
      /** NOT-4: the customer said it elsewhere, and the author entered it on the customer's behalf. */
      readonly said?: SaidElsewhere
    }
  | { readonly type: 'severity-changed'; readonly from: Severity; readonly to: Severity }
  | { readonly type: 'status-changed'; readonly from: Status; readonly to: Status }
  | { readonly type: 'closed'; readonly from: Status; readonly note: string }
  | { readonly type: 'reopened'; readonly reason: string }
  | { readonly type: 'escalated'; readonly reason: EscalationReason; readonly justification: string }
  | { readonly type: 'shared'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** CRE-10: from here on the customer sees the case. */
  | { readonly type: 'revealed' }
  /** CRE-9: from here on the desk sees the case. */
  | { readonly type: 'passed'; readonly note: string }
  /** VIS-9: a partner of record serves the customer no longer, and the case is still open. */
  | { readonly type: 'partner-left'; readonly domain: string }
  | { readonly type: 'personal-data-confirmed'; readonly found: readonly string[] }
  /** OWN-1: who works on it for the author's side. `gone`: who did can't work with cases any more (OWN-4). */
  | {
      readonly type: 'assigned'
      readonly from: Responsible | null
      readonly to: Responsible | null
      readonly why?: 'gone'
    }
  /** Put aside for the author's side, and back from there by hand or because its time came. */
  | { readonly type: 'put-aside'; readonly until: Date }
  | { readonly type: 'back'; readonly why: 'by-hand' | 'date' }
  /** REP-4: without its link, which only the case itself keeps: a corrected one is gone. Null: none was kept, or none is any more. */
  | {
      readonly type: 'upstream-changed'
      readonly from: Pick<Upstream, 'number' | 'state'> | null
      readonly to: Pick<Upstream, 'number' | 'state'> | null
    }
  /** UPD-3: a part of entry `of` is gone (0: of the case itself). Read by those who could read that entry, whose author was `from`. */
  | {
      readonly type: 'removed'
      readonly of: number
      readonly part: RemovablePart
      readonly reason: string
      readonly from: Pick<Author, 'party' | 'domain'>
    }
  /**
   * NOT-4: what became of the chat message that entry `of` was made of. Both have that entry's author and audience, so that the same
   * people read them. `edit`: the chat's mark of the edit; a later one sorts behind it.
   */
  | {
      readonly type: 'message-edited'
      readonly of: number
      readonly edit: string
      readonly editor: Author
      readonly text: string
      /** The two-way thread that shows it already; also below. */
      readonly saidIn?: ThreadPlaceRef
    }
  | {
      readonly type: 'message-edit-withheld'
      readonly of: number
      readonly edit: string
      readonly reason: WithheldReason
    }
  | { readonly type: 'message-deleted'; readonly of: number; readonly saidIn?: ThreadPlaceRef }
  /** OWN-3: the answer of one side is due at another time than before; told to that side alone. */
  | {
      readonly type: 'due-changed'
      readonly clock: ClockKind
      readonly because: DueChangeReason
      readonly from: Date
      /** Null: no target holds any longer. */
      readonly to: Date | null
    }
  /** OWN-3: a reminder to all of one side, since nobody of it has taken the case or can be written to. */
  | {
      readonly type: 'reminded'
      readonly clock: ClockKind
      readonly stage: ReminderStage
      readonly dueAt: Date
    }
  /** OWN-3: one side turned its reminders of this case off, or on again. */
  | { readonly type: 'reminders-changed'; readonly on: boolean }

export const saidWays = ['mail', 'phone', 'meeting'] as const

/** NOT-4: how, on which day and by whom something was said that somebody else enters. */
export interface SaidElsewhere {
  readonly way: (typeof saidWays)[number]
  /** The day, such as 2026-03-02. */
  readonly on: string
  readonly by: string
}

/** Why the text of an edited message is not taken over (CRE-3, ACC-1 and GRA-1, UPD-5). */
export type WithheldReason = 'personal-data' | 'not-permitted' | 'closed' | 'too-long'

/** A message in a chat, by the ids that the chat knows it by. They are shown to nobody. */
export interface MessageRef {
  readonly platform: Platform
  readonly tenant: string
  readonly channel: string
  readonly message: string
}

/** A two-way thread, by the ids that its chat knows it by. */
export type ThreadPlaceRef = Omit<MessageRef, 'message'> & { readonly thread: string }

/** A message that was added to a case, the chat's mark of the last edit that was added with it, and who said it, where somebody else added it. */
export interface MessageSource extends MessageRef {
  readonly edit?: string
  /** It was said in a two-way thread, which shows it already: the message that this thread begins with. */
  readonly thread?: string
  /** As the directory names them; missing where it does not know them. */
  readonly author?: Author
}

/** One line of the append-only case history. `seq` counts from 1 without a gap within its case. */
export interface Entry {
  readonly seq: number
  readonly at: Date
  readonly author: Author
  readonly audience: Audience
  readonly event: Event
  /** UPD-3: the parts that are gone; their texts are empty, their files and addresses no longer named. */
  readonly removed?: readonly (Removed & { readonly part: RemovablePart })[]
}

/** VIS-1: a partner in relationship with the customer when the case was created. */
export interface CasePartner {
  readonly domain: string
  readonly kind: RelationshipKind
}

export const escalationReasons = ['resolution-time', 'technical-expertise', 'business-impact'] as const
/** UPD-2. */
export type EscalationReason = (typeof escalationReasons)[number]

export const relationshipKinds = ['reseller', 'support-partner'] as const
export type RelationshipKind = (typeof relationshipKinds)[number]

export const platforms = ['slack', 'gchat'] as const
export type Platform = (typeof platforms)[number]

/** A thread that shows a case. It carries its own cursor (architecture, decision 2). */
export interface Subscription {
  readonly id: string
  /** `mail`: the mails to one address that the case is shared with (NOT-3). `person`: what one account is told personally (PLC-7). */
  readonly platform: Platform | 'mail' | 'person'
  /** Slack: team id. Google Chat, mail, person: empty. */
  readonly tenant: string
  /** Slack: channel id (or user id for a direct message). Google Chat: space name. Mail: the address. Person: the account's e-mail. */
  readonly channel: string
  /**
   * Set where the thread stands in one person's direct messages: whose, by the chat's user id, and the e-mail that the chat vouched
   * for when it was opened. Whether they may still read is asked before each post.
   */
  readonly direct?: { readonly user: string; readonly email: string | null }
  /** The root message (Slack ts, Chat thread name, the first mail's Message-ID); null until it has been posted. */
  readonly root: string | null
  /**
   * Where its card stands now, where the first one could no longer be edited and a new one was posted; null or missing: at the root.
   * Person: where a notice was begun whose end is in doubt.
   */
  readonly card?: string | null
  /** Mail: the partner that answers for the sharing; the address itself reads less (`canBeMailed`). */
  readonly reader: Reader
  readonly locale: Locale
  /** The last history entry that the thread shows (0 = none), counted over all entries, also those it may not see. */
  readonly cursor: number
  /** The case's version that the root card shows (0 = none). */
  readonly renderedVersion: number
  /** Failures in a row; back to 0 with the next success. */
  readonly tries: number
  /** Not to be tried before this moment. */
  readonly retryAt: Date | null
  /** Why nothing is delivered until somebody asks for it: an operator dropped it, or its reader may not see the case; null while it is alive. */
  readonly suspended: string | null
  /** What stands against its next call, where the last ones failed; null or missing while nothing does. Tried again by itself, for ever. */
  readonly fault?: DeliveryFault | null
  /** How many parts of the entry after `cursor` it shows already, where that one is too long for one message; missing or 0: none. */
  readonly parts?: number
  /** UPD-3: the newest removal (the seq of its entry) that the thread's posts were brought in line with; none where it is missing. */
  readonly rewritten?: number
  /** PLC-6: how many entries, of those that its readers may see, came before the first one that it shows; missing where it shows all. */
  readonly earlier?: number
  /** PLC-4: what keeps its next post back; null or missing while nothing does. */
  readonly heldBack?: HeldBack | null
}

export const heldBackReasons = [
  'undeclared',
  'unconfirmed',
  'unagreed',
  'other-domain',
  'open',
  'shared-outside',
  'group-direct',
  'not-in-it',
  'not-permitted',
  'members-unknown',
  'present',
  'reader-without-access',
  'guest-without-case',
] as const

export const faultScopes = ['thread', 'channel', 'installation', 'passing'] as const
/**
 * What a failure is about: the one thread (its root is gone), its channel (archived, the app is not in it), the installation (token, app, workspace),
 * or nothing that is known (no answer, the platform's own error). A message's own fault is told in the thread and stands against nothing.
 */
export type FaultScope = (typeof faultScopes)[number]

/** Why a thread's deliveries are late. */
export interface DeliveryFault {
  readonly scope: FaultScope
  /** The platform's own word: `is_archived`, `PERMISSION_DENIED`; `no-answer` where none came. For the log and operators. */
  readonly code: string
  readonly since: Date
}

/** Why nothing is posted in a conversation at this moment. */
export interface HeldBack {
  readonly why: (typeof heldBackReasons)[number]
  /** `present`: the members who may not read what would be posted, by the chat's user ids. */
  readonly users: readonly string[]
  readonly since: Date
}

/** OWN-3: the first response to a case, and each later one. */
export type ClockKind = 'first' | 'next'

export type DueChangeReason = 'severity' | 'tier' | 'settings'

/** OWN-3: when three quarters of the time are gone, and when all of it is. */
export type ReminderStage = 'warned' | 'breached'

export const clockOutcomes = ['met', 'missed', 'void'] as const
/** OWN-3. `void`: nobody had to answer any longer: closed or answered by another, or the customer moved. */
export type ClockOutcome = (typeof clockOutcomes)[number]

/** OWN-3: the time that one side has for one answer. */
export interface Clock {
  readonly side: Side
  readonly kind: ClockKind
  /** When what has to be answered came. It stays, whatever the target becomes. */
  readonly startedAt: Date
  /** Of the time in which the calendar is open, ms. */
  readonly targetMs: number
  readonly calendar: string
  /** Of the customer, as it was when this was reckoned. */
  readonly tier?: 'standard' | 'enhanced' | 'premium'
  /** When three quarters of the time are gone; null while it rests before that. */
  readonly warnAt: Date | null
  /** Null while it rests. */
  readonly dueAt: Date | null
  /** When it waited for the other side; `to` is null while it does. */
  readonly pauses?: readonly { readonly from: Date; readonly to: Date | null }[]
  /** The last reminder that was sent. */
  readonly reminded?: ReminderStage
  /** How often reminders began anew, since the time was reckoned anew. */
  readonly round?: number
  /** Missing while it runs. */
  readonly end?: { readonly at: Date; readonly outcome: ClockOutcome }
}

/** OWN-3: what is kept of the clocks of a case; a case without it came in by an import, or from before there were targets. */
export interface Clocks {
  /** Those that run, at most one for each side, and the ended ones. */
  readonly list: readonly Clock[]
  /** The sides whose first response was given, or was never owed. */
  readonly responded: readonly Side[]
  /** How the ones ended that are no longer in the list. */
  readonly past?: readonly ({ readonly side: Side } & Readonly<Record<ClockOutcome, number>>)[]
}

/**
 * UPD-4: the case that a follow-up goes on from, with the partners that may see that one: whoever took the customer over
 * later reads the follow-up and learns nothing of it (`visibleFollowUp`).
 */
export interface FollowUpOf extends SideBounds {
  readonly number: number
  readonly partners: readonly CasePartner[]
}

export const firstLines = ['partner', 'desk'] as const

/** Who of those concerned does not see a case. */
export interface SideBounds {
  /** CRE-10: the customer's people do not see it. Settled at creation; it can only be lifted. */
  readonly hiddenFromCustomer?: boolean
  /** CRE-9: with `partner` the desk does not see it yet. Missing: it is with the desk. */
  readonly firstLine?: (typeof firstLines)[number]
}

/** The case without its history. `version` grows by one with each change and guards it. */
export interface Case extends SideBounds {
  readonly number: number
  readonly version: number
  /** Whom it is about. In a domain's own case (CRE-10) that is the domain itself, under an id that no customer has (`toOwnId`). */
  readonly customer: { readonly id: string; readonly name: string; readonly domain: string }
  /** VIS-1: written at creation, never changed. */
  readonly partners: readonly CasePartner[]
  /** The reseller domain that opened it. */
  readonly domain: string
  readonly createdBy: Author
  readonly title: string
  readonly followUpOf: FollowUpOf | null
  readonly product: string
  readonly category: string
  readonly severity: Severity
  readonly status: Status
  readonly language: Locale
  readonly timeZone: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  /** CRE-5: e-mail addresses of users or groups, in lower case, in the order in which they came. */
  readonly sharedWith: readonly string[]
  /** UPD-2: that it is escalated, since when and why; reopening ends it. */
  readonly escalation: { readonly at: Date; readonly reason: EscalationReason } | null
  /** OWN-1: who works on it at the desk; missing or null: nobody. */
  readonly assignee?: Responsible | null
  /** OWN-1: who works on it at the partners of record, at most one at each. */
  readonly owners?: readonly (Responsible & { readonly domain: string })[]
  /** OWN-1: in what a customer is given, in place of both: the sides that somebody works for. In no store (`redactFor`). */
  readonly handledBy?: readonly Side[]
  /** Where a side put it aside: until when, at most once for each side. It is back by itself then. */
  readonly aside?: readonly { readonly side: Side; readonly until: Date }[]
  /** OWN-3: what runs out next for each side that has to answer, at most one each. */
  readonly due?: readonly { readonly side: Side; readonly at: Date }[]
  /** OWN-3: what `due` is reckoned from, and how earlier clocks ended. */
  readonly clocks?: Clocks
  /** OWN-3: the sides that get no reminders of this case. */
  readonly unreminded?: readonly Side[]
  /** REP-4: at most one for each side. */
  readonly upstream?: readonly Upstream[]
  /** REP-3: the desk's first message that the other side can read; null: none yet; missing: not known (imported, or from before this was kept). */
  readonly firstResponseAt?: Date | null
  /** VIS-9: the partners of record of which it was told that they serve the customer no longer. */
  readonly partnersLeft?: readonly string[]
  /** UPD-3: the title is gone, and what stands in its place is the category's. */
  readonly titleRemoved?: Removed
  /** UPD-3: each removal by the seq of its entry, and the entry that it took something from (0: the case itself), in order. */
  readonly removals?: readonly { readonly seq: number; readonly of: number }[]
  /** The case itself was taken away then, and its posts still are: all else here is empty (`toHusk`). */
  readonly goneAt?: Date
  /** The seq of the newest history entry. */
  readonly seq: number
  readonly subscriptions: readonly Subscription[]
}

/** What changes with a write; threads have writes of their own. */
export type CaseHead = Omit<Case, 'subscriptions'>
