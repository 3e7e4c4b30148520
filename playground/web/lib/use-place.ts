import { useCallback, useEffect, useState } from 'react'
import { type Place, readPlace, writePlace } from './place.ts'

/** Where one stands, kept in the URL's hash. */
export function usePlace(): readonly [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => readPlace(location.hash))

  useEffect(() => {
    const onChange = () => setPlace(readPlace(location.hash))
    addEventListener('hashchange', onChange)
    addEventListener('popstate', onChange)
    return () => {
      removeEventListener('hashchange', onChange)
      removeEventListener('popstate', onChange)
    }
  }, [])

  const go = useCallback((next: Place) => {
    const hash = writePlace(next)
    if (hash !== location.hash) history.pushState(null, '', hash)
    setPlace(next)
  }, [])

  return [place, go]
}
