import { beforeEach, describe, expect, it } from 'vitest'
import { aWish, aWorld, marcus, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const priya = 'priya.nair@northwind-apps.example.com'

onSqlite((_name, open) => {
  describe('PLC-7: whoever is mentioned in a change', () => {
    let world: World
    let number: number
    let sends = 0

    beforeEach(async () => {
      world = await aWorld(await open(), undefined, { tellsPeople: true })
      const made = await world.service.create(await world.actor(marcus), aWish(), `case:${++sends}`)
      if (!made.ok) throw new Error('the sample wish was refused')
      number = made.value.number
    })

    async function say(text: string, audience: 'internal' | 'everyone', email = marcus) {
      const done = await world.service.change(
        await world.actor(email),
        number,
        { changes: [{ kind: 'message', text, audience }] },
        `say:${++sends}`,
      )
      expect(done.ok).toBe(true)
    }

    /** Beside the case's owner. */
    const called = async () =>
      ((await world.store.get(number))?.subscriptions ?? [])
        .filter(({ platform, channel }) => platform === 'person' && channel !== marcus)
        .map(({ channel, reader, cursor }) => [channel, reader.party, cursor])

    it('has a subscription for it, beside the owner’s, who has one from the beginning', async () => {
      const begun = (await world.store.get(number))?.subscriptions.filter(
        ({ platform }) => platform === 'person',
      )
      expect(begun).toMatchObject([{ channel: marcus, cursor: 0 }])
      const seq = (await world.store.get(number))?.seq
      await say(`Ask @${priya}.`, 'internal')

      expect(await called()).toEqual([[priya, 'partner', seq]])
    })

    it('is known among one’s own people by name', async () => {
      await say('@Priya, can you look?', 'internal')

      expect(await called()).toEqual([[priya, 'partner', 1]])
    })

    it('may be of another side, by address alone, and only where they can read it', async () => {
      const aoi = (await world.directory.deskAgents())[0]
      await say(`Internal: ${aoi?.email} need not know`, 'internal')
      expect(await called()).toEqual([])
      await say(`@${aoi?.name}, please`, 'everyone')
      expect(await called()).toEqual([])
      await say(`@${aoi?.email}, please`, 'everyone')

      expect(await called()).toEqual([[aoi?.email.toLowerCase(), 'desk', 3]])
    })

    it('is nobody who may not see the case, nor who is unknown, nor who wrote', async () => {
      await say(`${yui} nobody@northwind-apps.example.com ${marcus}`, 'everyone')

      expect(await called()).toEqual([])
    })
  })
})
