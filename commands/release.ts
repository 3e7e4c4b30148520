import { z } from 'zod'
import { assignForm } from '../views/assign-form.ts'
import { CaseNumber } from './arguments.ts'
import { prepareColleagues, tellAssigned } from './assign.ts'
import { defineChangeCommand } from './change-command.ts'

/** OWN-1: anybody of a side may release its cases. */
export const release = defineChangeCommand({
  name: 'release',
  aliases: ['unassign', '担当解除'],
  positionals: ['number'],
  summary: 'command.release',
  usage: 'usage.release',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber }),
  kind: 'assign',
  toForm: assignForm,
  prepareForm: prepareColleagues,
  readTyped: () => ({ change: { kind: 'assign', to: null } }),
  tellDone: tellAssigned,
})
