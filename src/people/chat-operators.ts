import type { Directory } from '../cases/directory.ts'
import type { SetupState } from '../cases/setup-store.ts'

/** DOM-5: a directory for which an account is an operator's too where one of its chat users claimed the installation. */
export function withChatOperators<T extends Pick<Directory, 'isOperator' | 'chatUsersOf'>>(
  directory: T,
  latest: () => Pick<SetupState, 'operators'>,
): T {
  return {
    ...directory,
    async isOperator(email) {
      if (await directory.isOperator(email)) return true
      const { operators } = latest()
      if (operators.length === 0) return false
      const chatUsers = await directory.chatUsersOf(email)
      return operators.some(({ user }) => chatUsers.includes(user))
    },
  }
}
