/** `GET /files/<token>`: the files that its reader may read; `GET /files/<token>/<id>`: one of them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { actorKey } from '../../cases/actor-key.ts'
import { canSeeCase } from '../../cases/audience.ts'
import type { AuditLog } from '../../cases/audit-log.ts'
import type { Attachment, Locale } from '../../cases/case.ts'
import type { CaseStore } from '../../cases/case-store.ts'
import { CouldNotAsk } from '../../cases/could-not-ask.ts'
import type { FileStore } from '../../cases/file-store.ts'
import { readableFiles } from '../../cases/history.ts'
import type { RecheckAsker } from '../../cases/recheck-access.ts'
import type { Log } from '../../config/log.ts'
import type { TranslatorFactory } from '../../i18n/translator.ts'
import { type Page, pageHeaders, pageHtml } from '../linking/html-page.ts'
import type { Route } from '../request-route.ts'
import type { FileLinks, Opened } from './file-links.ts'

export interface FileRoutesDeps {
  readonly links: Pick<FileLinks, 'opened'>
  readonly stillHas: RecheckAsker
  readonly store: Pick<CaseStore, 'get' | 'history'>
  readonly files: Pick<FileStore, 'open'>
  readonly auditLog: Pick<AuditLog, 'record'>
  readonly createTranslator: TranslatorFactory
  readonly newId: () => string
  readonly now: () => Date
  readonly log: Log
}

const path = /^\/files\/([\w.-]+)(?:\/([0-9a-f]{8,64}))?$/

export function createFileRoutes({
  links,
  stillHas,
  store,
  files,
  auditLog,
  createTranslator,
  newId,
  now,
  log,
}: FileRoutesDeps): Route {
  /** The files, and whether this person may, are looked up anew each time: the link only says who reads. */
  async function readable(
    token: string,
  ): Promise<
    { readonly number: number; readonly files: readonly Attachment[]; readonly opened: Opened } | undefined
  > {
    const opened = links.opened(token)
    const supportCase = opened && (await store.get(opened.number))
    if (!opened || !supportCase || !canSeeCase(supportCase, opened.reader)) return undefined
    if (!(await stillHas(opened.asker, opened))) return undefined
    return {
      number: supportCase.number,
      files: await readableFiles(store, supportCase, opened.reader),
      opened,
    }
  }

  function show(response: ServerResponse, status: number, page: Page, locale: Locale): void {
    response.writeHead(status, pageHeaders).end(pageHtml(page, createTranslator(locale, 'UTC')))
  }

  async function answer(
    response: ServerResponse,
    token: string,
    id: string | undefined,
    locale: Locale,
  ): Promise<void> {
    const { t } = createTranslator(locale, 'UTC')
    const found = await readable(token)
    const file = found?.files.find((attachment) => attachment.id === id)
    if (!found || (id !== undefined && !file)) {
      const page: Page = {
        tone: 'refused',
        title: t('page.files.dead.title'),
        text: [t('page.files.dead.text')],
      }
      show(response, 410, page, locale)
      return
    }
    if (file) {
      const { reader, email } = found.opened
      // Written down before it is done.
      await auditLog.record({
        id: newId(),
        at: now(),
        side: actorKey(reader),
        by: email,
        what: 'downloaded',
        number: found.number,
        about: `file ${file.id}`,
      })
      await send(response, file)
      return
    }
    const links = found.files.map((attachment) => ({
      name: attachment.name,
      href: `/files/${token}/${attachment.id}`,
    }))
    const title = t('page.files.title', { number: found.number })
    show(response, 200, { tone: 'ask', title, text: [t('page.files.text')], links }, locale)
  }

  async function send(response: ServerResponse, file: Attachment): Promise<void> {
    const pieces = await files.open(file.id)
    if (!pieces) throw new Error(`the file ${file.id} is not in the file store`)
    response.writeHead(200, {
      ...pageHeaders,
      // Never as what it says it is: a browser is to keep it, not to show it.
      'Content-Type': 'application/octet-stream',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
      'Content-Length': file.size,
    })
    await pipeline(pieces, response)
  }

  async function reply(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    if (request.method !== 'GET') {
      response.writeHead(405, { ...pageHeaders, Allow: 'GET' }).end()
      return
    }
    const [, token = '', id] = path.exec(address) ?? []
    const locale = /^\s*ja\b/i.test(request.headers['accept-language'] ?? '') ? 'ja' : 'en'
    try {
      await answer(response, token, id, locale)
    } catch (error) {
      // Not the address: it holds the token.
      log.error({ file: id, err: error }, 'Files could not be handed out')
      if (error instanceof CouldNotAsk && !response.headersSent) {
        const { t } = createTranslator(locale, 'UTC')
        const page: Page = {
          tone: 'refused',
          title: t('page.unasked.title'),
          text: [t('page.files.unasked')],
        }
        show(response, 503, page, locale)
      } else if (response.headersSent) response.destroy()
      else response.writeHead(500, pageHeaders).end()
    }
  }

  return (request, response, { pathname }) =>
    pathname.startsWith('/files/') ? reply(request, response, pathname) : undefined
}

/** RFC 8187: what `encodeURIComponent` leaves and a header's value may not hold. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
