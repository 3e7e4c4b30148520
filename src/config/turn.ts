/**
 * A turn of the event loop: what runs, promise after promise, until the process hears of anything new (a request, an answer, a timer).
 * What was looked at in a turn need not be looked at again in it: whoever changed it meanwhile cannot have told this process so yet.
 */

/** Work that never waits for anything is not one turn for ever. */
const longestMs = 20

let turn = 0
let endsAt: number | undefined

/** The number of the turn that this is called in. */
export function currentTurn(): number {
  const now = performance.now()
  if (endsAt === undefined) {
    endsAt = now + longestMs
    // Node calls back when all promises that can go on have gone on.
    process.nextTick(() => {
      endsAt = undefined
      turn += 1
    })
  } else if (now > endsAt) {
    endsAt = now + longestMs
    turn += 1
  }
  return turn
}

/** This process itself changed something: from here on everything is looked at anew. */
export function endTurn(): void {
  turn += 1
}
