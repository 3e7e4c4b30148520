/** What people did through the services goes into the audit log (REP-2): after it was done, under an id that a repeat makes again. */
import { actorKey } from './actor-key.ts'
import { type AuditLog, type AuditRecord, operatorSide, toAuditId } from './audit-log.ts'
import type { CaseService } from './case-service.ts'
import type { ConversationRecord, ConversationStore } from './conversation-store.ts'
import type { Setup } from './create-setup.ts'
import type { DeliveryAudit } from './delivery-audit.ts'
import { chatUserKey } from './directory.ts'
import type { GrantService } from './grant-service.ts'
import type { ChatUser, ConversationRef, IdentityLookup } from './identity-store.ts'
import { type Actor, listActors, toAuthor } from './policy.ts'

interface AuditDeps {
  readonly auditLog: Pick<AuditLog, 'record'>
  readonly now: () => Date
  readonly newId: () => string
  readonly log: { error(fields: object, message: string): void }
}

/** What is done already is not taken back because it cannot be written down: the log has it then. */
async function note({ auditLog, log }: Pick<AuditDeps, 'auditLog' | 'log'>, record: AuditRecord) {
  try {
    await auditLog.record(record)
  } catch (err) {
    log.error({ err, audit: record }, 'An act could not be written into the audit log')
  }
}

function who(actor: Actor): Pick<AuditRecord, 'side' | 'by'> {
  return { side: actorKey(actor), by: toAuthor(actor).email }
}

export function withCaseAudit(service: CaseService, deps: AuditDeps): CaseService {
  const at = () => deps.now()
  return {
    ...service,
    async create(actor, input, key) {
      const made = await service.create(actor, input, key)
      if (made.ok) {
        const { number } = made.value
        await note(deps, {
          id: await toAuditId('create', key),
          at: at(),
          ...who(actor),
          what: 'opened',
          number,
        })
      }
      return made
    },
    async change(actor, number, input, key) {
      const changed = await service.change(actor, number, input, key)
      if (changed.ok) {
        const about = [...new Set(input.changes.map(({ kind }) => kind))].join(',')
        const id = await toAuditId('change', number, key)
        await note(deps, { id, at: at(), ...who(actor), what: 'changed', number, about })
      }
      return changed
    },
    async remove(actor, number, input, key) {
      const removed = await service.remove(actor, number, input, key)
      if (removed.ok) {
        const id = await toAuditId('remove', number, key)
        const about = `${input.of}/${input.part}`
        await note(deps, { id, at: at(), ...who(actor), what: 'removed', number, about })
      }
      return removed
    },
  }
}

export function withGrantAudit(service: GrantService, deps: AuditDeps): GrantService {
  const settled = (actor: Actor, what: AuditRecord['what'], customer: string, domain: string) =>
    note(deps, {
      id: deps.newId(),
      at: deps.now(),
      ...who(actor),
      what,
      about: `${customer} ${domain}`,
    })
  return {
    ...service,
    async answer(actor, domain, wanted, ...more) {
      const outcome = await service.answer(actor, domain, wanted, ...more)
      if (outcome.ok) await settled(actor, wanted, outcome.value.customer.id, domain)
      return outcome
    },
    async record(actor, customer, wanted, ...more) {
      const outcome = await service.record(actor, customer, wanted, ...more)
      if (outcome.ok) await settled(actor, wanted, customer, outcome.value.domain.domain)
      return outcome
    },
    async removeEvidence(actor, customer, domain, why) {
      const outcome = await service.removeEvidence(actor, customer, domain, why)
      if (outcome.ok) await settled(actor, 'evidence-removed', customer, domain)
      return outcome
    },
  }
}

/** PLC-9: declarations and confirmations. A record names who did it by their e-mail; the directory tells on which side they are. */
export function withConversationAudit<T extends Pick<ConversationStore, 'recordChange'>>(
  store: T,
  deps: Omit<AuditDeps, 'newId' | 'now'> & { readonly directory: Pick<IdentityLookup, 'findIdentityById'> },
): T {
  return {
    ...store,
    async recordChange(change: ConversationRecord) {
      await store.recordChange(change)
      const { at, by, what, domain, people = [] } = change
      const place = toPlaceName(change.channel)
      await note(deps, {
        id: await toAuditId('conversation', place, at.getTime(), what, by),
        at,
        side: await findSide(deps.directory, change),
        by,
        what,
        about: `${place} ${domain}`,
        ...(people.length > 0 ? { counts: { people: people.length } } : {}),
      })
    },
  }
}

async function findSide(
  directory: Pick<IdentityLookup, 'findIdentityById'>,
  { by, domain, sharedWith }: ConversationRecord,
): Promise<string> {
  const sides = await listSides(directory, by)
  return [domain, sharedWith].find((key) => key !== undefined && sides.includes(key)) ?? sides[0] ?? domain
}

/** None where the directory cannot be asked: that keeps nothing from being written down. */
async function listSides(
  directory: Pick<IdentityLookup, 'findIdentityById'>,
  email: string,
): Promise<readonly string[]> {
  try {
    return listActors(await directory.findIdentityById(email)).map((actor) => actorKey(actor))
  } catch {
    return []
  }
}

function toPlaceName({ platform, tenant, channel }: ConversationRef): string {
  return tenant === '' ? `${platform}:${channel}` : `${platform}:${tenant}/${channel}`
}

/** DOM-5: who became an operator in chat, and what they chose. Nothing in it tells the code. */
export function withSetupAudit(setup: Setup, deps: AuditDeps): Setup {
  const settled = (by: ChatUser, what: AuditRecord['what'], about?: string) =>
    note(deps, {
      id: deps.newId(),
      at: deps.now(),
      side: operatorSide,
      by: chatUserKey(by),
      what,
      ...(about === undefined ? {} : { about }),
    })
  return {
    ...setup,
    async claim(person, typed) {
      const outcome = await setup.claim(person, typed)
      if (outcome.ok && !outcome.value.again) await settled(person, 'claimed')
      return outcome
    },
    async chooseDesk(by, at, channel) {
      const outcome = await setup.chooseDesk(by, at, channel)
      const about = channel === null ? 'none' : toPlaceName({ ...at, channel })
      if (outcome.ok) await settled(by, 'set-up', `desk ${about}`)
      return outcome
    },
    async chooseGrantDefault(by, value) {
      const outcome = await setup.chooseGrantDefault(by, value)
      if (outcome.ok) await settled(by, 'set-up', `grants ${value}`)
      return outcome
    },
  }
}

/** What operators do with deliveries by hand. */
export function withDeliveryAudit(audit: DeliveryAudit, auditLog: Pick<AuditLog, 'record'>): DeliveryAudit {
  return {
    ...audit,
    async record(action) {
      const { id, at, by, what, number, thread } = action
      await audit.record(action)
      await auditLog.record({ id, at, side: operatorSide, by, what, number, about: thread })
    },
  }
}
