/** W3: everything that one send made of a case, line by line, as its history has it. */
import type { Entry } from '../src/cases/case.ts'
import type { CaseReaders } from '../src/cases/case-service.ts'
import { listAttachments } from '../src/cases/history.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { nameReaders } from './audience-readers.ts'

export function happenedLines(
  entries: readonly Entry[],
  readers: CaseReaders | undefined,
  actor: Actor,
  translator: Translator,
): readonly string[] {
  return entries.flatMap((entry) => lineOf(entry, readers, actor, translator))
}

function lineOf(
  entry: Entry,
  readers: CaseReaders | undefined,
  actor: Actor,
  translator: Translator,
): readonly string[] {
  const { event, audience } = entry
  const { t } = translator
  switch (event.type) {
    case 'message': {
      const files = listAttachments(entry).length
      const names = readers ? nameReaders(audience, readers, actor, translator) : t(`audience.${audience}`)
      const said = audience === 'internal' ? t('happened.note', { names }) : t('happened.message', { names })
      return [said, ...(files > 0 ? [t('happened.files', { count: files })] : [])]
    }
    case 'severity-changed':
      return [t('happened.severity', { from: event.from, to: event.to })]
    case 'status-changed':
      return [t('happened.status', { from: t(`status.${event.from}`), to: t(`status.${event.to}`) })]
    case 'escalated':
      return [t('happened.escalated', { reason: t(`escalation.${event.reason}`) })]
    case 'closed':
      return [t('happened.closed')]
    case 'personal-data-confirmed':
      return [t('happened.confirmed')]
    default:
      return []
  }
}
