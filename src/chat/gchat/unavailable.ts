import { findNetworkFault } from '../../config/network-fault.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import { ChatError } from './chat-error.ts'
import { toInstallationFailure } from './delivery-failure.ts'

/** What Google does not take, and what to do about it, for the operator. */
interface Refusal {
  /** Says how Google says it: by its words, or by the reason behind them (google.rpc.ErrorInfo). */
  readonly isSaidBy: (error: ChatError) => boolean
  /** `said` is Google's own sentence. */
  readonly explain: (said: string, project: string) => { readonly what: string; readonly remedy: string }
}

const page = 'docs/google-chat.md'
const consoleUrl = 'https://console.cloud.google.com/apis'

/** The first that fits counts. */
const refusals: readonly Refusal[] = [
  {
    isSaidBy: ({ message }) => /default credentials/i.test(message),
    explain: () => ({
      what: 'there are no credentials for Google Chat',
      remedy: `set GOOGLE_APPLICATION_CREDENTIALS to the key file of your service account, or see ${page}, "Without a key"`,
    }),
  },
  {
    isSaidBy: ({ message }) => /chat app not found/i.test(message),
    explain: (said) => ({
      what: `Google Chat knows no app in the project of these credentials (${said})`,
      remedy: `fill in and save the Configuration page of the Google Chat API in that project (${consoleUrl}/api/chat.googleapis.com/hangouts-chat; ${page}, step 3), or use credentials of the project that the app is in`,
    }),
  },
  {
    isSaidBy: ({ message }) => /chat app is (?:inactive|disabled)/i.test(message),
    explain: (said) => ({
      what: `the Chat app is not live (${said})`,
      remedy: `set its App status to "Live - available to users" on the Configuration page of the Google Chat API (${page}, step 3)`,
    }),
  },
  {
    isSaidBy: ({ reasons, message }) =>
      reasons.includes('SERVICE_DISABLED') ||
      /has not been used in project|accessNotConfigured/i.test(message),
    explain: (said, project) => ({
      what: `the Google Chat API is not enabled in the project of these credentials (${said})`,
      remedy: `enable it at ${consoleUrl}/library/chat.googleapis.com${project && `?project=${project}`}, wait some minutes, and start again (${page}, step 1)`,
    }),
  },
  {
    isSaidBy: ({ message }) => /only available to Google Workspace users/i.test(message),
    explain: (said) => ({
      what: `the project of these credentials belongs to no Google Workspace organization (${said})`,
      remedy: `create the project and the app with a Google Workspace account (${page}, step 1)`,
    }),
  },
  {
    isSaidBy: ({ reasons, message }) =>
      reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT') ||
      /insufficient authentication scopes/i.test(message),
    explain: (said) => ({
      what: `the credentials are not for Google Chat (${said})`,
      remedy: `give the machine the access scope https://www.googleapis.com/auth/chat.bot (${page}, step 2)`,
    }),
  },
]

/** For a call that names no space: what keeps the app from being served, and what to do about it. */
export function toUnavailable(error: unknown): ChatUnavailable {
  if (error instanceof ChatUnavailable) return error
  const failed = error instanceof ChatError ? error : new ChatError(error)
  const { status, message } = failed
  const refusal = refusals.find(({ isSaidBy }) => isSaidBy(failed))
  if (refusal) {
    const { what, remedy } = refusal.explain(message, failed.project ?? '')
    return new ChatUnavailable(what, { refused: true, remedy, cause: error })
  }
  if (toInstallationFailure(failed).scope === 'installation')
    return new ChatUnavailable(`Google Chat does not accept the credentials (${message})`, {
      refused: true,
      remedy:
        "check that the Google Chat API is enabled in the project, and that GOOGLE_APPLICATION_CREDENTIALS is a key of that project's service account",
      cause: error,
    })
  if (status !== undefined)
    return new ChatUnavailable(`Google Chat does not work at this moment (${message})`, {
      refused: false,
      remedy:
        'nothing is wrong with the credentials; see https://www.google.com/appsstatus/dashboard/ and start again once it is over',
      cause: error,
    })
  const fault = findNetworkFault(error)
  if (fault)
    return new ChatUnavailable(`Google Chat cannot be called: ${fault.what}`, {
      refused: fault.lasts,
      remedy: fault.remedy,
      cause: error,
    })
  return new ChatUnavailable(`Google Chat was not reached (${message})`, {
    refused: false,
    remedy: 'check the network, HTTPS_PROXY where a proxy is needed, and GCHAT_API_URL if it is set',
    cause: error,
  })
}
