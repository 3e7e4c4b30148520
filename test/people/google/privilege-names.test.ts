import { describe, expect, it } from 'vitest'
import type { GooglePrivilege, GoogleRole } from '../../../src/google/google-organization.ts'
import { type NameMapping, translateHeld } from '../../../src/people/google/privilege-names.ts'

const nothing: NameMapping = { roles: {}, privileges: [] }

function aRole(name: string, isSystem = true): GoogleRole {
  return { id: name, name, isSystem, isSuperAdmin: false, privileges: [] }
}

function aPrivilege(name: string, service = 'admin'): GooglePrivilege {
  return { name, serviceId: `id-of-${service}`, serviceName: service }
}

function translate(
  held: { roles?: readonly string[]; privileges?: readonly GooglePrivilege[] },
  known: readonly GoogleRole[] = [],
  mapping = nothing,
) {
  return translateHeld({ roles: [], privileges: [], ...held }, { roles: known }, mapping)
}

describe('what an account holds at Google', () => {
  it('ACC-1: is Reseller Admin by the prebuilt role, and the three privileges by their names', () => {
    const privileges = ['SUPPORT', 'VIEW_CUSTOMERS', 'ACCESS_CUSTOMER_CASES'].map((name) => aPrivilege(name))
    expect(
      translate({ roles: ['_RESELLER_ADMIN_ROLE'], privileges }, [aRole('_RESELLER_ADMIN_ROLE')]),
    ).toEqual({
      roles: ['Reseller Admin'],
      privileges: ["Access customers' support cases", 'Support', 'View customers'],
      unknownRoles: [],
      unknownPrivileges: [],
    })
  })

  it('ACC-1: is nothing by a name that an admin gave to a role of their own', () => {
    const own = ['Reseller Admin', '_RESELLER_ADMIN_ROLE', 'Support', 'constructor']
    const held = translate(
      { roles: own },
      own.map((name) => aRole(name, false)),
    )
    expect(held).toMatchObject({ roles: [], unknownRoles: own })
  })

  it('is what the operator says, for a role or a privilege of one service', () => {
    const mapping: NameMapping = {
      roles: { 'Case worker': 'Reseller Admin' },
      privileges: [
        { name: 'APP_ADMIN', service: 'cases', means: 'Support' },
        { name: 'APP_ADMIN', service: 'id-of-sales', means: 'View customers' },
      ],
    }
    const privileges = ['cases', 'sales', 'sites'].map((service) => aPrivilege('APP_ADMIN', service))
    const roles = ['Case worker', '_INDIRECT_RESELLER_ADMIN_ROLE']
    expect(
      translate(
        { roles, privileges },
        roles.map((name) => aRole(name)),
        mapping,
      ),
    ).toEqual({
      roles: ['Reseller Admin'],
      privileges: ['Support', 'View customers'],
      unknownRoles: ['_INDIRECT_RESELLER_ADMIN_ROLE'],
      unknownPrivileges: [aPrivilege('APP_ADMIN', 'sites')],
    })
  })
})
