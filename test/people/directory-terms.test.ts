import { expect, it } from 'vitest'
import { createTermsLookup } from '../../src/people/directory-terms.ts'
import { amelia, aWorld, ben, marcus } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

eachStore((_name, open) => {
  it('somebody reads as their reseller domain or their customer does; of others the directory tells nothing', async () => {
    const { directory } = await aWorld(await open())
    const find = createTermsLookup(directory)

    expect(await find('kenji.tanaka@hoshi-cloud.example.com')).toEqual({ locale: 'ja', timeZone: 'UTC' })
    expect(await find(marcus)).toEqual({ locale: 'en', timeZone: 'UTC' })
    const [customer] = (await directory.findIdentityByEmail(amelia)).customers
    const own = customer && (await directory.customer(customer.customer.id))
    expect(await find(amelia)).toEqual({ locale: own?.language, timeZone: own?.timeZone })
    expect(own?.timeZone).not.toBe('UTC')
    expect(await find(ben)).toBeUndefined()
    expect(await find('nobody@example.com')).toBeUndefined()
  })
})
