import { useCallback, useEffect, useState } from 'react'
import type { LocalState } from '../protocol.ts'
import { fetchState } from './lib/api.ts'
import { addressAs, readName } from './lib/place.ts'
import { wordsFor } from './lib/words.ts'
import { Workspace } from './workspace.tsx'

const retryMs = 2000

/** Who one is comes from `?as=name`; a name that nobody bears becomes the first person. */
async function stateAs(name: string | null): Promise<LocalState> {
  const first = await fetchState()
  const person = first.people.find((each) => !each.is_bot && (each.name === name || each.id === name))
  return person && person.id !== first.me.id ? fetchState(person.id) : first
}

export function App() {
  const [name, setName] = useState(() => readName(location.search))
  const [state, setState] = useState<LocalState | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const onBack = () => setName(readName(location.search))
    addEventListener('popstate', onBack)
    return () => removeEventListener('popstate', onBack)
  }, [])

  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function load(): Promise<void> {
      try {
        const next = await stateAs(name)
        if (gone) return
        setState(next)
        setFailed(false)
      } catch {
        if (gone) return
        setFailed(true)
        timer = setTimeout(load, retryMs)
      }
    }
    void load()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [name])

  const switchTo = useCallback((next: string) => {
    history.pushState(null, '', addressAs(next) + location.hash)
    setName(next)
  }, [])
  const refresh = useCallback(() => {
    stateAs(name)
      .then(setState)
      .catch(() => undefined)
  }, [name])

  if (!state) return <Opening failed={failed} />
  // another person is another page: nothing of the one before is kept
  return <Workspace key={state.me.id} state={state} onSwitch={switchTo} onReconnected={refresh} />
}

function Opening({ failed }: { readonly failed: boolean }) {
  const words = wordsFor(navigator.language)
  return (
    <main className="opening" aria-live="polite">
      <p className="opening-title">{failed ? words.cannotStart : words.connecting}</p>
      {failed && <p>{words.cannotStartHint}</p>}
    </main>
  )
}
