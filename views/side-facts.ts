/** What of a case differs from side to side, on its card: who works on it, until when it is put aside (OWN-1, OWN-3). */
import { actorKey } from '../src/cases/actor-key.ts'
import { findResponsible } from '../src/cases/assignment.ts'
import type { Case, Reader } from '../src/cases/case.ts'
import { standsOut } from '../src/cases/queues.ts'
import { toReaderFacts, toSide } from '../src/cases/reader-facts.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { personName } from './labels.ts'
import { formatFollowUp } from './moment.ts'
import type { Block, Button } from './view.ts'

type Facts = Extract<Block, { readonly kind: 'fields' }>['fields']

export function sideFacts(
  supportCase: Case,
  { reader, translator }: { reader: Reader; translator: Translator },
): Facts {
  const { t } = translator
  const { asideUntil } = toReaderFacts(supportCase, reader)
  const isOpen = supportCase.status !== 'closed'
  return [
    ...responsibleFacts(supportCase, reader, translator),
    ...(asideUntil && isOpen ? [{ label: t('label.aside'), value: { at: asideUntil } }] : []),
  ]
}

/** OWN-1: what of it this reader is told at all was settled before (`redactFor`). Where nothing is known, nothing is said. */
function responsibleFacts(
  { assignee, owners, handledBy }: Case,
  reader: Reader,
  translator: Translator,
): Facts {
  const { t, nameOf } = translator
  switch (reader.party) {
    case 'desk':
      return [
        ...(assignee === undefined
          ? []
          : [
              {
                label: t('label.assignee'),
                value: assignee ? personName(assignee, translator) : t('owners.nobody'),
              },
            ]),
        ...(owners ?? []).map((owner) => ({
          label: t('label.owner-at', { domain: owner.domain }),
          value: personName(owner, translator),
        })),
      ]
    case 'partner': {
      const own = owners?.find(({ domain }) => domain === reader.domain)
      const value = own ? personName(own, translator) : t('owners.nobody')
      return owners === undefined ? [] : [{ label: t('label.owner'), value }]
    }
    case 'customer': {
      const sides = (handledBy ?? []).map((side) =>
        side === 'desk' ? t('owners.support') : nameOf(side.domain),
      )
      return sides.length > 0 ? [{ label: t('label.handled-by'), value: sides.join(', ') }] : []
    }
  }
}

/** A line of its own, so that it is seen among other cards. */
export function standingOut(supportCase: Case, { t }: Translator): readonly Block[] {
  if (!standsOut(supportCase)) return []
  const told = [
    ...(supportCase.severity === 'P1' ? [t('standout.P1')] : []),
    ...(supportCase.escalation ? [t('standout.escalated')] : []),
  ]
  return [{ kind: 'text', text: told.join(' · '), tone: 'strong' }]
}

/** The same in front of a title in a list. */
export function standoutMark(supportCase: Case): string {
  if (!standsOut(supportCase)) return ''
  return `${supportCase.severity === 'P1' ? '‼' : ''}${supportCase.escalation ? '▲' : ''} `
}

/** Of a row of a list, which one person reads in their own time. */
export function sideDetail(supportCase: Case, reader: Reader, translator: Translator): readonly string[] {
  const { t } = translator
  const side = toSide(reader)
  if (!side || supportCase.status === 'closed') return []
  const { asideUntil } = toReaderFacts(supportCase, reader)
  const who = findResponsible(supportCase, side)
  return [
    who ? t('list.responsible', { name: personName(who, translator) }) : t('list.nobody'),
    ...(asideUntil ? [t('list.aside', { at: formatFollowUp(asideUntil, translator) })] : []),
  ]
}

/** OWN-1: take or release, assign, put aside or back; nothing of it for customers, and for closed cases (UPD-5). */
export function workActions(supportCase: Case, reader: Reader, { t }: Translator): readonly Block[] {
  const side = toSide(reader)
  if (!side || supportCase.status === 'closed') return []
  const args = { number: String(supportCase.number), in: actorKey(reader) }
  const who = findResponsible(supportCase, side)
  const { asideUntil } = toReaderFacts(supportCase, reader)
  const buttons: readonly Button[] = [
    who
      ? { label: t('button.release'), command: 'release', args }
      : { label: t('button.take'), command: 'take', args },
    { label: t('button.assign'), command: 'assign', args },
    asideUntil
      ? { label: t('button.back'), command: 'later', args: { ...args, when: 'now' } }
      : { label: t('button.later'), command: 'later', args },
  ]
  return [{ kind: 'actions', buttons }]
}
