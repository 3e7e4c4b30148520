/**
 * Which methods of the stores are begun anew where MongoDB was not to be had, or its answer was lost: the one list of them
 * (docs/decisions/0026). A method belongs here once it is certain that a repeat does nothing a second time, and answers as the first
 * would have; `test/store/mongo-repeats.test.ts` loses the answer to each write of each of them.
 *
 * Not named are those that have to know themselves again by an id that they make once per call: they repeat from within.
 */
import type { AuditLog } from '../../cases/audit-log.ts'
import type { ConversationStore } from '../../cases/conversation-store.ts'
import type { CustomerTraceStore } from '../../cases/customer-trace-store.ts'
import type { DeliveryAudit } from '../../cases/delivery-audit.ts'
import type { DraftStore } from '../../cases/draft-store.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { IdentityStore } from '../../cases/identity-store.ts'
import type { ImportRunStore } from '../../cases/import-runs.ts'
import type { InstallationStore } from '../../cases/installation-store.ts'
import type { NotificationStore } from '../../cases/notification-store.ts'
import type { SetupStore } from '../../cases/setup-store.ts'
import type { TraceStore } from '../../cases/trace-store.ts'
import type { DirectoryStore } from '../../people/directory-store.ts'
import type { CasesAndFiles } from '../store.ts'
import type { RetryHabits } from './retry.ts'

export const caseHabits: RetryHabits<Omit<CasesAndFiles, 'files' | 'close'>> = {
  reads: [
    'get',
    'createdWith',
    'committedWith',
    'history',
    'list',
    'count',
    'listReminders',
    'listRefs',
    'listReferring',
    'listAsideUntil',
    'listImported',
    'listClosed',
    'listHolds',
    'followUpsOf',
    'findDue',
    'listWaiting',
  ],
  writes: [
    // Numbers may stay unused.
    'nextNumber',
    'raiseNumber',
    'forgetKeys',
    'joinNames',
    'setHold',
    // Guarded by what they add or wake.
    'addSubscription',
    'wakeConversation',
    'moveConversation',
    'retrySubscription',
    'dropSubscription',
    // Guarded by the claim's token.
    'renew',
    'saveProgress',
    'removeSubscription',
    'releaseClaim',
    // Whole documents under their key.
    'beat',
    'leave',
  ],
  // Create, commit and claim repeat from within. A ping that fails has told what it was asked for.
  inSteps: ['createAll', 'removeCases', 'purge', 'sweepLeftovers'],
}

export const fileHabits: RetryHabits<FileStore> = {
  reads: ['open'],
  writes: ['remove'],
  inSteps: ['put', 'sweep'],
}

export const directoryHabits: RetryHabits<DirectoryStore> = {
  reads: [
    'find',
    'referring',
    'renamed',
    'all',
    'revision',
    'recordedGrants',
    'recordedGrant',
    'grantHistory',
    'findAsk',
  ],
  // They write a whole item under its key, or take one away.
  writes: ['put', 'remove', 'addSupportPartner', 'forgetAsked'],
  inSteps: ['writeTogether'],
}

export const identityHabits: RetryHabits<IdentityStore> = {
  reads: ['linksOf', 'chatUsersLinkedTo', 'bindingOf', 'findPerson', 'findPersonByEmail', 'findSignIn'],
  writes: ['link', 'chooseCurrent', 'bind', 'rememberPerson', 'keepSignIn'],
}

export const conversationHabits: RetryHabits<ConversationStore> = {
  reads: ['listBindings', 'listHomes', 'listChanges', 'listStays', 'hasNotice', 'readSummary', 'readPause'],
  writes: ['releaseNotice', 'setHome', 'recordChange', 'recordMembers', 'moveMembers', 'pausePosts'],
}

export const deliveryAuditHabits: RetryHabits<DeliveryAudit> = {
  reads: ['list'],
  writes: ['record'],
}

export const auditLogHabits: RetryHabits<AuditLog> = {
  reads: ['list'],
  // How many were forgotten is what the last try found; they are gone either way.
  writes: ['record', 'forget'],
}

export const importRunHabits: RetryHabits<ImportRunStore> = {
  reads: ['find', 'list'],
  writes: ['keep', 'change'],
}

export const notificationHabits: RetryHabits<NotificationStore> = {
  reads: ['find', 'listDigests'],
  // What a first try forgot is told as not kept; nobody is told anything by that.
  writes: ['choose', 'settleDigest', 'forget'],
}

export const draftHabits: RetryHabits<DraftStore> = {
  reads: ['find', 'owners'],
  writes: ['keep', 'drop'],
}

export const installationHabits: RetryHabits<InstallationStore> = {
  reads: ['list', 'find'],
  // Guarded by what is sealed there, which each write makes anew; a claim by its owner.
  writes: ['put', 'replace', 'remove', 'claimRenewal'],
}

export const traceHabits: RetryHabits<TraceStore> = {
  reads: ['listNumbers'],
  // Each walks all that is kept, and an erasure finds what is left to do.
  walks: ['findUsers', 'find'],
  writes: [],
  inSteps: ['erase'],
}

export const customerTraceHabits: RetryHabits<CustomerTraceStore> = {
  reads: [],
  // As with people.
  walks: ['find'],
  writes: [],
  inSteps: ['erase'],
}

export const setupHabits: RetryHabits<SetupStore> = {
  reads: ['read'],
  // It repeats from within.
  writes: [],
}
