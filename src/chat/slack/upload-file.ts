import type { WebClient } from '@slack/web-api'
import type { PrivateFile } from '../../cases/private-export.ts'
import { isFileHost } from './file-host.ts'
import type { PacedCalls } from './paced-calls.ts'

const uploadMs = 15_000

/** Brings a file's bytes to Slack, where nobody sees it yet; answers its id. */
export function createUpload({
  web,
  calls,
}: {
  readonly web: WebClient
  readonly calls: PacedCalls
}): (file: PrivateFile) => Promise<string> {
  return async ({ name, bytes }) => {
    const place = await calls.call('files.getUploadURLExternal', () =>
      web.files.getUploadURLExternal({ filename: name, length: bytes.byteLength }),
    )
    if (!place.upload_url || !place.file_id) throw new Error('Slack did not say where a file goes')
    if (!isFileHost(place.upload_url, web.slackApiUrl)) throw new Error('a file was to go to a strange host')
    const response = await fetch(place.upload_url, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'manual',
      signal: AbortSignal.timeout(uploadMs),
    })
    await response.body?.cancel()
    if (response.status !== 200) throw new Error(`the file host answered ${response.status}`)
    return place.file_id
  }
}
