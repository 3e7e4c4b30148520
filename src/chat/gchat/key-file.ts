import { type KeyFile, KeyFileError, readKeyFile } from '../../config/google-key-file.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'

/** Reads GOOGLE_APPLICATION_CREDENTIALS. What is wrong with the file is thrown as `ChatUnavailable`, without what is in it. */
export function readChatKey(file: string): KeyFile {
  try {
    return readKeyFile(file)
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error
    throw new ChatUnavailable(`GOOGLE_APPLICATION_CREDENTIALS: the file ${file} ${error.message}`, {
      refused: true,
      remedy:
        'make a key (JSON) for the service account of your Chat app under "IAM & Admin", "Service Accounts" in the Google Cloud console, and name its file',
    })
  }
}
