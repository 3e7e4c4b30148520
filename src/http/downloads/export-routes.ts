/** `GET /exports/<token>`: what can be had; `POST /exports/<token>/cases.csv`: one of its files, once. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { actorKey } from '../../cases/actor-key.ts'
import type { AuditLog, AuditRecord } from '../../cases/audit-log.ts'
import type { Locale } from '../../cases/case.ts'
import type { CaseService } from '../../cases/case-service.ts'
import type { ConversationStore } from '../../cases/conversation-store.ts'
import { CouldNotAsk } from '../../cases/could-not-ask.ts'
import { maxExported } from '../../cases/export-cases.ts'
import { type Actor, toAuthor } from '../../cases/policy.ts'
import type { FindAsker } from '../../cases/recheck-access.ts'
import type { Log } from '../../config/log.ts'
import type { TranslatorFactory } from '../../i18n/translator.ts'
import { type Page, pageHeaders, pageHtml } from '../linking/html-page.ts'
import type { Route } from '../request-route.ts'
import type { ExportLinks, OpenedExport } from './export-links.ts'

export const exportFiles = ['cases.csv', 'entries.csv', 'cases.jsonl', 'entries.jsonl'] as const
export type ExportFile = (typeof exportFiles)[number]

/** Writes one file of an export, piece by piece; what it counted is whole once it ended. */
export type WriteExport = (
  file: ExportFile,
  cases: CasesToExport,
  opened: OpenedExport,
) => { readonly pieces: AsyncIterable<string>; readonly counts: AuditRecord['counts'] }

type CasesToExport = Extract<Awaited<ReturnType<CaseService['exportCases']>>, { ok: true }>['value']

export interface ExportRoutesDeps {
  readonly links: Pick<ExportLinks, 'opened'>
  readonly findAsker: FindAsker
  readonly service: Pick<CaseService, 'exportCases'>
  /** Who is first to ask for a file, whatever the number of instances. */
  readonly notices: Pick<ConversationStore, 'claimNotice' | 'releaseNotice'>
  readonly auditLog: Pick<AuditLog, 'record'>
  readonly writeExport: WriteExport
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
  readonly log: Log
}

const path = /^\/exports\/([\w.-]+)(?:\/([a-z.]+))?$/

export function createExportRoutes(deps: ExportRoutesDeps): Route {
  const { links, findAsker, service, notices, auditLog, writeExport, createTranslator, now, log } = deps

  function show(response: ServerResponse, status: number, page: Page, locale: Locale): void {
    response.writeHead(status, pageHeaders).end(pageHtml(page, createTranslator(locale, 'UTC')))
  }

  function showDead(response: ServerResponse, locale: Locale): void {
    const { t } = createTranslator(locale, 'UTC')
    const text = [t('page.export.dead.text')]
    show(response, 410, { tone: 'refused', title: t('page.export.dead.title'), text }, locale)
  }

  function showFiles(response: ServerResponse, token: string, locale: Locale): void {
    const { t } = createTranslator(locale, 'UTC')
    const choices = exportFiles.map((file) => ({
      action: `/exports/${token}/${file}`,
      button: t(`export-file.${file}`),
    }))
    const text = [t('page.export.text')]
    show(response, 200, { tone: 'ask', title: t('page.export.title'), text, choices }, locale)
  }

  /** A file that nobody had yet is claimed before anything of it goes out. */
  async function hand(
    response: ServerResponse,
    file: ExportFile,
    { opened, actor, locale }: { opened: OpenedExport; actor: Actor; locale: Locale },
  ): Promise<void> {
    const claim = `export:${opened.id}:${file}`
    if (!(await notices.claimNotice(claim, new Date(opened.until), now()))) {
      showDead(response, locale)
      return
    }
    const outcome = await service.exportCases(actor, opened.filter, { most: maxExported })
    if (!outcome.ok) {
      showDead(response, locale)
      return
    }
    const { pieces, counts } = writeExport(file, outcome.value, opened)
    const record = async (what: 'downloaded' | 'exported', more: Partial<AuditRecord>) =>
      auditLog.record({
        id: `${claim}:${what}`,
        at: now(),
        side: actorKey(actor),
        by: toAuthor(actor).email,
        what,
        about: file,
        ...more,
      })
    try {
      // Written down before it is done: nothing goes out that nobody can look up.
      await record('downloaded', {})
    } catch (error) {
      await notices.releaseNotice(claim)
      throw error
    }
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': 'application/octet-stream',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': `attachment; filename="casethread-${file}"`,
    })
    await pipeline(Readable.from(pieces), response)
    await record('exported', counts ? { counts } : {})
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
    locale: Locale,
  ): Promise<void> {
    const [, token = '', name] = path.exec(address) ?? []
    const opened = links.opened(token)
    const file = exportFiles.find((one) => one === name)
    const actor = opened && (await findAsker(opened.asker, opened))
    if (!opened || !actor || (name !== undefined && !file)) showDead(response, locale)
    else if (!file) showFiles(response, token, locale)
    else if (request.method === 'POST') await hand(response, file, { opened, actor, locale })
    // A preview of the link fetches nothing.
    else response.writeHead(303, { ...pageHeaders, Location: `/exports/${token}` }).end()
  }

  async function reply(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.writeHead(405, { ...pageHeaders, Allow: 'GET, POST' }).end()
      return
    }
    const locale = /^\s*ja\b/i.test(request.headers['accept-language'] ?? '') ? 'ja' : 'en'
    try {
      await answer(request, response, address, locale)
    } catch (error) {
      // Not the address: it holds the token.
      log.error({ err: error }, 'An export could not be handed out')
      if (response.headersSent) response.destroy()
      else if (error instanceof CouldNotAsk) {
        const { t } = createTranslator(locale, 'UTC')
        const page: Page = {
          tone: 'refused',
          title: t('page.unasked.title'),
          text: [t('page.export.unasked')],
        }
        show(response, 503, page, locale)
      } else response.writeHead(500, pageHeaders).end()
    }
  }

  return (request, response, { pathname }) =>
    pathname.startsWith('/exports/') ? reply(request, response, pathname) : undefined
}
