import type { Route } from './request-route.ts'

/** One route out of several: the first that answers a request has it. Undefined where there is none. */
export function composeHandlers(...routes: readonly (Route | undefined)[]): Route | undefined {
  const there = routes.filter((route) => route !== undefined)
  if (there.length === 0) return undefined
  return (request, response, url) => {
    for (const route of there) {
      const answered = route(request, response, url)
      if (answered) return answered
    }
    return undefined
  }
}
