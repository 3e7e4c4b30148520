/** Like `Promise.all`, once all have ended: nothing goes on in the background of a failure. */
export async function settleAll<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(asked)
  return Promise.all(asked)
}
