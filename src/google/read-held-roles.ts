/** Who holds which role: from the organisation's assignments and the groups' members, which takes few calls for many accounts. */
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import { MembersPage, type RoleAssignmentAnswer, RoleAssignmentsPage } from './google-answers.ts'
import { GoogleApiError, type GoogleProblemReason } from './google-api-error.ts'
import type { GoogleCaller } from './google-caller.ts'
import type { GoogleNote, GoogleRole } from './google-organization.ts'
import { settleAll } from './settle-all.ts'

/** By user id; `undefined` where Google did not tell. */
export interface HeldRoles {
  readonly roles: ReadonlyMap<string, readonly GoogleRole[] | undefined>
  readonly notes: readonly GoogleNote[]
}

interface Holder {
  readonly id: string
  readonly email: string
}

export interface RoleSources {
  readonly caller: GoogleCaller
  readonly sdk: admin_directory_v1.Admin
  readonly domain: string
  readonly holders: readonly Holder[]
  readonly roles: readonly GoogleRole[]
  /** All of the organisation's, groups' included. */
  readonly assignments: readonly RoleAssignmentAnswer[]
}

const customer = 'my_customer'

/** Throws `GoogleApiError` where what fails for one would fail for all. */
export async function readHeldRoles(sources: RoleSources): Promise<HeldRoles> {
  const { holders, assignments } = sources
  const counting = createCounting(sources)
  const users = new Set(holders.map(({ id }) => id))
  const held = new Map<string, Set<GoogleRole>>(holders.map(({ id }) => [id, new Set<GoogleRole>()]))
  const byGroup = new Map<string, GoogleRole[]>()
  for (const assignment of assignments) {
    const { assignedTo, assigneeType } = assignment
    const isGroup = assigneeType?.toLowerCase() === 'group'
    const role = counting.count(assignment)
    if (!role) continue
    if (isGroup) byGroup.set(assignedTo, [...(byGroup.get(assignedTo) ?? []), role])
    else if (users.has(assignedTo)) held.get(assignedTo)?.add(role)
    else counting.noteUnknown(assignedTo, role)
  }
  const groups = await settleAll(
    [...byGroup].map(async ([groupId, roles]) => ({
      groupId,
      roles,
      members: await readMembers(sources, groupId),
    })),
  )
  const unread: GoogleNote[] = []
  for (const { groupId, roles, members } of groups) {
    if (members === 'gone') for (const role of roles) counting.noteUnknown(groupId, role)
    else if (members instanceof GoogleApiError) unread.push(toUnreadGroup(groupId, roles, members))
    else
      for (const id of members === 'everybody' ? users : members)
        for (const role of roles) held.get(id)?.add(role)
  }
  if (unread.length > 0) {
    const asked = await askEach(sources, counting)
    return { roles: asked.roles, notes: [...counting.notes(), ...unread, ...asked.notes] }
  }
  return { roles: new Map([...held].map(([id, set]) => [id, [...set]])), notes: counting.notes() }
}

function toUnreadGroup(groupId: string, roles: readonly GoogleRole[], error: GoogleApiError): GoogleNote {
  const [{ message, remedy }] = error.problems
  const names = roles.map(({ name }) => name).join(', ')
  return {
    kind: 'unread-group',
    subject: groupId,
    message: `The members of group ${groupId}, which holds ${names}, could not be listed, so each account was asked for instead. ${message}`,
    remedy,
  }
}

interface Counting {
  /** The role, where the assignment counts for the whole organisation; else a note is kept. */
  count(assignment: RoleAssignmentAnswer): GoogleRole | undefined
  noteUnknown(assignedTo: string, role: GoogleRole): void
  notes(): readonly GoogleNote[]
}

function createCounting({ holders, roles, domain }: RoleSources): Counting {
  const roleById = new Map(roles.map((role) => [role.id, role]))
  const emailById = new Map(holders.map(({ id, email }) => [id, email]))
  const notes = new Map<string, GoogleNote>()

  function note(kind: GoogleNote['kind'], subject: string, message: string, remedy: string): undefined {
    notes.set(`${kind} ${message}`, { kind, subject, message, remedy })
  }

  return {
    count({ roleId, assignedTo, scopeType, orgUnitId, condition }) {
      const role = roleById.get(roleId)
      const holder = emailById.get(assignedTo) ?? assignedTo
      if (!role)
        return note(
          'unknown-role',
          holder,
          `${holder} is assigned role ${roleId}, which isn't among the roles of ${domain}.`,
          'Check it in the Admin console under Account > Admin roles.',
        )
      // Customers' cases belong to no organizational unit: such a role says nothing about them.
      if (scopeType?.toUpperCase() !== 'CUSTOMER' || condition) {
        const limit = condition ? 'under a condition' : `in organizational unit ${orgUnitId ?? 'unknown'}`
        return note(
          'limited-assignment',
          holder,
          `${holder} holds ${role.name} only ${limit}. It doesn't count here.`,
          'If it should count, assign the role for the whole organization in the Admin console.',
        )
      }
      return role
    },
    noteUnknown(assignedTo, role) {
      note(
        'unknown-assignee',
        assignedTo,
        `${role.name} is assigned to ${assignedTo}, which is neither a user nor a group of ${domain}, such as a service account or a deleted group.`,
        'If it should be a person, check it in the Admin console under Account > Admin roles.',
      )
    },
    notes: () => [...notes.values()],
  }
}

async function readMembers(
  { caller, sdk, domain }: RoleSources,
  groupKey: string,
): Promise<ReadonlySet<string> | 'everybody' | 'gone' | GoogleApiError> {
  try {
    const members = await caller.readPages(
      { subject: domain, asked: `the members of group ${groupKey}` },
      {
        schema: MembersPage,
        ask: (page, how) =>
          sdk.members.list({ groupKey, includeDerivedMembership: true, maxResults: 200, ...page }, how),
        items: (page) => page.members,
      },
    )
    if (members.some(({ type }) => type === 'CUSTOMER')) return 'everybody'
    return new Set(members.flatMap(({ id }) => id ?? []))
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error
    const [{ reason }] = error.problems
    if (reason === 'not-found') return 'gone'
    if (ofAll.has(reason)) throw error
    return error
  }
}

/** These would be said of every account as well. */
const ofAll: ReadonlySet<GoogleProblemReason> = new Set(['api-disabled', 'credentials', 'throttled'])

/** Every account by itself, its groups' roles included. Throws where none at all could be read. */
async function askEach(sources: RoleSources, counting: Counting): Promise<HeldRoles> {
  const { holders } = sources
  const answers = await Promise.allSettled(holders.map((holder) => askFor(sources, holder)))
  const roles = new Map<string, readonly GoogleRole[] | undefined>()
  const notes: GoogleNote[] = []
  const errors: GoogleApiError[] = []
  answers.forEach((answer, at) => {
    const holder = holders[at]
    if (!holder) return
    if (answer.status === 'fulfilled') {
      roles.set(holder.id, [
        ...new Set(answer.value.flatMap((assignment) => counting.count(assignment) ?? [])),
      ])
      return
    }
    const error: unknown = answer.reason
    if (!(error instanceof GoogleApiError)) throw error
    const [{ reason, message, remedy }] = error.problems
    if (ofAll.has(reason)) throw error
    errors.push(error)
    roles.set(holder.id, undefined)
    notes.push({ kind: 'unread-account', subject: holder.email, message, remedy })
  })
  if (errors[0] && errors.length === holders.length) throw errors[0]
  return { roles, notes }
}

function askFor({ caller, sdk }: RoleSources, { id, email }: Holder) {
  return caller.readPages(
    { subject: email, asked: 'the roles' },
    {
      schema: RoleAssignmentsPage,
      ask: (page, how) =>
        sdk.roleAssignments.list(
          { customer, userKey: id, includeIndirectRoleAssignments: true, maxResults: 200, ...page },
          how,
        ),
      items: (page) => page.items,
    },
  )
}
