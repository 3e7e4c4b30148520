/** Whether a thread is told of its case, and if not, why: for confirmations, `/case show`, operators. */
import type { Case, DeliveryFault, HeldBack, Subscription } from './case.ts'

export type ThreadState =
  | { readonly kind: 'up-to-date' }
  /** Behind, and nothing stands against it. */
  | { readonly kind: 'pending' }
  /** PLC-4. */
  | { readonly kind: 'held-back'; readonly heldBack: HeldBack }
  /** It is tried again by itself. */
  | { readonly kind: 'delayed'; readonly fault: DeliveryFault }
  /** Until somebody asks for it again. */
  | { readonly kind: 'suspended'; readonly why: string }

/** What stands against all of a workspace's posts at this moment, as far as this process knows. */
export type InstallationFaults = (
  platform: Subscription['platform'],
  tenant: string,
) => DeliveryFault | undefined

export function describeThreadState(
  subscription: Subscription,
  { seq }: Pick<Case, 'seq'>,
  installationFault: InstallationFaults,
): ThreadState {
  const { platform, tenant, suspended, heldBack, root, cursor } = subscription
  if (suspended !== null) return { kind: 'suspended', why: suspended }
  if (root !== null && cursor >= seq) return { kind: 'up-to-date' }
  const fault = installationFault(platform, tenant) ?? subscription.fault
  if (fault) return { kind: 'delayed', fault }
  return heldBack ? { kind: 'held-back', heldBack } : { kind: 'pending' }
}
