/** The Big List of Naughty Strings (`big-list-of-naughty-strings`): what has broken programs that take text from people. */
import { createRequire } from 'node:module'
import { z } from 'zod'

const require = createRequire(import.meta.url)

export const naughtyStrings: readonly string[] = z
  .array(z.string())
  .min(400)
  .parse(require('big-list-of-naughty-strings'))
