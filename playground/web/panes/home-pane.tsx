import { useCallback, useEffect, useState } from 'react'
import type { LocalView } from '../../protocol.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { MessageCard } from '../cards/message-card.tsx'
import { openChatHome, openHome } from '../lib/api.ts'
import type { Card } from '../lib/card-surface.ts'
import type { DeskChange } from '../lib/desk.ts'
import { asBlocks } from '../lib/kit.ts'
import { useSession } from '../lib/session.ts'
import { SurfaceProvider, useSurfaceOf } from '../lib/surface.ts'

interface Props {
  readonly view: LocalView | null
  readonly change: (change: DeskChange) => void
}

/** Google Chat's: the app answers with a card, each time that the tab is opened. */
export function ChatHomePane({ card }: { readonly card: Card | null }) {
  const { me, bot, words } = useSession()
  const [opening, setOpening] = useState(true)
  const [failure, setFailure] = useState<string | null>(null)

  const open = useCallback(async () => {
    setOpening(true)
    const answer = await openChatHome(me.id)
    setOpening(false)
    setFailure(answer.ok ? null : answer.message || answer.error)
  }, [me.id])

  useEffect(() => {
    void open()
  }, [open])

  return (
    <section className="home" aria-label={`${words.home}, ${bot.name}`} aria-busy={opening}>
      {failure && (
        <p className="failure" role="alert">
          {words.homeFailed} {failure}{' '}
          <button type="button" className="link-button" onClick={() => void open()}>
            {words.tryAgain}
          </button>
        </p>
      )}
      {card ? (
        <MessageCard card={card} surface={{ type: 'home' }} root="" />
      ) : (
        !failure && <p className="beginning">{opening ? words.working : words.homeEmpty}</p>
      )}
    </section>
  )
}

/** The bot's Home tab; opening it tells the bot, which then fills it. */
export function HomePane({ view, change }: Props) {
  const { me, bot, words } = useSession()
  const [opening, setOpening] = useState(true)
  const [failure, setFailure] = useState<string | null>(null)

  const open = useCallback(async () => {
    setOpening(true)
    const answer = await openHome(me.id)
    setOpening(false)
    setFailure(answer.ok ? null : answer.message || answer.error)
    if (answer.ok && answer.view) change({ type: 'home', view: answer.view })
  }, [me.id, change])

  useEffect(() => {
    void open()
  }, [open])

  return (
    <section className="home" aria-label={`${words.home}, ${bot.name}`} aria-busy={opening}>
      {failure && (
        <p className="failure" role="alert">
          {words.homeFailed} {failure}{' '}
          <button type="button" className="link-button" onClick={() => void open()}>
            {words.tryAgain}
          </button>
        </p>
      )}
      {view ? (
        <HomeView view={view} />
      ) : (
        !failure && <p className="beginning">{opening ? words.working : words.homeEmpty}</p>
      )}
    </section>
  )
}

function HomeView({ view }: { readonly view: LocalView }) {
  const surface = useSurfaceOf({
    kind: 'home',
    container: { type: 'view', view_id: view.id },
    blocks: asBlocks(view.blocks),
    held: view.state,
  })
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={view.blocks} />
    </SurfaceProvider>
  )
}
