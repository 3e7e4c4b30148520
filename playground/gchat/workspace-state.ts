import { createHash } from 'node:crypto'
import type { LocalChannel, LocalUser } from '../protocol.ts'
import { spaceId, userName } from './ids.ts'
import type { LocalChatOptions, SlashCommandOption } from './local-options.ts'

/** Who and what there is: the app, the people, the spaces. Names are derived, so that they last over a restart. */
export interface WorkspaceState {
  readonly projectNumber: string
  /** `id` is `users/…`, as of every person. */
  readonly app: LocalUser
  readonly people: readonly LocalUser[]
  readonly spaces: Map<string, Space>
  readonly commands: readonly SlashCommandOption[]
}

export interface Space {
  /** Without `spaces/`. */
  readonly id: string
  readonly displayName: string
  readonly topic: string
  readonly isDirect: boolean
  /** `users/…`, the app among them. */
  readonly members: readonly string[]
  readonly isPrivate: boolean
  /** People of several organisations may be in it: fixed when it is made. */
  readonly isExternal: boolean
  /** Somebody came or went, and so the options do not hold any more: kept in the state file. */
  readonly moved?: boolean
  readonly startsHere: boolean
}

export type Membership = { readonly space: string; readonly members: readonly string[] }

export function createWorkspaceState(
  options: LocalChatOptions,
  memberships: readonly Membership[] = [],
): WorkspaceState {
  const app: LocalUser = {
    id: userName('app', options.app.name),
    name: options.app.name,
    real_name: options.app.name,
    email: '',
    locale: 'en-US',
    tz: 'UTC',
    is_bot: true,
    title: '',
  }
  const people = options.people.map((person) => ({
    ...person,
    id: userName('person', person.name),
    is_bot: false,
  }))
  const known = new Set([...people.map(({ id }) => id), app.id])
  const named = options.spaces.map((option): Space => {
    const members = people.filter((person) => option.members?.includes(person.name) ?? true)
    const id = spaceId('space', option.name)
    const moved = memberships.find((one) => one.space === id)
    return {
      id,
      displayName: option.name,
      topic: option.topic ?? '',
      isDirect: false,
      members: moved?.members.filter((one) => known.has(one)) ?? [
        ...members.map((person) => person.id),
        app.id,
      ],
      isPrivate: option.is_private ?? false,
      isExternal: new Set(members.map(organisationOf)).size > 1,
      ...(moved ? { moved: true } : {}),
      startsHere: option.starts_here ?? false,
    }
  })
  const direct = people.map(
    (person): Space => ({
      id: spaceId('dm', options.app.name, person.name),
      displayName: '',
      topic: '',
      isDirect: true,
      members: [person.id, app.id],
      isPrivate: true,
      isExternal: false,
      startsHere: false,
    }),
  )
  return {
    projectNumber: options.projectNumber ?? numberFor(options.app.name),
    app,
    people,
    spaces: new Map([...named, ...direct].map((space) => [space.id, space])),
    commands: options.commands,
  }
}

/** Google's id of the Workspace customer that a person is of: nothing that their address shows. */
export function organisationOf({ email }: Pick<LocalUser, 'email'>): string {
  const domain = email.split('@')[1] ?? ''
  const digest = createHash('sha256').update(domain).digest()
  return `0${(digest.readUIntBE(0, 6) % 36 ** 7).toString(36).padStart(7, '0')}`
}

/** An open space is read by everybody of the organisations that it is open to, without joining. */
export function canRead({ people }: WorkspaceState, space: Space, user: string): boolean {
  return space.members.includes(user) || (!space.isPrivate && people.some(({ id }) => id === user))
}

function numberFor(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return String(100_000_000_000 + (digest.readUIntBE(0, 6) % 899_999_999_999))
}

/** Finds a person, or the app, by `users/…`, by short name or by e-mail. */
export function userOf(state: WorkspaceState, who: string): LocalUser | undefined {
  return [...state.people, state.app].find(
    (user) => user.id === who || user.name === who || (user.email !== '' && user.email === who),
  )
}

/** Finds a space by id, by `spaces/…` or by its name. */
export function spaceOf(state: WorkspaceState, which: string): Space | undefined {
  const id = which.replace(/^spaces\//, '')
  return (
    state.spaces.get(id) ??
    [...state.spaces.values()].find((space) => !space.isDirect && space.displayName === which)
  )
}

/** The direct message of a person and the app. */
export function directSpace(state: WorkspaceState, user: string): Space | undefined {
  return [...state.spaces.values()].find((space) => space.isDirect && space.members.includes(user))
}

/** The spaces of a person, as the page lists them. */
export function channelsOf(state: WorkspaceState, user: string): LocalChannel[] {
  return [...state.spaces.values()]
    .filter((space) => canRead(state, space, user))
    .map(({ id, displayName, topic, isDirect, members, startsHere, isPrivate, isExternal }) => ({
      id,
      name: isDirect ? state.app.real_name : displayName,
      topic,
      is_im: isDirect,
      members,
      ...(isDirect ? {} : { is_private: isPrivate, is_shared: isExternal }),
      ...(startsHere ? { starts_here: true } : {}),
    }))
}
