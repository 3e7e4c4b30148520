/** NOT-4: by name, who can read what is written into a case, so that a form says so before anything is sent. */
import type { Access } from './access.ts'
import { canSeeCase, type Visible } from './audience.ts'
import type { Audience, Case } from './case.ts'
import type { CaseReaders, CaseService, CaseServiceDeps } from './case-service.ts'
import type { Directory } from './directory.ts'
import type { Actor } from './policy.ts'
import { ok } from './refusal.ts'

export function createReadersLookup(
  { directory }: Pick<CaseServiceDeps, 'directory'>,
  access: Access,
): Pick<CaseService, 'readersOf'> {
  return {
    async readersOf(actor, number) {
      const visible = await access.visible(actor, number)
      if (!visible.ok) return visible
      return ok(await findCaseReaders(directory, visible.value))
    },
  }
}

/** For whoever sees the case. */
export async function findCaseReaders(
  directory: Pick<Directory, 'customerUsersOf' | 'domain'>,
  supportCase: Visible & Pick<Case, 'customer' | 'partners'>,
): Promise<CaseReaders> {
  const { customer, partners } = supportCase
  const isTheirs = canSeeCase(supportCase, { party: 'customer', customer: customer.id })
  const [users, ...domains] = await Promise.all([
    directory.customerUsersOf(customer.id),
    ...partners.map(({ domain }) => directory.domain(domain)),
  ])
  return {
    partners: partners.map(({ domain }, index) => ({ domain, name: domains[index]?.name ?? domain })),
    customer: isTheirs ? customer.name : undefined,
    portal: isTheirs && users.some(({ portal }) => portal),
    desk: canSeeCase(supportCase, { party: 'desk' }),
  }
}

/** NOT-4: to whom *Reply* goes. `along`: the customer reads in the conversation where it is pressed. */
export function replyAudience(
  actor: Actor,
  { customer, portal, desk }: Pick<CaseReaders, 'customer' | 'portal' | 'desk'>,
  along: boolean,
): Audience {
  switch (actor.party) {
    case 'customer':
      return 'everyone'
    case 'desk':
      return portal || (along && customer !== undefined) ? 'everyone' : 'desk'
    case 'partner':
      if (!desk) return 'customer'
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
