/** From the service's outcome to what the person sees; shared by the commands that change a case. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { OfferFiles } from '../src/cases/attachments.ts'
import { canReopen } from '../src/cases/lifecycle.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { filesField } from '../src/cases/take-files.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { refusalNotice, refusalText } from '../views/notice.ts'
import type { Button, Notice, Values } from '../views/view.ts'
import type { Context, FormErrors } from './define.ts'

/** One string of a form's values; empty where nothing was filled in. */
export function readValue(values: Values, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** The files that stand in a form, to be fetched when the service asks for them; nothing where there are none. */
export function readFileIds(
  { attachments, person, place }: Pick<Context, 'attachments' | 'person' | 'place'>,
  values: Values,
): { files?: OfferFiles } {
  const ids = [values[filesField] ?? []].flat().filter((id) => id !== '')
  if (!attachments || ids.length === 0) return {}
  return { files: () => attachments.fetch({ person, place }, ids) }
}

/** Refusals at their fields; those that no field of this form is at fault for stand under ''. */
export function formErrors(
  refusals: readonly Refusal[],
  translator: Translator,
  fields: readonly string[],
): FormErrors {
  const record: Record<string, string> = {}
  for (const refusal of refusals) {
    const field = refusal.field && fields.includes(refusal.field) ? refusal.field : ''
    const text = refusalText(refusal, translator)
    if (!record[field]?.includes(text)) record[field] = record[field] ? `${record[field]} ${text}` : text
  }
  return { kind: 'errors', fields: record }
}

type WayContext = Pick<Context, 'actor' | 'identity' | 'translator' | 'now'> & {
  readonly service: Pick<Context['service'], 'show'>
}

/** The refusal with the way on: reopen, a new case, or the person's other domains (UPD-5, VIS-8). */
export async function toRefusalNotice(
  context: Context,
  refusals: readonly Refusal[],
  again: { command: string; args: Button['args'] },
): Promise<Notice> {
  return refusalNotice(refusals, context.translator, await waysOn(context, refusals, again))
}

/** The ways on from a refusal, for whoever acts. */
export async function waysOn(
  context: WayContext,
  refusals: readonly Refusal[],
  again: { command: string; args: Button['args'] },
): Promise<readonly Button[]> {
  const refusal = refusals[0]
  const { t } = context.translator
  const acting = { in: actorKey(context.actor) }
  const number = String(refusal?.values?.number ?? '')
  // UPD-4: only a partner opens cases.
  const followUp: readonly Button[] =
    context.actor.party !== 'partner'
      ? []
      : [
          {
            label: t('button.follow-up'),
            command: 'new',
            args: { ...acting, followUp: number },
            style: 'primary',
          },
        ]
  switch (refusal?.code) {
    case 'case-closed': {
      const shown = await context.service.show(context.actor, Number(number), { entries: 1 })
      if (!shown.ok) return []
      if (canReopen(shown.value.case, context.now)) {
        return [
          { label: t('button.reopen'), command: 'reopen', args: { ...acting, number }, style: 'primary' },
        ]
      }
      return followUp
    }
    case 'reopen-too-late':
      return followUp
    case 'follow-up-too-early':
      return [{ label: t('button.reopen'), command: 'reopen', args: { ...acting, number }, style: 'primary' }]
    case 'assigned-meanwhile': {
      const args = { ...acting, number, from: String(refusal.values?.email ?? '') }
      const label = t('button.take-over', { name: String(refusal.values?.name ?? '') })
      return [{ label, command: 'take', args }]
    }
    case 'case-not-closed':
      return [{ label: t('button.reply'), command: 'reply', args: { ...acting, number } }]
    case 'grant-revoked':
    case 'grant-unknown':
      return [grantRequestButton(refusal, context)]
    case 'case-not-found':
    case 'customer-unknown':
      return otherDomains(context).map((domain) => ({
        label: t('button.act-for', { domain }),
        command: again.command,
        args: { ...again.args, in: domain },
      }))
    default:
      return []
  }
}

/** GRA-2: the way to the customer's grant, from where it is missing. */
export function grantRequestButton(
  refusal: Refusal,
  { actor, translator }: Pick<Context, 'actor' | 'translator'>,
): Button {
  return {
    label: translator.t('button.ask', { contact: String(refusal.values?.contact ?? '') }),
    command: 'grant',
    args: { in: actorKey(actor), whom: String(refusal.values?.id ?? '') },
  }
}

/** VIS-8: the person's reseller domains beside the one that acts. */
export function otherDomains({ actor, identity }: Pick<Context, 'actor' | 'identity'>): readonly string[] {
  const here = actor.party === 'partner' ? actor.account.domain : ''
  return [...new Set(identity.accounts.map((account) => account.domain))].filter((domain) => domain !== here)
}
