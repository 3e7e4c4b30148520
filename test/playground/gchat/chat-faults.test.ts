import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Stage, setStage } from './support.ts'

let stage: Stage
let space: string
beforeAll(async () => {
  stage = await setStage({})
  space = stage.chat.spaces.get('Support') ?? ''
})
afterAll(() => stage.close())

it('a fault of every method holds until it is healed', async () => {
  stage.chat.fail('*', { status: 403, error: 'PERMISSION_DENIED', times: Number.POSITIVE_INFINITY })
  const post = () => stage.call('POST', `${space}/messages`, { text: 'x' })

  expect(await post()).toMatchObject({ status: 403 })
  expect(await stage.call('GET', space)).toMatchObject({ status: 403 })
  stage.chat.heal()
  expect(await post()).toMatchObject({ status: 200 })
})
