/** NOT-4: by name, who can read what is written into a case, so that a form says so before anything is sent. */
import type { Access } from './access.ts'
import { canSeeCase } from './audience.ts'
import type { Audience, Case } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import type { Actor } from './policy.ts'
import { ok } from './refusal.ts'

export interface CaseReaders {
  /** The partners of record, by what they call themselves. */
  readonly partners: readonly { readonly domain: string; readonly name: string }[]
  /** Undefined where the case is not for the customer's eyes. */
  readonly customer: string | undefined
  /** Whether anybody at the customer has access to its cases (CRE-6). */
  readonly portal: boolean
}

export function createReadersOf(
  { directory }: Pick<CaseServiceDeps, 'directory'>,
  access: Access,
): Pick<CaseService, 'readersOf'> {
  return {
    async readersOf(actor, number) {
      const visible = await access.visible(actor, number)
      if (!visible.ok) return visible
      const { customer, partners } = visible.value
      const isTheirs = canSeeCase(visible.value, { party: 'customer', customer: customer.id })
      const [users, ...domains] = await Promise.all([
        directory.customerUsersOf(customer.id),
        ...partners.map(({ domain }) => directory.domain(domain)),
      ])
      return ok({
        partners: partners.map(({ domain }, index) => ({ domain, name: domains[index]?.name ?? domain })),
        customer: isTheirs ? customer.name : undefined,
        portal: isTheirs && users.some(({ portal }) => portal),
      })
    },
  }
}

/** NOT-4: to whom *Reply* goes. `along`: the customer reads in the conversation where it is pressed. */
export function replyAudience(
  actor: Actor,
  { customer, portal }: Pick<CaseReaders, 'customer' | 'portal'>,
  along: boolean,
): Audience {
  switch (actor.party) {
    case 'customer':
      return 'everyone'
    case 'desk':
      return portal ? 'everyone' : 'desk'
    case 'partner':
      return along && customer !== undefined ? 'everyone' : 'desk'
  }
}

/** Whether the customer of this case is whom a conversation is shared with. */
export function isSharedWithCustomer(
  audience: { readonly party: string; readonly customer?: string } | undefined,
  { customer }: Pick<Case, 'customer'>,
): boolean {
  return audience?.party === 'customer' && audience.customer === customer.id
}
