/** How records beside the cases name a customer. */
import { parseActorKey } from '../cases/actor-key.ts'

/** Whom a change of a conversation names as sharing it. */
export function readSharingCustomer(sharedWith: unknown): string | undefined {
  const reader = typeof sharedWith === 'string' ? parseActorKey(sharedWith) : undefined
  return reader?.party === 'customer' ? reader.customer : undefined
}

/** Whom the binding of a channel lets read along. */
export function readGuestCustomer(audience: unknown): string | undefined {
  const { party, customer } = (audience ?? {}) as { readonly party?: string; readonly customer?: string }
  return party === 'customer' ? customer : undefined
}

const ofCustomer = 'customer:'

/** Whom a draft is about that is about no case yet. */
export function readDraftCustomer(subject: string): string | undefined {
  return subject.startsWith(ofCustomer) ? subject.slice(ofCustomer.length) : undefined
}

/** The list that stands in a notice's key, customers' ids among it: `customer-moved-lease:["C1","a.example"]`. */
export function readNoticeParts(key: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(key.slice(key.indexOf('['), key.lastIndexOf(']') + 1))
    return Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : []
  } catch {
    return []
  }
}
