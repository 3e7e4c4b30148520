import { useCallback, useEffect, useState } from 'react'
import type { LocalState, Platform } from '../protocol.ts'
import { fetchState } from './lib/api.ts'
import { selectPageTexts } from './lib/page-texts.ts'
import { buildAddress, formatRoute, type Route, readPersonName, readPlatform } from './lib/route.ts'
import { Workspace } from './workspace.tsx'

const retryMs = 2000

/** Which chat, and who one is in it: `?on=gchat&as=name`. */
interface Viewer {
  readonly platform: Platform
  readonly name: string | null
}

function readViewer(): Viewer {
  return { platform: readPlatform(location.search), name: readPersonName(location.search) }
}

/** A name that nobody bears becomes the first person. */
async function stateAs({ name }: Viewer): Promise<LocalState> {
  const first = await fetchState()
  const person = first.people.find((each) => !each.is_bot && (each.name === name || each.id === name))
  return person && person.id !== first.me.id ? fetchState(person.id) : first
}

interface Loaded {
  readonly platform: Platform
  readonly state: LocalState
}

export function App() {
  const [stand, setStand] = useState(readViewer)
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const onBack = () => setStand(readViewer())
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

  const switchTo = useCallback((name: string, platform: Platform, route: Route) => {
    const here = readPlatform(location.search)
    // the places of one chat are not in the other
    history.pushState(null, '', buildAddress(name, platform) + (platform === here ? formatRoute(route) : '#'))
    setStand(readViewer())
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
  const words = selectPageTexts(navigator.language, platform)
  return (
    <main className="opening" aria-live="polite">
      <p className="opening-title">{failed ? words.cannotStart : words.connecting}</p>
      {failed && <p>{words.cannotStartHint}</p>}
    </main>
  )
}
