/** Why a call found nobody, where it is not the network: certificates and proxies, told apart for the operator. */

export interface NetworkFault {
  /** As the end of a sentence about whoever was called. */
  readonly what: string
  readonly remedy: string
  /** Waiting mends nothing. */
  readonly lasts: boolean
}

const unknownAuthority: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
const outOfTime: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** Undefined where the error says nothing of certificates or of a proxy. Also where it is only the cause of what was thrown. */
export function findNetworkFault(thrown: unknown): NetworkFault | undefined {
  for (const { code = '', message } of listCauses(thrown)) {
    if (unknownAuthority.has(code))
      return {
        what: `its certificate is of an authority that is not known here (${code})`,
        remedy:
          'name a file with the certificate of that authority (often a proxy of your own network) in NODE_EXTRA_CA_CERTS; Node reads SSL_CERT_FILE only with NODE_OPTIONS=--use-openssl-ca',
        lasts: true,
      }
    if (outOfTime.has(code))
      return {
        what: `its certificate is not valid today (${code})`,
        remedy: "check this machine's clock",
        lasts: false,
      }
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
      return {
        what: `its certificate is for another host (${code})`,
        remedy: 'check the address, and whether a proxy stands in between',
        lasts: true,
      }
    const refusedBy = /proxy response \((\d{3})\)/i.exec(message)?.[1]
    if (refusedBy !== undefined) return describeProxy(refusedBy)
  }
  return undefined
}

/** The system's word for it (`ECONNREFUSED`), where there is one behind what was thrown. */
export function findSystemCode(thrown: unknown): string | undefined {
  return listCauses(thrown).find(({ code = '' }) => /^[A-Z][A-Z0-9_]+$/.test(code))?.code
}

function describeProxy(status: string): NetworkFault {
  const isLogin = status === '407'
  return {
    what: `the proxy lets nothing through (${status})`,
    remedy: isLogin
      ? 'check the user and the password in HTTPS_PROXY'
      : 'let the proxy pass it on, or name the host in NO_PROXY',
    lasts: isLogin,
  }
}

interface Cause {
  readonly code?: string
  readonly message: string
}

/** What was thrown and what stood behind it, as far as each library shows it; bounded, since an error may be its own cause. */
function listCauses(thrown: unknown): readonly Cause[] {
  const found: Cause[] = []
  const open: unknown[] = [thrown]
  while (open.length > 0 && found.length < 20) {
    const next = open.shift()
    if (!(next instanceof Error)) continue
    const { cause, code, original, errors } = next as Error & Readonly<Record<string, unknown>>
    found.push({ message: next.message, ...(typeof code === 'string' ? { code } : {}) })
    open.push(cause, original, ...(Array.isArray(errors) ? errors : []))
  }
  return found
}
