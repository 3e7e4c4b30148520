/** `GET /link/<token>`, `GET /link/callback` and `POST /link/confirm`, beside whatever else the server answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Locale } from '../../cases/case.ts'
import type { Log } from '../../config/log.ts'
import type { Translator, TranslatorFactory } from '../../i18n/translator.ts'
import { BrokenOff, readBody } from '../read-body.ts'
import type { Route } from '../request-route.ts'
import { type Page, pageHeaders, pageHtml } from './html-page.ts'
import { type Finished, type Linking, signInMs, type Tie } from './linking.ts'

export interface LinkRoutesDeps {
  readonly linking: Linking
  readonly createTranslator: TranslatorFactory
  readonly log: Log
  /** Whether people come by https, which cookies are then bound to. */
  readonly secure: boolean
}

interface Answer {
  readonly status: number
  readonly page: Page
  readonly locale: Locale
  readonly cookies?: readonly string[]
}

type Redirect = { readonly location: string; readonly cookies: readonly string[] }

const longestBody = 4_096
const methods: Readonly<Record<string, string>> = { '/link/confirm': 'POST', '/link/callback': 'GET' }

export function createLinkRoutes({ linking, createTranslator, log, secure }: LinkRoutesDeps): Route {
  const inWords = (locale: Locale): Translator => createTranslator(locale, 'UTC')

  function cookie({ name, value }: Tie, maxAge: number): string {
    return `${name}=${value}; Path=/link; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  }
  const tied = (tie: Tie) => cookie(tie, signInMs / 1000)
  const untied = (name: string) => cookie({ name, value: '' }, 0)

  async function begin(token: string, locale: Locale): Promise<Answer | Redirect> {
    const begun = await linking.begin(token)
    if (begun.kind === 'go') return { location: begun.url, cookies: [tied(begun.tie)] }
    return begun.kind === 'dead' ? dead(locale) : unreachable(locale)
  }

  async function finish(request: IncomingMessage, url: URL, locale: Locale): Promise<Answer> {
    const finished = await linking.finish({
      state: url.searchParams.get('state') ?? '',
      code: url.searchParams.get('code') ?? undefined,
      cookies: readCookies(request),
    })
    return finishedAnswer(finished, locale)
  }

  function finishedAnswer(finished: Finished, locale: Locale): Answer {
    if (finished.kind === 'dead') return dead(locale)
    const { person } = finished
    const { t } = inWords(person.locale)
    switch (finished.kind) {
      case 'confirm':
        return {
          status: 200,
          locale: person.locale,
          cookies: [untied(finished.spent), tied(finished.tie)],
          page: {
            tone: 'ask',
            title: t('page.confirm.title'),
            pair: { account: finished.account.email, person: named(person) },
            text: [t('page.confirm.text'), t('page.confirm.warning', { person: person.name })],
            form: { secret: finished.secret, button: t('page.confirm.button') },
          },
        }
      case 'cancelled':
        return refusal(person.locale, t('page.cancelled.title'), [t('page.cancelled.text'), t('page.again')])
      case 'unproved':
        return refusal(person.locale, t('page.unproved.title'), [t('page.unproved.text'), t('page.again')])
      case 'unreachable':
        return unreachable(person.locale)
      case 'refused': {
        const { email, domain, admin } = finished
        const values = { email, domain, admin }
        return refusal(person.locale, t('page.refused.title'), [t(`proof.${finished.why}`, values)])
      }
    }
  }

  async function confirm(request: IncomingMessage, locale: Locale): Promise<Answer> {
    const body = await readBody(request, longestBody)
    const secret = new URLSearchParams(body?.toString('latin1')).get('secret') ?? ''
    const confirmed = await linking.confirm(secret, readCookies(request))
    if (confirmed.kind === 'dead') return dead(locale)
    const { person, account, spent } = confirmed
    const { t } = inWords(person.locale)
    return {
      status: 200,
      locale: person.locale,
      cookies: [untied(spent)],
      page: {
        tone: 'done',
        title: t('page.linked.title'),
        pair: { account: account.email, person: named(person) },
        text: [t('page.linked.text')],
      },
    }
  }

  function refusal(locale: Locale, title: string, text: readonly string[], status = 403): Answer {
    return { status, locale, page: { tone: 'refused', title, text } }
  }

  function dead(locale: Locale): Answer {
    const { t } = inWords(locale)
    return refusal(locale, t('page.dead.title'), [t('page.dead.text'), t('page.again')], 410)
  }

  function unreachable(locale: Locale): Answer {
    const { t } = inWords(locale)
    return refusal(locale, t('page.unreachable.title'), [t('page.unreachable.text')], 502)
  }

  function failed(locale: Locale): Answer {
    const { t } = inWords(locale)
    return refusal(locale, t('page.failed.title'), [t('page.again')], 500)
  }

  async function answer(request: IncomingMessage, url: URL): Promise<Answer | Redirect> {
    const locale = readLocale(request)
    try {
      if (url.pathname === '/link/callback') return await finish(request, url, locale)
      if (url.pathname === '/link/confirm') return await confirm(request, locale)
      return await begin(url.pathname.slice('/link/'.length), locale)
    } catch (error) {
      if (error instanceof BrokenOff) throw error
      // Not the address: it holds the token, or Google's code.
      log.error(
        { error: error instanceof Error ? error.name : 'unknown', err: error },
        'A sign-in page failed',
      )
      return failed(locale)
    }
  }

  function send(response: ServerResponse, answer: Answer | Redirect): void {
    const cookies = answer.cookies?.length ? { 'Set-Cookie': [...answer.cookies] } : {}
    if ('location' in answer) {
      response.writeHead(302, { ...pageHeaders, ...cookies, Location: answer.location }).end()
      return
    }
    response.writeHead(answer.status, { ...pageHeaders, ...cookies })
    response.end(pageHtml(answer.page, inWords(answer.locale)))
  }

  async function reply(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const method = methods[url.pathname] ?? 'GET'
    if (request.method === method) send(response, await answer(request, url))
    // A preview's HEAD must not use up the link.
    else response.writeHead(405, { ...pageHeaders, Allow: method }).end()
  }

  return (request, response, url) =>
    url.pathname.startsWith('/link/') ? reply(request, response, url) : undefined
}

const platformNames = { slack: 'Slack', gchat: 'Google Chat' } as const

function named(person: { readonly name: string; readonly platform: keyof typeof platformNames }): string {
  return `${person.name} (${platformNames[person.platform]})`
}

function readCookies(request: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]))
}

/** The browser's language, for where nobody's own is known. */
function readLocale(request: IncomingMessage): Locale {
  return /^\s*ja\b/i.test(request.headers['accept-language'] ?? '') ? 'ja' : 'en'
}
