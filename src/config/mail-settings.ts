import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'

/** Where mail goes out, and in whose name. */
export interface MailConfig {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (`smtps:`); else STARTTLS where the server offers it. */
  readonly secure: boolean
  readonly login: { readonly user: string; readonly pass: string } | null
  readonly from: MailAddress
  readonly replyTo: MailAddress | null
}

export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** A mail needs a way and a sender. */
const requiredSettings = ['SMTP_URL', 'MAIL_FROM'] as const

const smtpMessage =
  'must be the address of your mail server, such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com'
const smtpEncodingMessage =
  'is not readable: in its user and password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25'
const addressMessage = 'must be an address such as cases@example.com, or Example Cases <cases@example.com>'

/** A password with signs that end an address would be read as something else, or part of it as the host. */
function findSmtpIssue(text: string): string | undefined {
  if (!/^smtps?:\/\/[^\s]+$/i.test(text)) return smtpMessage
  if (!URL.canParse(text)) return smtpEncodingMessage
  const { hostname, username, password, pathname, search, hash } = new URL(text)
  if (hostname === '') return smtpMessage
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return smtpEncodingMessage
  if ((username === '') !== (password === '')) return 'has a user or a password alone: give both, or none'
  try {
    decodeURIComponent(`${username}${password}`)
    return undefined
  } catch {
    return smtpEncodingMessage
  }
}

/** `name@host`, or with a name before it: `Name <name@host>`. */
function parseAddress(text: string): MailAddress | undefined {
  const [, quoted, plain, bracketed] = /^(?:"([^"\p{Cc}]*)"\s*|([^"<>\p{Cc}]*))<([^<>]+)>$/u.exec(text) ?? []
  const address = (bracketed ?? text).trim()
  return z.email().safeParse(address).success
    ? { name: (quoted ?? plain ?? '').trim(), address: address.toLowerCase() }
    : undefined
}

/** How mails go out, and in whose name. */
export const mailSettings = {
  SMTP_URL: z
    .string()
    .superRefine((text, context) => {
      const message = findSmtpIssue(text)
      if (message) context.addIssue({ code: 'custom', message })
    })
    .optional(),
  MAIL_FROM: z.string().refine(parseAddress, addressMessage).optional(),
  MAIL_REPLY_TO: z.string().refine(parseAddress, addressMessage).optional(),
}

type Settings = z.infer<z.ZodObject<typeof mailSettings>>

/** Null where the addresses that cases are shared with get no mail. */
export function toMailConfig(settings: Settings): MailConfig | null {
  const from = parseAddress(settings.MAIL_FROM ?? '')
  if (settings.SMTP_URL === undefined || !from) return null
  const { protocol, hostname, port, username, password } = new URL(settings.SMTP_URL)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    login:
      username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    from,
    replyTo: parseAddress(settings.MAIL_REPLY_TO ?? '') ?? null,
  }
}

export function findMissingMail(given: GivenSettings): readonly ConfigIssue[] {
  const begun = ['SMTP_URL', 'MAIL_FROM', 'MAIL_REPLY_TO']
  return findMissing(given, { begun, required: requiredSettings })
}
