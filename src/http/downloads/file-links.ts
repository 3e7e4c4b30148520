/** Links to a case's files, for people whose chat cannot bring them: sealed, for one person, good for a few minutes. */
import { z } from 'zod'
import type { Reader } from '../../cases/case.ts'
import type { Person } from '../../cases/directory.ts'
import type { Actor } from '../../cases/policy.ts'
import type { ChatAsker } from '../../cases/recheck-access.ts'
import { createTokenSeal, sealedFields, toSealedFields } from './sealed-tokens.ts'

const minutes = 15

const Sealed = z.object({ number: z.number().int(), ...sealedFields })

/** Who reads which case's files: the chat user who asked, with the account of this e-mail, on this side. */
export interface Opened {
  readonly number: number
  readonly asker: ChatAsker
  readonly email: string
  readonly reader: Reader
}

export interface FileLinks {
  readonly minutes: number
  linkTo(number: number, actor: Actor, person: Person): string
  /** What a token opens; undefined where it is none of ours, changed, or past its time. */
  opened(token: string): Opened | undefined
}

export function createFileLinks(options: {
  readonly publicUrl: string
  /** The same on every instance. */
  readonly sealKey: string
  readonly now: () => Date
}): FileLinks {
  const { publicUrl, now } = options
  const tokens = createTokenSeal(Sealed, { ...options, purpose: 'links to files' })

  return {
    minutes,
    linkTo(number, actor, person) {
      const until = new Date(now().getTime() + minutes * 60_000)
      return `${publicUrl}/files/${tokens.seal({ number, ...toSealedFields(actor, person, until) })}`
    },
    opened(token) {
      const read = tokens.open(token)
      if (!read) return undefined
      const { until: _, ...opened } = read
      return opened
    },
  }
}
