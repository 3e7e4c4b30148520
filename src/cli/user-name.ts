import { userInfo } from 'node:os'

/** Who runs this, as far as the system knows. */
export function readUserName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user often has a number and no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
