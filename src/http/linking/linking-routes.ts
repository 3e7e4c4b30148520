/** `GET /link/<token>`, `POST /link/begin`, `GET /link/callback` and `POST /link/confirm`, beside whatever else the server answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Locale } from '../../cases/case.ts'
import type { LinkedAccount } from '../../cases/identity-store.ts'
import type { Log } from '../../config/log.ts'
import { listChatUserFacts } from '../../i18n/chat-user-facts.ts'
import type { Translator, TranslatorFactory } from '../../i18n/translator.ts'
import { BrokenOff, readBody } from '../read-body.ts'
import type { Route } from '../request-route.ts'
import { type Page, pageHeaders, pageHtml, toHeaders } from './html-page.ts'
import {
  type Finished,
  type Invited,
  type Linking,
  type SignInRequest,
  signInMs,
  type Tie,
} from './linking.ts'

export interface LinkRoutesDeps {
  readonly linking: Linking
  readonly createTranslator: TranslatorFactory
  readonly log: Log
  /** Whether people come by https, which cookies are then bound to. */
  readonly secure: boolean
}

type Facts = NonNullable<Page['facts']>

interface Answer {
  readonly status: number
  readonly page: Page
  readonly locale: Locale
  readonly cookies?: readonly string[]
}

type Redirect = { readonly location: string; readonly cookies: readonly string[] }

const longestBody = 4_096
const methods: Readonly<Record<string, readonly string[]>> = {
  '/link/begin': ['POST'],
  '/link/confirm': ['POST'],
  '/link/callback': ['GET'],
}

export function createLinkRoutes({ linking, createTranslator, log, secure }: LinkRoutesDeps): Route {
  const inWords = (locale: Locale): Translator => createTranslator(locale, 'UTC')
  const speakTo = ({ locale, platform }: Invited): Translator => createTranslator(locale, 'UTC', platform)

  function cookie({ name, value }: Tie, maxAge: number): string {
    return `${name}=${value}; Path=/link; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  }
  const tied = (tie: Tie) => cookie(tie, signInMs / 1000)
  const untied = (name: string) => cookie({ name, value: '' }, 0)

  /** A preview's GET and HEAD use nothing up: what begins is a button. */
  async function look(token: string, locale: Locale): Promise<Answer> {
    const looked = await linking.look(token)
    if (looked.kind === 'dead') return dead(locale)
    if (looked.kind === 'unreachable') return unreachable(locale, token)
    const { person, undo, leadsTo } = looked
    const { t } = speakTo(person)
    const form = { action: '/link/begin', secret: token, button: t('page.start.button'), leadsTo } as const
    const text = [t('page.compare'), t('page.start.text')]
    const facts = listFacts(looked)
    const title = undo ? t('page.undo.title', { account: undo.email }) : t('page.start.title')
    return { status: 200, locale: person.locale, page: { tone: 'ask', title, facts, text, form } }
  }

  async function begin(request: IncomingMessage, locale: Locale): Promise<Answer | Redirect> {
    const token = await readSecret(request)
    const begun = await linking.begin(token)
    if (begun.kind === 'go') return { location: begun.url, cookies: [tied(begun.tie)] }
    return begun.kind === 'dead' ? dead(locale) : unreachable(locale, token)
  }

  /** What the person compares. The display name is the last thing to go by: an impostor takes any. */
  function listFacts({
    person,
    code,
    undo,
    account,
  }: SignInRequest & { readonly account?: LinkedAccount }): Facts {
    const translator = speakTo(person)
    const { t, nameOf } = translator
    return [
      ...(account ? [{ label: t('page.account'), value: nameOf(account.email) }] : []),
      { label: t('page.code'), value: code },
      ...(undo
        ? [{ label: t('page.undo.user'), value: undo.user.user }]
        : [
            { label: t('page.chat'), value: platformNames[person.platform] },
            ...listChatUserFacts(person, translator),
          ]),
    ]
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
    const { t } = speakTo(person)
    switch (finished.kind) {
      case 'confirm': {
        const { secret, undo } = finished
        const page = undo
          ? {
              title: t('page.undo.title', { account: undo.email }),
              text: [t('page.undo.text')],
              form: { action: '/link/confirm', secret, button: t('page.undo.button') } as const,
            }
          : {
              title: t('page.confirm.title'),
              text: [t('page.confirm.text'), t('page.compare'), t('page.confirm.warning')],
              form: { action: '/link/confirm', secret, button: t('page.confirm.button') } as const,
            }
        return {
          status: 200,
          locale: person.locale,
          cookies: [untied(finished.spent), tied(finished.tie)],
          page: { tone: 'ask', facts: listFacts(finished), ...page },
        }
      }
      case 'cancelled':
        return refusal(person.locale, t('page.cancelled.title'), [t('page.cancelled.text'), t('page.again')])
      case 'unproved':
        return refusal(person.locale, t('page.unproved.title'), [t('page.unproved.text'), t('page.again')])
      case 'unreachable':
        return unreachable(person.locale, finished.token)
      case 'unasked':
        return tryAgain(person.locale, 503, finished.token, t('page.unasked.title'))
      case 'refused': {
        const { email, domain, admin, undo } = finished
        const values = { email, domain, admin, account: undo }
        return refusal(person.locale, t('page.refused.title'), [t(`proof.${finished.why}`, values)])
      }
    }
  }

  async function confirm(request: IncomingMessage, locale: Locale): Promise<Answer> {
    const confirmed = await linking.confirm(await readSecret(request), readCookies(request))
    if (confirmed.kind === 'dead') return dead(locale)
    const { person, account, spent } = confirmed
    const translator = speakTo(person)
    const { t } = translator
    const facts = [{ label: t('page.account'), value: translator.nameOf(account.email) }]
    const page: Page =
      confirmed.kind === 'undone'
        ? { tone: 'done', title: t('page.undone.title'), facts, text: [t('page.undone.text')] }
        : {
            tone: 'done',
            title: t('page.linked.title'),
            facts: [...facts, ...listChatUserFacts(person, translator)],
            text: [t('page.linked.text')],
          }
    return { status: 200, locale: person.locale, cookies: [untied(spent)], page }
  }

  async function readSecret(request: IncomingMessage): Promise<string> {
    const body = await readBody(request, longestBody)
    return new URLSearchParams(body?.toString('latin1')).get('secret') ?? ''
  }

  function refusal(locale: Locale, title: string, text: readonly string[], status = 403): Answer {
    return { status, locale, page: { tone: 'refused', title, text } }
  }

  function dead(locale: Locale): Answer {
    const { t } = inWords(locale)
    return refusal(locale, t('page.dead.title'), [t('page.dead.text'), t('page.again')], 410)
  }

  function unreachable(locale: Locale, token: string): Answer {
    return tryAgain(locale, 502, token, inWords(locale).t('page.unreachable.title'))
  }

  /** What could not be asked says nothing of the person: the way on is a button. */
  function tryAgain(locale: Locale, status: number, token: string, title: string): Answer {
    const { t } = inWords(locale)
    const go = { href: `/link/${encodeURIComponent(token)}`, label: t('button.try-again') }
    return { status, locale, page: { tone: 'refused', title, text: [t('page.unreachable.text')], go } }
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
      if (url.pathname === '/link/begin') return await begin(request, locale)
      return await look(url.pathname.slice('/link/'.length), locale)
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
      response.writeHead(303, { ...pageHeaders, ...cookies, Location: answer.location }).end()
      return
    }
    response.writeHead(answer.status, { ...toHeaders(answer.page), ...cookies })
    response.end(pageHtml(answer.page, inWords(answer.locale)))
  }

  async function reply(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const allowed = methods[url.pathname] ?? ['GET', 'HEAD']
    if (allowed.includes(request.method ?? '')) send(response, await answer(request, url))
    else response.writeHead(405, { ...pageHeaders, Allow: allowed.join(', ') }).end()
  }

  return (request, response, url) =>
    url.pathname.startsWith('/link/') ? reply(request, response, url) : undefined
}

const platformNames = { slack: 'Slack', gchat: 'Google Chat' } as const

function readCookies(request: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]))
}

/** The browser's language, for where nobody's own is known. */
export function readLocale(request: IncomingMessage): Locale {
  return /^\s*ja\b/i.test(request.headers['accept-language'] ?? '') ? 'ja' : 'en'
}
