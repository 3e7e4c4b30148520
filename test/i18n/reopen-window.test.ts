import { expect, it } from 'vitest'
import { reopenWindowMs } from '../../src/cases/lifecycle.ts'
import { en, ja } from '../../src/i18n/catalogue.ts'

it('UPD-4: every text that names how long a closed case can be reopened names that time', () => {
  const days = reopenWindowMs / 86_400_000
  const named = [en, ja].flatMap((messages) =>
    Object.entries<string>(messages).flatMap(([key, text]) =>
      [...text.matchAll(/(\d+) (?:days|日)/g)].map(([, count]) => ({ key, count: Number(count) })),
    ),
  )
  const ofReopening = named.filter(({ key }) => /close|reopen/.test(key))

  expect(ofReopening.length).toBeGreaterThanOrEqual(8)
  expect(ofReopening.filter(({ count }) => count !== days)).toEqual([])
})
