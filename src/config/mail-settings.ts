/** Where mail goes out, and in whose name. */
export interface MailSettings {
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
