import { expect, it } from 'vitest'
import { maskAddresses } from '../../src/config/mask-addresses.ts'

it.each([
  ['jo@example.com', 'j…@example.com'],
  [
    '550 5.1.1 <jo.doe+x@example.com>: no such user, cc:k@例え.jp',
    '550 5.1.1 <j…@example.com>: no such user, cc:k…@例え.jp',
  ],
  ['a@b@c', 'a…@b@c'],
  ['nobody here @ all', 'nobody here @ all'],
])('the addresses in %j are masked', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked)
})
