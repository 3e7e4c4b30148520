import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { OAuth2Server } from 'oauth2-mock-server'
import { setScene } from '../../bench/support/scene.ts'
import { projectNumber, startGoogleKeys } from '../chat/gchat/support/google-keys.ts'
import { startChatServer } from '../chat/gchat/support/recording-chat-api.ts'
import { slackHeaders } from '../chat/slack/support/sign.ts'
import type { Target } from './attack.ts'

export interface Load {
  /** How long the event loop stood still at most since the last look, and in the worst hundredth. ms. */
  readonly stallMs: number
  readonly p99Ms: number
  /** Resident memory at most since the last look, and now. MB. */
  readonly peakMb: number
  readonly rssMb: number
}

export interface AttackScene {
  readonly target: Target
  /** The status, and the body, of a reply with these files in Google Chat. */
  sendFiles(files: readonly AttachedFile[]): Promise<string>
  measure(): Promise<Load>
  /** Set when the product ended by itself. */
  ended(): string | undefined
  close(): Promise<void>
}

export interface AttachedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const space = { name: 'spaces/AAAA', type: 'ROOM', spaceType: 'SPACE', displayName: 'Support' }
const user = {
  name: 'users/1',
  displayName: 'Marcus Bell',
  email: 'marcus.bell@northwind-apps.example.com',
  type: 'HUMAN',
}

/** The whole product, as built from `attacked.ts`, with both chats, linking and downloads, a person who may do something, and a case. */
export async function startAttackScene(attacked: string): Promise<AttackScene> {
  const scene = await setScene()
  const keys = await startGoogleKeys()
  const chat = await startChatServer()
  const google = new OAuth2Server()
  await google.issuer.keys.generate('RS256')
  await google.start(0, 'localhost')
  const child = fork(attacked, {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      ...scene.env,
      LOG_LEVEL: 'fatal',
      GCHAT_PROJECT_NUMBER: projectNumber,
      GCHAT_API_URL: chat.apiUrl,
      GCHAT_CERTS_URL: keys.certsUrl,
      PUBLIC_URL: 'https://cases.example.com',
      GOOGLE_ISSUER: String(google.issuer.url),
      GOOGLE_CLIENT_ID: '1-a.apps.googleusercontent.com',
      GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
    },
  })
  let end: string | undefined
  child.once('exit', (code, signal) => {
    end = `it ended with ${code ?? signal}`
  })
  const { url } = (await heard(child)) as { readonly url: string }
  const token = keys.sign(keys.claims.project())
  let sends = 0

  return {
    target: {
      url,
      sign: (path, body) =>
        path.startsWith('/slack')
          ? slackHeaders(body, String(scene.env.SLACK_SIGNING_SECRET))
          : { authorization: `Bearer ${token}` },
    },

    async sendFiles(files) {
      sends += 1
      const name = `${space.name}/messages/F${sends}.F${sends}`
      const attachment = files.map((file, index) => {
        const resourceName = `media-${sends}-${index}=`
        chat.putMedia(resourceName, file.bytes)
        return {
          name: `${name}/attachments/A${index}`,
          contentName: file.name,
          source: 'UPLOADED_CONTENT',
          attachmentDataRef: { resourceName },
        }
      })
      chat.put({ name, sender: { name: user.name }, attachment })
      const line = `reply ${scene.number} see the files`
      const send = () =>
        fetch(`${url}/gchat/events`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
          },
          body: JSON.stringify({
            type: 'MESSAGE',
            eventTime: new Date().toISOString(),
            space,
            user,
            common: { userLocale: 'en', timeZone: { id: 'UTC', offset: 0 }, hostApp: 'CHAT' },
            message: {
              name,
              sender: user,
              text: `/case ${line}`,
              argumentText: line,
              slashCommand: { commandId: '100' },
              thread: { name: `${space.name}/threads/T1` },
              space,
              attachment,
            },
          }),
        })
      // A connection that has been idle may be closed while it is taken up again: then nothing came of it.
      const response = await send().catch((error: Error) =>
        error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'UND_ERR_SOCKET'
          ? send()
          : Promise.reject(error),
      )
      return `${response.status} ${await response.text()}`
    },

    async measure() {
      child.send('measure')
      return (await heard(child)) as Load
    },

    ended: () => end,

    async close() {
      if (end === undefined) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await Promise.all([keys.stop(), chat.close(), google.stop()])
      scene.close()
    },
  }
}

async function heard(child: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  const { signal } = over
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as unknown),
      once(child, 'exit', { signal }).then(([code]) =>
        Promise.reject(new Error(`the product ended with code ${code}`)),
      ),
    ])
  } finally {
    over.abort()
  }
}
