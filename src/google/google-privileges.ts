import type { PrivilegeAnswer, RoleAnswer } from './google-answers.ts'
import type { GooglePrivilege, GoogleRole } from './google-organization.ts'

export interface PrivilegeTree {
  readonly all: readonly GooglePrivilege[]
  /** The privilege itself and all beneath it. */
  expand(name: string, serviceId: string): readonly GooglePrivilege[]
}

interface Node {
  readonly privilege: GooglePrivilege
  readonly children: Set<string>
}

const toKey = (name: string, serviceId: string) => `${serviceId}/${name}`

/** `privileges.list` nests: what holds a privilege holds its children. */
export function readPrivilegeTree(answers: readonly PrivilegeAnswer[]): PrivilegeTree {
  const nodes = new Map<string, Node>()

  function add(answer: PrivilegeAnswer): string {
    const { privilegeName: name, serviceName } = answer
    const serviceId = answer.serviceId ?? ''
    const key = toKey(name, serviceId)
    const node = nodes.get(key) ?? {
      privilege: { name, serviceId, ...(serviceName ? { serviceName } : {}) },
      children: new Set<string>(),
    }
    nodes.set(key, node)
    for (const child of answer.childPrivileges ?? []) node.children.add(add(child))
    return key
  }
  for (const answer of answers) add(answer)

  function collect(key: string, into: Map<string, GooglePrivilege>): void {
    const node = nodes.get(key)
    if (!node || into.has(key)) return
    into.set(key, node.privilege)
    for (const child of node.children) collect(child, into)
  }

  return {
    all: [...nodes.values()].map(({ privilege }) => privilege),
    expand(name, serviceId) {
      const found = new Map<string, GooglePrivilege>()
      collect(toKey(name, serviceId), found)
      // A role may hold what the list does not tell.
      return found.size > 0 ? [...found.values()] : [{ name, serviceId }]
    },
  }
}

export function toGoogleRole(role: RoleAnswer, tree: PrivilegeTree): GoogleRole {
  const held = (role.rolePrivileges ?? []).flatMap(({ privilegeName, serviceId }) =>
    tree.expand(privilegeName, serviceId ?? ''),
  )
  return {
    id: role.roleId,
    name: role.roleName,
    ...(role.roleDescription ? { description: role.roleDescription } : {}),
    isSystem: role.isSystemRole === true,
    isSuperAdmin: role.isSuperAdminRole === true,
    privileges: uniquePrivileges(held),
  }
}

/** Each once, by service and name. */
export function uniquePrivileges(privileges: readonly GooglePrivilege[]): readonly GooglePrivilege[] {
  const byKey = new Map(
    privileges.map((privilege) => [toKey(privilege.name, privilege.serviceId), privilege]),
  )
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, privilege]) => privilege)
}
