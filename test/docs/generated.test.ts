import { expect, it } from 'vitest'
import { generatedFiles } from '../../.ci/generated.ts'

it.each(generatedFiles())('$path repeats the commands as they are defined', ({ was, is }) => {
  expect(was === is, 'out of date: run npm run generate').toBe(true)
})
