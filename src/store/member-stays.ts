import type { MemberStay, SeenMember } from '../cases/conversation-store.ts'

/** What a list of members makes of the stays that had not ended before it. */
export interface StayChanges {
  /** Of all who are there now. */
  readonly present: readonly MemberStay[]
  /** Those of `present` that began, or go on under another name. */
  readonly changed: readonly MemberStay[]
  readonly ended: readonly MemberStay[]
  /** Began at the very moment of this list, which says otherwise: the list that came last counts. */
  readonly dropped: readonly MemberStay[]
}

/** PLC-8: a stay is of one person in one standing. Somebody who is listed twice is there once. */
export function compareMembers(
  before: readonly MemberStay[],
  members: readonly SeenMember[],
  at: Date,
): StayChanges {
  const seen = new Map(members.map((member) => [member.user, member]))
  const goesOn = (stay: MemberStay) => seen.get(stay.user)?.standing === stay.standing
  const known = new Map(before.filter(goesOn).map((stay) => [stay.user, stay]))
  const gone = before.filter((stay) => !goesOn(stay))
  const isNew = ({ from }: MemberStay) => from.getTime() === at.getTime()
  const present = [...seen.values()].map(({ user, name, standing }): MemberStay => {
    const stay = known.get(user)
    if (stay?.name === name) return stay
    return { user, name, standing, from: stay?.from ?? at, to: null }
  })
  return {
    present,
    changed: present.filter((stay) => known.get(stay.user) !== stay),
    ended: gone.filter((stay) => !isNew(stay)).map((stay) => ({ ...stay, to: at })),
    dropped: gone.filter(isNew),
  }
}

/** Oldest first; who came at the same moment by their user ids. */
export function compareStays(a: MemberStay, b: MemberStay): number {
  return a.from.getTime() - b.from.getTime() || (a.user < b.user ? -1 : 1)
}
