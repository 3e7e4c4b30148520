import { useCallback, useEffect, useState } from 'react'
import { formatRoute, parseRoute, type Route } from './route.ts'

/** Where one stands, kept in the URL's hash. */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [route, setRoute] = useState(() => parseRoute(location.hash))

  useEffect(() => {
    const onChange = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', onChange)
    addEventListener('popstate', onChange)
    return () => {
      removeEventListener('hashchange', onChange)
      removeEventListener('popstate', onChange)
    }
  }, [])

  const go = useCallback((next: Route) => {
    const hash = formatRoute(next)
    if (hash !== location.hash) history.pushState(null, '', hash)
    setRoute(next)
  }, [])

  return [route, go]
}
