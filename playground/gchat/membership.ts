import type { LocalUser, MembersRequest } from '../protocol.ts'
import { type Result, refuse } from '../shared/result.ts'
import { dispatchEvent } from './dispatch-event.ts'
import type { Workspace } from './workspace.ts'
import { canRead, organisationOf, type Space, spaceOf, userOf } from './workspace-state.ts'

/** Who comes into a space and goes. Google tells the app of none but itself. */

const unknownPerson = refuse('user_not_found', 'Nobody of that name is in this Chat.')

/** What a person does in the members' dialog. */
export async function changeMembers(space: Workspace, request: MembersRequest): Promise<Result> {
  const { state } = space
  const user = userOf(state, request.user)
  if (!user || user.is_bot) return unknownPerson
  const place = spaceOf(state, request.channel)
  if (!place || place.isDirect || !canRead(state, place, user.id))
    return refuse('channel_not_found', 'You are not in that space.')
  const whom = request.whom === undefined ? user : userOf(state, request.whom)
  if (!whom) return unknownPerson
  const refused = refusalOf(space, place, user, whom, request.action)
  if (refused) return refused
  const isComing = request.action === 'join' || request.action === 'add'
  if (whom.id === state.app.id) return attend(space, { user: user.id, channel: place.id, present: isComing })
  const others = place.members.filter((one) => one !== whom.id)
  setMembers(space, place, isComing ? [...others, whom.id] : others)
  return { ok: true }
}

function refusalOf(
  { state }: Workspace,
  place: Space,
  user: LocalUser,
  whom: LocalUser,
  action: MembersRequest['action'],
) {
  const isIn = (one: LocalUser) => place.members.includes(one.id)
  if (action === 'join')
    return isIn(user) ? refuse('already_in_channel', 'You are in it already.') : undefined
  if (!isIn(user)) return refuse('not_in_channel', 'You are not in that space.')
  if (action !== 'add')
    return isIn(whom) ? undefined : refuse('not_in_channel', `${whom.real_name} is not in it.`)
  if (isIn(whom)) return refuse('already_in_channel', `${whom.real_name} is in it already.`)
  const isStranger = !whom.is_bot && !isOfOrganisation(state.people, place, whom)
  return isStranger && !place.isExternal
    ? refuse('restricted_action', 'This space takes nobody from outside of its organisation.')
    : undefined
}

function isOfOrganisation(people: readonly LocalUser[], place: Space, whom: LocalUser): boolean {
  const first = people.find(({ id }) => place.members.includes(id))
  return first === undefined || organisationOf(first) === organisationOf(whom)
}

/** Somebody adds the app to a space that they are in, or takes it out: the app is told, and may answer. */
export async function attend(
  space: Workspace,
  request: { readonly user: string; readonly channel: string; readonly present: boolean },
): Promise<Result> {
  const { state } = space
  const user = userOf(state, request.user)
  const place = spaceOf(state, request.channel)
  if (!user || user.is_bot) return unknownPerson
  if (!place?.members.includes(user.id)) return refuse('channel_not_found', 'You are not in that space.')
  const others = place.members.filter((one) => one !== state.app.id)
  setMembers(space, place, request.present ? [...others, state.app.id] : others)
  return dispatchEvent(space, { kind: request.present ? 'added' : 'removed', user, space: place })
}

function setMembers(space: Workspace, place: Space, members: readonly string[]): void {
  space.state.spaces.set(place.id, { ...place, members, moved: true })
  space.spacesChanged()
}
