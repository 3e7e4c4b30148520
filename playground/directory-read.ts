import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** What the playground has to know of a directory file. */
export type DirectoryRead = z.infer<typeof DirectoryRead>

const DirectoryRead = z.looseObject({
  domains: z.array(z.looseObject({ domain: z.string(), superAdmin: z.string() })),
  accounts: z.array(z.looseObject({ email: z.string(), name: z.string() })),
  desk: z.array(z.looseObject({ email: z.string() })).default([]),
  customers: z.array(z.looseObject({ id: z.string(), name: z.string(), domain: z.string() })),
})

/** Undefined for a file that cannot be read: that is told by the bot. */
export function readDirectory(file: string): DirectoryRead | undefined {
  try {
    return DirectoryRead.parse(parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
