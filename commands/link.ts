import { z } from 'zod'
import { parseChatUserKey } from '../src/cases/directory.ts'
import { linkInvitation } from '../views/domain-card.ts'
import { defineCommand } from './define.ts'

/** DOM-1: proves one more account, or ends somebody else's link to one's own. Anybody may begin: what counts is who signs in. */
export const link = defineCommand({
  name: 'link',
  aliases: ['login', 'signin', '連携'],
  positionals: [],
  summary: 'command.link',
  usage: 'usage.link',
  args: z.object({
    /** A button's: the chat user whose link to `account` is to end, by their key. */
    undo: z.string().optional(),
    account: z.string().optional(),
  }),
  auth: 'none',

  async run({ links, person, translator }, { undo, account }) {
    const user = undo === undefined ? undefined : parseChatUserKey(undo)
    if (!user || account === undefined) return linkInvitation(await links.invite(person), translator)
    return linkInvitation(await links.invite(person, { user, email: account }), translator, account)
  },
})
