import { useCallback, useEffect, useState } from 'react'
import type { LocalState, Platform } from '../protocol.ts'
import { fetchState } from './lib/api.ts'
import { addressAs, type Place, readName, readPlatform, writePlace } from './lib/place.ts'
import { wordsFor } from './lib/words.ts'
import { Workspace } from './workspace.tsx'

const retryMs = 2000

/** Which chat, and who one is in it: `?on=gchat&as=name`. */
interface Stand {
  readonly platform: Platform
  readonly name: string | null
}

function readStand(): Stand {
  return { platform: readPlatform(location.search), name: readName(location.search) }
}

/** A name that nobody bears becomes the first person. */
async function stateAs({ name }: Stand): Promise<LocalState> {
  const first = await fetchState()
  const person = first.people.find((each) => !each.is_bot && (each.name === name || each.id === name))
  return person && person.id !== first.me.id ? fetchState(person.id) : first
}

interface Loaded {
  readonly platform: Platform
  readonly state: LocalState
}

export function App() {
  const [stand, setStand] = useState(readStand)
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const onBack = () => setStand(readStand())
    addEventListener('popstate', onBack)
    return () => removeEventListener('popstate', onBack)
  }, [])

  useEffect(() => {
    document.documentElement.dataset.platform = stand.platform
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function load(): Promise<void> {
      try {
        const state = await stateAs(stand)
        if (gone) return
        setLoaded({ platform: stand.platform, state })
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
  }, [stand])

  const switchTo = useCallback((name: string, platform: Platform, place: Place) => {
    const here = readPlatform(location.search)
    // the places of one chat are not in the other
    history.pushState(null, '', addressAs(name, platform) + (platform === here ? writePlace(place) : '#'))
    setStand(readStand())
  }, [])
  const refresh = useCallback(() => {
    stateAs(stand)
      .then((state) => setLoaded({ platform: stand.platform, state }))
      .catch(() => undefined)
  }, [stand])

  if (loaded?.platform !== stand.platform) return <Opening failed={failed} platform={stand.platform} />
  const { state, platform } = loaded
  // another person, or another chat, is another page: nothing of the one before is kept
  return (
    <Workspace
      key={`${platform} ${state.me.id}`}
      platform={platform}
      state={state}
      onSwitch={switchTo}
      onReconnected={refresh}
    />
  )
}

function Opening({ failed, platform }: { readonly failed: boolean; readonly platform: Platform }) {
  const words = wordsFor(navigator.language, platform)
  return (
    <main className="opening" aria-live="polite">
      <p className="opening-title">{failed ? words.cannotStart : words.connecting}</p>
      {failed && <p>{words.cannotStartHint}</p>}
    </main>
  )
}
