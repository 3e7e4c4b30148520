import { readFileSync } from 'node:fs'
import type { ConfigIssue } from './config-error.ts'
import { type Environment, findSlip } from './given-settings.ts'

const setting = 'NODE_EXTRA_CA_CERTS'

/** Node only warns of a file that it cannot use, and then nobody is trusted whom it was to vouch for. */
export function findCertificateIssues(env: Environment): readonly ConfigIssue[] {
  const file = env[setting]
  if (!file?.trim()) return []
  const message = findSlip(setting, file) ?? findFault(file)
  return message === undefined ? [] : [{ setting, message }]
}

function findFault(file: string): string | undefined {
  try {
    if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(readFileSync(file, 'latin1'))) return undefined
    return `names ${file}, which holds no certificate in the form of PEM`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT'
      ? `names ${file}, which is not there`
      : `names ${file}, which cannot be read (${code ?? 'unknown fault'})`
  }
}
