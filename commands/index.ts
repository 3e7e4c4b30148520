/** The commands, in the order in which help tells of them. `npm run new-command <name>` adds one; all that lists commands is generated from here. */
import { assign } from './assign.ts'
import { audit } from './audit.ts'
import { close } from './close.ts'
import { copy } from './copy.ts'
import { customers } from './customers.ts'
import type { Command } from './define.ts'
import { domain } from './domain.ts'
import { escalate } from './escalate.ts'
import { exportCommand } from './export.ts'
import { files } from './files.ts'
import { follow } from './follow.ts'
import { grant } from './grant.ts'
import { handover } from './handover.ts'
import { help } from './help.ts'
import { later } from './later.ts'
import { link } from './link.ts'
import { list } from './list.ts'
import { newCommand } from './new.ts'
import { note } from './note.ts'
import { notify } from './notify.ts'
import { pass } from './pass.ts'
import { release } from './release.ts'
import { reminders } from './reminders.ts'
import { remove } from './remove.ts'
import { reopen } from './reopen.ts'
import { reply } from './reply.ts'
import { resume } from './resume.ts'
import { reveal } from './reveal.ts'
import { said } from './said.ts'
import { setup } from './setup.ts'
import { severity } from './severity.ts'
import { share } from './share.ts'
import { show } from './show.ts'
import { stats } from './stats.ts'
import { take } from './take.ts'
import { unlink } from './unlink.ts'
import { update } from './update.ts'
import { upstream } from './upstream.ts'

export const commands: readonly Command[] = [
  newCommand,
  list,
  show,
  reply,
  note,
  update,
  said,
  severity,
  escalate,
  close,
  reopen,
  resume,
  take,
  assign,
  release,
  later,
  share,
  reveal,
  pass,
  handover,
  files,
  exportCommand,
  stats,
  audit,
  follow,
  reminders,
  remove,
  upstream,
  copy,
  customers,
  grant,
  domain,
  notify,
  link,
  unlink,
  setup,
  help,
]
