import type { Confirm, KnownBlock } from '@slack/types'
import { createContext, useContext, useEffect, useRef, useState } from 'react'
import type { ActionRequest, Answer, LocalViewState } from '../../protocol.ts'
import { fetchSuggestions, post, type Suggestions } from './api.ts'
import { type ActionElement, type Field, getActionId } from './block-kit.ts'
import type { FieldErrors } from './check-form.ts'
import {
  type Draft,
  type Drafts,
  findDraft,
  keepDrafts,
  readDrafts,
  toDraftKey,
  toSlackValue,
  toViewState,
} from './drafts.ts'
import { useSession } from './session.ts'

/** What carries blocks: a message, a modal or the Home tab. Elements read and act through it. */
export interface Surface {
  readonly kind: 'message' | 'modal' | 'home'
  readonly drafts: Drafts
  readonly errors: FieldErrors
  /** `block action` of what waits for an answer. */
  readonly busy: string | null
  /** The last action's failure, in a sentence. */
  readonly failure: string | null
  readonly clearFailure: () => void
  readonly draft: (block: string, field: Field) => Draft
  readonly change: (block: string, field: Field, draft: Draft, dispatch: boolean) => void
  /** Sends an action with these Slack properties (`value`, `selected_option`, …). */
  readonly act: (block: string, element: ActionElement, payload: object, confirm?: Confirm) => Promise<void>
  /** Options of an external select; null where the surface has no view. */
  readonly suggest: ((block: string, action: string, value: string) => Promise<Answer<Suggestions>>) | null
}

const SurfaceContext = createContext<Surface | null>(null)
export const SurfaceProvider = SurfaceContext.Provider

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext)
  if (!surface) throw new Error('useSurface stands outside of a SurfaceProvider')
  return surface
}

export function toBusyKey(block: string, element: ActionElement): string {
  return `${block} ${getActionId(element)}`
}

interface Options {
  readonly kind: Surface['kind']
  readonly container: ActionRequest['container']
  readonly blocks: readonly KnownBlock[]
  /** What the server knows to be typed already: counts once, when the surface appears. */
  readonly held?: LocalViewState | undefined
  readonly errors?: FieldErrors
  /** Called when a field changes, so that its error can go. */
  readonly onChange?: (block: string) => void
}

/** Keeps what is typed into the blocks and sends what is done with them. */
export function useBlockSurface({ kind, container, blocks, held, errors = {}, onChange }: Options): Surface {
  const { me, ask, texts } = useSession()
  const [drafts, setDrafts] = useState<Drafts>(() => readDrafts(blocks, held))
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  // an answer comes later than the next keystroke: actions read the newest drafts
  const newest = useRef({ drafts, blocks })
  newest.current.blocks = blocks

  useEffect(() => {
    const kept = keepDrafts(newest.current.drafts, blocks)
    newest.current.drafts = kept
    setDrafts(kept)
  }, [blocks])

  async function act(
    block: string,
    element: ActionElement,
    payload: object,
    confirm?: Confirm,
  ): Promise<void> {
    if (confirm && !(await ask(confirm))) return
    const key = toBusyKey(block, element)
    setBusy(key)
    setFailure(null)
    const answer = await post('action', {
      user: me.id,
      container,
      action: { type: element.type, block_id: block, action_id: getActionId(element), ...payload },
      state: toViewState(newest.current.blocks, newest.current.drafts),
    } satisfies ActionRequest)
    setBusy((now) => (now === key ? null : now))
    if (answer.ok) return
    setFailure(answer.message || texts.actionFailed(answer.error))
  }

  function change(block: string, field: Field, draft: Draft, dispatch: boolean): void {
    const key = toDraftKey(block, field)
    const before = newest.current.drafts
    const after = { ...before, [key]: draft }
    newest.current.drafts = after
    setDrafts(after)
    onChange?.(block)
    if (!dispatch) return
    const confirm = 'confirm' in field ? field.confirm : undefined
    if (!confirm) {
      void act(block, field, toSlackValue(field, draft))
      return
    }
    void ask(confirm).then((yes) => {
      if (yes) void act(block, field, toSlackValue(field, draft))
      else setDrafts(before)
      if (!yes) newest.current.drafts = before
    })
  }

  return {
    kind,
    drafts,
    errors,
    busy,
    failure,
    clearFailure: () => setFailure(null),
    draft: (block, field) => findDraft(drafts, block, field),
    change,
    act,
    suggest:
      container.type === 'view'
        ? (block, action, value) =>
            fetchSuggestions({
              user: me.id,
              view_id: container.view_id,
              block_id: block,
              action_id: action,
              value,
              state: toViewState(newest.current.blocks, newest.current.drafts),
            })
        : null,
  }
}
