import type { PlainTextOption } from '@slack/types'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { useEffect, useRef, useState } from 'react'
import { heldBy, type Input, inputsOf, missingFor } from '../../gchat/inputs.ts'
import type { LocalInputs, LocalOutcome, LocalSurface } from '../../protocol.ts'
import { post, type Suggestions } from './api.ts'
import { type Field, toPlainText } from './block-kit.ts'
import type { Draft } from './drafts.ts'
import { useSession } from './session.ts'
import type { Surface } from './surface.ts'

export type Card = chat_v1.Schema$GoogleAppsCardV1Card
export type Action = chat_v1.Schema$GoogleAppsCardV1Action
type Item = chat_v1.Schema$GoogleAppsCardV1SelectionItem

/** A card that one can use. Its inputs stand on the same elements as Slack's: `field` is what such an element needs. */
export interface CardSurface {
  readonly field: Surface
  /** The JSON pointer of the action that waits for its answer. */
  readonly busy: string | null
  /** What went wrong, in a sentence: the app's own status, or why there is no answer. */
  readonly failure: string | null
  /** Input's name → sentence. */
  readonly errors: Readonly<Record<string, string>>
  /** Names of the inputs that a dialog's primary button wants filled. */
  readonly required: readonly string[]
  readonly press: (at: string, action: Action) => Promise<void>
}

interface Options {
  readonly surface: LocalSurface
  /** The card, and the JSON pointer at which it stands in its message. */
  readonly card: Card
  readonly root: string
  readonly onFault?: () => void
}

type Drafts = Readonly<Record<string, Draft>>

export function toOption({ text, value, bottomText }: Item): PlainTextOption {
  const description = bottomText ? { description: toPlainText(bottomText) } : {}
  return { text: toPlainText(text ?? ''), value: value ?? '', ...description }
}

function firstDraft(input: Input): Draft {
  const held = heldBy(input, {})
  const items = input.widget.selectionInput?.items
  if (!input.widget.selectionInput) return { kind: 'text', text: held[0] ?? '' }
  const chosen = (items ?? []).filter((item) => held.includes(item.value ?? ''))
  return { kind: 'options', options: chosen.map(toOption) }
}

function toInputs(drafts: Drafts): LocalInputs {
  const values = Object.entries(drafts).map(([name, draft]) => {
    if (draft.kind === 'text') return [name, [draft.text]]
    return [name, draft.kind === 'options' ? draft.options.map((option) => option.value ?? '') : []]
  })
  return Object.fromEntries(values)
}

/** Keeps what is typed into a card and sends what is done with it. */
export function useCardSurface({ surface, card, root, onFault }: Options): CardSurface {
  const { me, texts, notify } = useSession()
  const [drafts, setDrafts] = useState<Drafts>({})
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const newest = useRef({ drafts, card, touched: new Set<string>(), keepsAll: false })
  const inputs = inputsOf(card)

  // Another card has its own values. What was typed while it was on its way is not lost; nor is anything where the action says so.
  useEffect(() => {
    if (newest.current.card === card) return
    const { touched, keepsAll } = newest.current
    const kept = Object.entries(newest.current.drafts).filter(
      ([name]) => (keepsAll || touched.has(name)) && inputsOf(card).some((input) => input.name === name),
    )
    newest.current = { drafts: Object.fromEntries(kept), card, touched: new Set(), keepsAll: false }
    setDrafts(newest.current.drafts)
    setErrors({})
    setFailure(null)
  }, [card])

  const draftFor = (name: string): Draft => {
    const input = inputs.find((each) => each.name === name)
    return drafts[name] ?? (input ? firstDraft(input) : { kind: 'text', text: '' })
  }

  function refuse(found: Readonly<Record<string, string>>): boolean {
    setErrors(found)
    if (Object.keys(found).length === 0) return false
    onFault?.()
    return true
  }

  async function send(at: string, action: Action): Promise<void> {
    setBusy(at)
    setFailure(null)
    newest.current.touched = new Set()
    newest.current.keepsAll = action.persistValues === true
    const answer = await post<LocalOutcome>('click', {
      user: me.id,
      surface,
      at: root + at,
      inputs: toInputs(newest.current.drafts),
    })
    setBusy((now) => (now === at ? null : now))
    if (!answer.ok) setFailure(answer.message || texts.actionFailed(answer.error))
    else if (answer.status?.failed) setFailure(answer.status.text || texts.actionFailed(''))
    else if (answer.status) notify(answer.status.text)
  }

  async function press(at: string, action: Action): Promise<void> {
    if (busy) return
    const typed = toInputs(newest.current.drafts)
    const found: Record<string, string> = {}
    for (const input of missingFor(action, card, typed)) found[input.name] = texts.required
    for (const input of inputs) {
      const limit = input.widget.textInput?.validation?.characterLimit
      const { length } = heldBy(input, typed)[0] ?? ''
      if (limit && length > limit) found[input.name] = texts.tooLong(limit, length - limit)
    }
    if (refuse(found)) return
    await send(at, action)
  }

  function change(name: string, draft: Draft): void {
    newest.current.drafts = { ...newest.current.drafts, [name]: draft }
    newest.current.touched.add(name)
    setDrafts(newest.current.drafts)
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== name)))
  }

  const getFieldName = (field: Field): string => field.action_id ?? ''
  const changeAction = (name: string): Action | undefined => {
    const widget = inputs.find((input) => input.name === name)?.widget
    return (
      (widget?.textInput ?? widget?.selectionInput ?? widget?.dateTimePicker)?.onChangeAction ?? undefined
    )
  }

  const field: Surface = {
    kind: surface.type === 'dialog' ? 'modal' : surface.type,
    drafts: {},
    errors,
    busy: busy === null ? null : `${busy} `,
    failure,
    clearFailure: () => setFailure(null),
    draft: (_at, element) => draftFor(getFieldName(element)),
    change(at, element, draft, dispatch) {
      const name = getFieldName(element)
      change(name, draft)
      const action = changeAction(name)
      if (dispatch && action) void send(`${at}/onChangeAction`, action)
    },
    async act(at, element) {
      const action = changeAction(element.action_id ?? '')
      if (action) await send(`${at}/onChangeAction`, action)
    },
    async suggest(at, _name, value) {
      const answer = await post<{ readonly items: readonly Item[] }>('suggest', {
        user: me.id,
        surface,
        at: root + at,
        value,
        inputs: toInputs(newest.current.drafts),
      })
      if (!answer.ok) return answer
      return { ok: true, options: answer.items.map(toOption) as Suggestions['options'] & object }
    },
  }
  const required = card.fixedFooter?.primaryButton?.onClick?.action?.requiredWidgets ?? []
  return { field, busy, failure, errors, required, press }
}
