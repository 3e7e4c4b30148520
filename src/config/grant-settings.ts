/** GRA-1: what counts where nothing was recorded of a customer's grant. */
import { z } from 'zod'

export const grantDefaults = ['ask', 'assume'] as const
/** `ask`: nobody has access before the customer granted it. `assume`: a reseller has it until the customer revokes it, as at Google. */
export type GrantDefault = (typeof grantDefaults)[number]

export const grantSettings = {
  GRANT_DEFAULT: z.enum(grantDefaults, 'must be ask or assume').default('ask'),
}
