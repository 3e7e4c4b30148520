import type { LocalView } from '../../protocol.ts'
import { post } from '../lib/api.ts'
import { useSession } from '../lib/session.ts'
import { ModalView } from './modal-view.tsx'

/** The open modals, one upon the other. Those beneath stay as they are, with all that was typed. */
export function ModalStack({ stack }: { readonly stack: readonly LocalView[] }) {
  const { me } = useSession()
  const modals = stack.filter((view) => view.type === 'modal')

  async function close(views: readonly LocalView[]): Promise<void> {
    for (const view of [...views].reverse()) await post('close', { user: me.id, view_id: view.id })
  }

  return modals.map((view, index) => (
    <ModalView
      key={view.id}
      view={view}
      onTop={index === modals.length - 1}
      depth={index}
      onBack={() => void close([view])}
      onCloseAll={() => void close(modals)}
    />
  ))
}
