import { describe, expect, it } from 'vitest'
import { checkHeldNames } from '../../src/doctor/check-held-names.ts'
import type { Item } from '../../src/people/directory-schema.ts'
import { anAccount } from '../support/build-directory.ts'

const { email } = anAccount()
const three = ['Support', 'View customers', "Access customers' support cases"]

function told(more: Partial<Item<'accounts'>>): readonly string[] {
  return checkHeldNames([anAccount(more)]).map(({ level, kind, subject, message, remedy }) => {
    expect(subject).toBe(email)
    expect(remedy).toBeTruthy()
    return `${level} ${kind}: ${message}`
  })
}

describe('ACC-1: names in the directory', () => {
  it.each<[string, Partial<Item<'accounts'>>]>([
    ['a super admin, who needs none', { superAdmin: true }],
    ['Reseller Admin', { roles: ['Reseller Admin'] }],
    ['the three privileges', { privileges: three }],
    ['a privilege among the roles', { roles: three }],
    ['a legacy name', { roles: ['Legacy enterprise'] }],
    ['a custom role beside what counts', { roles: ['Reseller Admin', 'Tokyo office'] }],
    ['ACC-2: View customers alone', { privileges: ['View customers'] }],
    ['a suspended account, whatever it holds', { suspended: true, roles: ['Reseler Admin'] }],
  ])('finds nothing about %s', (_what, held) => {
    expect(told(held)).toEqual([])
  })

  it.each([
    ['Reseller admin', 'Reseller Admin'],
    ['RESELLER ADMIN', 'Reseller Admin'],
    ['Ｒｅｓｅｌｌｅｒ　Ａｄｍｉｎ', 'Reseller Admin'],
    ['Reseller  Admin', 'Reseller Admin'],
    ['Reseler Admin', 'Reseller Admin'],
    ['Reseller Amdin', 'Reseller Admin'],
    ['_RESELLER_ADMIN_ROLE', 'Reseller Admin'],
    ['販売パートナー管理者', 'Reseller Admin'],
    ['SUPPORT', 'Support'],
    ['ｻﾎﾟｰﾄ', 'Support'],
    ['View customer', 'View customers'],
    ['Access customers’ support cases', "Access customers' support cases"],
    ['Legacy Enterprise', 'Legacy enterprise'],
  ])('%s: names %s, since it gives nothing as it stands', (name, meant) => {
    expect(told({ roles: [name] })).toEqual([
      `fault role-name: ${email}: "${name}" gives nothing. Names count letter by letter, and this one is "${meant}".`,
    ])
  })

  it('only warns where the account may work by something else', () => {
    expect(told({ roles: ['Reseller Admin', 'support'] })).toEqual([
      expect.stringMatching(/^warning role-name: .*"Support"\.$/),
    ])
  })

  it.each(['Indirect Reseller Admin', 'indirect reseller admin', '_INDIRECT_RESELLER_ADMIN_ROLE'])(
    'knows %s by name: it gives no access to cases',
    (name) => {
      expect(told({ roles: [name] })).toEqual([
        `warning indirect-reseller-admin: ${email} holds Indirect Reseller Admin, which gives no access to cases.`,
      ])
      expect(told({ roles: [name, 'Reseller Admin'] })).toEqual([])
    },
  )

  it.each<[string, Partial<Item<'accounts'>>, string]>([
    [
      'holds nothing',
      {},
      `account-holds-nothing: ${email} holds no role and no privilege: it can do nothing.`,
    ],
    [
      'lacks one privilege',
      { privileges: three.slice(1) },
      `account-incomplete: ${email} can't work with cases: of the privileges that it takes, Support is missing.`,
    ],
    [
      'ACC-6: holds the retired role',
      { roles: ['Support Manager'] },
      `account-without-effect: ${email} holds Support Manager, which gives nothing here.`,
    ],
    [
      'holds another prebuilt role',
      { roles: ['Groups Admin', 'Services Admin'] },
      `account-without-effect: ${email} holds Groups Admin, Services Admin, which gives nothing here.`,
    ],
  ])('names an account that %s', (_what, held, expected) => {
    expect(told(held)).toEqual([`warning ${expected}`])
  })
})
