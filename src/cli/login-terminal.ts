import { createInterface } from 'node:readline/promises'
import { GoogleLoginError, type LoginTerminal } from '../google/google-directory-login.ts'

/**
 * Somebody at this terminal. All is shown on stderr: stdout is for what the command prints. Asking rejects
 * with a `GoogleLoginError` once the input has ended, and with the signal's reason once that ends it.
 */
export function createLoginTerminal(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): LoginTerminal {
  return {
    show: (text) => output.write(`${text}\n`),
    async ask(question, signal) {
      const asking = createInterface({ input, output })
      try {
        return await new Promise<string>((resolve, reject) => {
          asking.on('close', () =>
            reject(
              new GoogleLoginError(
                'not-pasted',
                'There is nobody at a terminal who could sign in. Run this in a terminal.',
              ),
            ),
          )
          asking.question(question, { signal }).then(resolve, reject)
        })
      } finally {
        asking.close()
      }
    },
  }
}
