/** REP-2: who did what, the newest first. It names ids and kinds; what was written stands in the cases. */
import type { AuditKeyset, AuditRecord } from '../src/cases/audit-log.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Card } from './view.ts'

export interface AuditListOptions {
  readonly translator: Translator
  /** Whose people's acts they are, as it is called. */
  readonly owner: string
  readonly number?: number | undefined
  readonly next?: AuditKeyset | undefined
  readonly args: Readonly<Record<string, string>>
}

export function auditList(records: readonly AuditRecord[], options: AuditListOptions): Card {
  const { translator, owner, number, next, args } = options
  const { t } = translator
  const title = number === undefined ? t('audit.title', { owner }) : t('audit.title.case', { owner, number })
  const more: readonly Block[] = next
    ? [
        {
          kind: 'actions',
          buttons: [
            {
              label: t('button.more'),
              command: 'audit',
              args: { ...args, after: `${next.at.getTime()}.${next.id}` },
            },
          ],
        },
      ]
    : []
  const rows: readonly Block[] =
    records.length === 0
      ? [{ kind: 'text', text: t('audit.empty') }]
      : records.map((record) => auditItem(record, translator))
  return {
    kind: 'card',
    summary: title,
    blocks: [{ kind: 'heading', text: title }, ...rows, ...more],
  }
}

function auditItem({ what, by, at, number, about, counts }: AuditRecord, { t, nameOf }: Translator): Block {
  const act = t(`audit-act.${what}`)
  const counted = Object.entries(counts ?? {}).map(([name, count]) => `${name} ${count}`)
  return {
    kind: 'item',
    title: number === undefined ? act : t('audit.of-case', { act, number }),
    detail: [{ at }, nameOf(by), ...(about ? [about] : []), ...counted],
  }
}
