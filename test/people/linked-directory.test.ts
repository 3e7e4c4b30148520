import { describe, expect, it } from 'vitest'
import { aLinkedAccount } from '../store/contract-identities.ts'
import { aWorld, personWith, sofia } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  describe('the chat users of an e-mail', () => {
    it('are those whom the operator listed, and those who proved it themselves, each once', async () => {
      const world = await aWorld(await open())
      const listed = await world.directory.chatUsersOf(sofia)
      const account = aLinkedAccount({ email: sofia, domain: 'granite-insurance.example.com' })
      await world.store.identities.link(personWith(null), account)
      await world.store.identities.link({ platform: 'gchat', tenant: '', user: 'users/7' }, account)

      const users = await world.directory.chatUsersOf(`S${sofia.slice(1)}`)

      expect(users.toSorted()).toEqual([...listed, 'gchat:users/7', 'slack:T1/U1'].toSorted())
      await world.store.identities.unlink(personWith(null), sofia)
      expect(await world.directory.chatUsersOf(sofia)).not.toContain('slack:T1/U1')
    })
  })
})
