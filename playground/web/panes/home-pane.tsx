import { useCallback, useEffect, useState } from 'react'
import type { LocalView } from '../../protocol.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { MessageCard } from '../cards/message-card.tsx'
import { openChatHome, openHome } from '../lib/api.ts'
import { toBlocks } from '../lib/block-kit.ts'
import type { Card } from '../lib/card-surface.ts'
import type { WorkspaceChange } from '../lib/page-state.ts'
import { useSession } from '../lib/session.ts'
import { SurfaceProvider, useBlockSurface } from '../lib/surface.ts'

interface Props {
  readonly view: LocalView | null
  readonly change: (change: WorkspaceChange) => void
}

/** Google Chat's: the app answers with a card, each time that the tab is opened. */
export function ChatHomePane({ card }: { readonly card: Card | null }) {
  const { me, bot, texts } = useSession()
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
    <section className="home" aria-label={`${texts.home}, ${bot.name}`} aria-busy={opening}>
      {failure && (
        <p className="failure" role="alert">
          {texts.homeFailed} {failure}{' '}
          <button type="button" className="link-button" onClick={() => void open()}>
            {texts.tryAgain}
          </button>
        </p>
      )}
      {card ? (
        <MessageCard card={card} surface={{ type: 'home' }} root="" />
      ) : (
        !failure && <p className="beginning">{opening ? texts.working : texts.homeEmpty}</p>
      )}
    </section>
  )
}

/** The bot's Home tab; opening it tells the bot, which then fills it. */
export function HomePane({ view, change }: Props) {
  const { me, bot, texts } = useSession()
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
    <section
      className="home"
      aria-label={`${texts.home}, ${bot.name}`}
      aria-busy={opening}
      data-hash={view?.hash}
    >
      {failure && (
        <p className="failure" role="alert">
          {texts.homeFailed} {failure}{' '}
          <button type="button" className="link-button" onClick={() => void open()}>
            {texts.tryAgain}
          </button>
        </p>
      )}
      {view ? (
        <HomeView view={view} />
      ) : (
        !failure && <p className="beginning">{opening ? texts.working : texts.homeEmpty}</p>
      )}
    </section>
  )
}

function HomeView({ view }: { readonly view: LocalView }) {
  const surface = useBlockSurface({
    kind: 'home',
    container: { type: 'view', view_id: view.id },
    blocks: toBlocks(view.blocks),
    held: view.state,
  })
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={view.blocks} />
    </SurfaceProvider>
  )
}
