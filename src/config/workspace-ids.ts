import { z } from 'zod'

/** Of a workspace (`T…`) or an organisation (`E…`). */
export const workspaceId = /^[TE][A-Z0-9]{2,}$/

export const listIds = (text: string): readonly string[] => text.split(',').map((id) => id.trim())
export const areIds = (text: string): boolean => listIds(text).every((id) => workspaceId.test(id))

/** Whether e-mails are believed: of the one workspace, or in these of several. */
export type EmailTrust = boolean | readonly string[]

export const emailTrust = z
  .string()
  .refine(
    (text) => text === 'true' || text === 'false' || areIds(text),
    'must be true or false; with several workspaces, the ids of those whose e-mails you trust, such as T0123ABCD',
  )
  .default('false')
  .transform((text): EmailTrust => (areIds(text) ? listIds(text) : text === 'true'))
