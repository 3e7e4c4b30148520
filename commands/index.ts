/** The commands, in the order in which help tells of them. `npm run new-command <name>` adds one; all that lists commands is generated from here. */
import { close } from './close.ts'
import { customers } from './customers.ts'
import type { Command } from './define.ts'
import { domain } from './domain.ts'
import { escalate } from './escalate.ts'
import { files } from './files.ts'
import { follow } from './follow.ts'
import { grant } from './grant.ts'
import { handover } from './handover.ts'
import { help } from './help.ts'
import { link } from './link.ts'
import { list } from './list.ts'
import { newCommand } from './new.ts'
import { pass } from './pass.ts'
import { remove } from './remove.ts'
import { reopen } from './reopen.ts'
import { reply } from './reply.ts'
import { reveal } from './reveal.ts'
import { said } from './said.ts'
import { severity } from './severity.ts'
import { share } from './share.ts'
import { show } from './show.ts'
import { unlink } from './unlink.ts'

export const commands: readonly Command[] = [
  newCommand,
  list,
  show,
  reply,
  said,
  severity,
  escalate,
  close,
  reopen,
  share,
  reveal,
  pass,
  handover,
  files,
  follow,
  remove,
  customers,
  grant,
  domain,
  link,
  unlink,
  help,
]
