import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import type { RemovablePart } from '../src/cases/case.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import { parseTarget, removeForm } from '../views/remove-form.ts'
import type { Form, Values, View } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import { type Context, defineCommand, type FormErrors } from './define.ts'
import { formErrors, readValue, toRefusalNotice } from './responses.ts'

/** Which entry of the history alone is asked about: in a long one not all fit into one form. */
const EntryNumber = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number)

const FormState = z.object({ number: CaseNumber, entry: EntryNumber.optional() })

/** UPD-3: the desk takes a file or a text away for good; the form asks what, why, and whether it is meant. */
export const remove = defineCommand({
  name: 'remove',
  aliases: ['delete', 'redact', '削除'],
  positionals: ['number', 'entry'],
  summary: 'command.remove',
  usage: 'usage.remove',
  parties: ['desk'],
  args: z.object({ number: CaseNumber, entry: EntryNumber.optional() }),
  auth: 'account',

  run: (context, args): Promise<View> => openForm(context, args),

  async refresh(context, _values, formState): Promise<View> {
    const carried = FormState.safeParse(formState)
    return carried.success ? openForm(context, carried.data) : refusalNotice([gone], context.translator)
  },

  async submit(context, values, formState): Promise<View | FormErrors> {
    const { actor, service, translator, key } = context
    const carried = FormState.safeParse(formState)
    if (!carried.success) return formErrors([gone], translator, [])
    const { number } = carried.data
    const missing = listMissing(values)
    if (missing.length > 0) return formErrors(missing, translator, Object.keys(values))
    const target = parseTarget(readValue(values, 'target'))
    const input = {
      of: target.of,
      part: target.part as RemovablePart,
      why: readValue(values, 'why'),
      confirmed: readValue(values, 'confirmed') === 'yes',
    }
    const result = await service.remove(actor, number, input, key)
    if (!result.ok) return formErrors(result.refusals, translator, ['target', 'why', 'sure', 'confirmed'])
    const { threads, unreachable, mails } = result.value
    const { t } = translator
    const open = {
      label: t('button.open'),
      command: 'show',
      args: { number: String(number), in: actorKey(actor) },
    }
    const told = [
      t('remove.done', { number, threads }),
      ...(unreachable > 0 ? [t('remove.unreachable', { unreachable })] : []),
      t('remove.beyond', { mails }),
    ]
    return doneNotice(told.join('\n'), [open])
  },
})

const gone: Refusal = { code: 'field-invalid', rule: 'UPD-3' }

/** A slip of the finger removes nothing. */
function listMissing(values: Values): readonly Refusal[] {
  const missing = (field: string): Refusal => ({ code: 'field-missing', rule: 'UPD-3', field })
  return [
    ...(readValue(values, 'target') ? [] : [missing('target')]),
    ...(readValue(values, 'sure') === 'yes' ? [] : [missing('sure')]),
  ]
}

async function openForm(context: Context, { number, entry }: z.output<typeof FormState>): Promise<View> {
  const { actor, service, translator } = context
  const result = await service.removable(actor, number)
  if (!result.ok)
    return toRefusalNotice(context, result.refusals, { command: 'remove', args: { number: String(number) } })
  const { case: supportCase, parts } = result.value
  const wanted = entry === undefined ? parts : parts.filter(({ of }) => of === entry)
  if (wanted.length === 0) {
    const values = { number, entry: entry ?? 0 }
    return refusalNotice([{ code: 'nothing-to-remove', rule: 'UPD-3', values }], translator)
  }
  const form: Form = removeForm({ supportCase, actor, translator }, wanted)
  return entry === undefined ? form : { ...form, formState: { ...form.formState, entry: String(entry) } }
}
