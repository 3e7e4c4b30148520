/** Does the work first after `firstMs` and then each `everyMs`, never twice at a time, until it is stopped. The work tells its own failures. */
export function doRegularly(
  work: () => Promise<unknown>,
  { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number },
): { readonly stop: () => Promise<void> } {
  let underway: Promise<void> | undefined
  const end = () => {
    underway = undefined
  }
  const begin = () => {
    underway ??= work().then(end, end)
  }
  const first = setTimeout(begin, firstMs).unref()
  const timer = setInterval(begin, everyMs).unref()
  return {
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      await underway
    },
  }
}
