/** The commands, in the order in which help tells of them. `npm run new-command <name>` adds one; all that lists commands is generated from here. */
import { assign } from './assign.ts'
import { close } from './close.ts'
import { customers } from './customers.ts'
import type { Command } from './define.ts'
import { domain } from './domain.ts'
import { escalate } from './escalate.ts'
import { files } from './files.ts'
import { follow } from './follow.ts'
import { grant } from './grant.ts'
import { help } from './help.ts'
import { later } from './later.ts'
import { link } from './link.ts'
import { list } from './list.ts'
import { newCommand } from './new.ts'
import { note } from './note.ts'
import { notify } from './notify.ts'
import { release } from './release.ts'
import { remove } from './remove.ts'
import { reopen } from './reopen.ts'
import { reply } from './reply.ts'
import { severity } from './severity.ts'
import { share } from './share.ts'
import { show } from './show.ts'
import { take } from './take.ts'
import { unlink } from './unlink.ts'
import { update } from './update.ts'

export const commands: readonly Command[] = [
  newCommand,
  list,
  show,
  reply,
  note,
  update,
  severity,
  escalate,
  close,
  reopen,
  take,
  assign,
  release,
  later,
  share,
  files,
  follow,
  remove,
  customers,
  grant,
  domain,
  notify,
  link,
  unlink,
  help,
]
