import type { LocalSurface } from '../../protocol.ts'
import { type Card, useCardSurface } from '../lib/card-surface.ts'
import { CardView } from './card-view.tsx'

/** A card in a message, or the app's home. */
export function MessageCard({
  card,
  surface,
  root,
}: {
  readonly card: Card
  readonly surface: LocalSurface
  /** The JSON pointer at which the card stands. */
  readonly root: string
}) {
  const used = useCardSurface({ surface, card, root })
  return (
    <div className="card" aria-busy={used.busy !== null}>
      <CardView card={card} surface={used} withHeader />
      {used.failure && (
        <p className="failure" role="alert">
          {used.failure}
        </p>
      )}
    </div>
  )
}
