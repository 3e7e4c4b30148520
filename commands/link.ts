import { z } from 'zod'
import { linkInvitation } from '../views/domain-card.ts'
import { defineCommand } from './define.ts'

/** DOM-1: proves one more account. Anybody may begin: what counts is who signs in. */
export const link = defineCommand({
  name: 'link',
  aliases: ['login', 'signin', '連携'],
  positionals: [],
  summary: 'command.link',
  usage: 'usage.link',
  args: z.object({}),
  auth: 'none',

  async run({ links, person, translator }) {
    return linkInvitation(await links.invite(person), translator)
  },
})
