import type { LocalDialog } from '../protocol.ts'
import { freshId } from './ids.ts'
import type { Card, Message } from './message-store.ts'

/** What each person has open: one dialog at most, and the app's home. */
export interface Dialogs {
  readonly open: (user: string, card: Card, from: Origin) => Dialog
  /** Another card in the same dialog. */
  readonly replace: (user: string, card: Card) => Dialog | undefined
  readonly close: (user: string) => void
  readonly of: (user: string) => Dialog | undefined
  readonly home: (user: string) => Card | undefined
  readonly setHome: (user: string, card: Card) => void
  /** What a multiselect was offered by the app: the client chooses from it and invents nothing. */
  readonly offer: (key: string, values: readonly string[]) => void
  readonly offered: (key: string) => ReadonlySet<string>
}

/** Where a dialog was opened from. */
export interface Origin {
  readonly space: string
  /** The message whose button opened it. */
  readonly message?: Message
  readonly thread?: string
  /** Opened from the app's home. */
  readonly isHome?: boolean
}

export interface Dialog {
  readonly id: string
  /** Counts the cards that it has held. */
  readonly step: number
  readonly card: Card
  readonly from: Origin
}

export function createDialogs({
  onDialog,
  onHome,
}: {
  readonly onDialog: (user: string, dialog: LocalDialog | null) => void
  readonly onHome: (user: string, card: Card) => void
}): Dialogs {
  const open = new Map<string, Dialog>()
  const homes = new Map<string, Card>()
  const offers = new Map<string, Set<string>>()

  function show(user: string, dialog: Dialog): Dialog {
    open.set(user, dialog)
    onDialog(user, localDialog(dialog))
    return dialog
  }

  return {
    open: (user, card, from) => show(user, { id: freshId(), step: 0, card, from }),
    replace(user, card) {
      const dialog = open.get(user)
      return dialog && show(user, { ...dialog, card, step: dialog.step + 1 })
    },
    close(user) {
      if (open.delete(user)) onDialog(user, null)
    },
    of: (user) => open.get(user),
    home: (user) => homes.get(user),
    setHome(user, card) {
      homes.set(user, card)
      onHome(user, card)
    },
    offer(key, values) {
      const known = offers.get(key) ?? new Set()
      for (const value of values) known.add(value)
      offers.set(key, known)
    },
    offered: (key) => offers.get(key) ?? new Set(),
  }
}

export function localDialog({ id, step, card }: Dialog): LocalDialog {
  return { id, step, card }
}
