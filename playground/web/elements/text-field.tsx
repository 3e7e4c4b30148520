import type { EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { textLimit } from '../lib/check-form.ts'
import { toSlackValue } from '../lib/drafts.ts'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { type FieldProps, labelProps } from './field-labels.ts'

type Props = FieldProps & { readonly element: PlainTextInput | EmailInput | URLInput | NumberInput }

const pauseMs = 400

/** A line or a box of text. One may type past the limit and sees by how much; sending is what is refused. */
export function TextField({ block, element, labels, dispatch }: Props) {
  const surface = useSurface()
  const box = useRef<HTMLTextAreaElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const countId = useId()
  const draft = surface.draft(block, element)
  const text = draft.kind === 'text' ? draft.text : ''
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed']
  const multiline = element.type === 'plain_text_input' && element.multiline === true

  useLayoutEffect(() => {
    const area = box.current
    if (!area || text === undefined) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`
  }, [text])
  useEffect(() => () => clearTimeout(timer.current), [])

  function send(value: string): void {
    clearTimeout(timer.current)
    void surface.act(block, element, toSlackValue(element, { kind: 'text', text: value }))
  }

  function onInput(value: string): void {
    surface.change(block, element, { kind: 'text', text: value }, false)
    if (!dispatch || !triggers.includes('on_character_entered')) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => send(value), pauseMs)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    if (!dispatch || !triggers.includes('on_enter_pressed') || (multiline && event.shiftKey)) return
    event.preventDefault()
    send(text)
  }

  const names = labelProps(labels, element.placeholder?.text)
  const shared = {
    ...names,
    'aria-describedby': [names['aria-describedby'], countId].filter(Boolean).join(' '),
    className: 'input',
    placeholder: element.placeholder?.text,
    value: text,
    'data-autofocus': element.focus_on_load || undefined,
    onKeyDown,
  }
  return (
    <div className="text-field">
      {multiline ? (
        <textarea {...shared} ref={box} rows={4} onChange={(event) => onInput(event.target.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          inputMode={inputMode(element.type)}
          autoComplete="off"
          onChange={(event) => onInput(event.target.value)}
        />
      )}
      <Count id={countId} length={text.length} max={findMax(element)} />
    </div>
  )
}

function inputMode(type: string): 'email' | 'url' | 'decimal' | 'text' {
  if (type === 'email_text_input') return 'email'
  if (type === 'url_text_input') return 'url'
  return type === 'number_input' ? 'decimal' : 'text'
}

/** Named limits are always counted; Slack's own only when it comes near. */
function findMax(element: Props['element']): { readonly limit: number; readonly from: number } | null {
  if (element.type !== 'plain_text_input') return null
  if (element.max_length !== undefined) return { limit: element.max_length, from: 0 }
  return { limit: textLimit, from: textLimit * 0.8 }
}

function Count({
  id,
  length,
  max,
}: {
  readonly id: string
  readonly length: number
  readonly max: { readonly limit: number; readonly from: number } | null
}) {
  const { texts } = useSession()
  if (!max || length < max.from) return <span id={id} />
  const left = max.limit - length
  return (
    <span id={id} className={`count ${left < 0 ? 'count-over' : ''}`}>
      <span aria-hidden="true">{left < 0 ? `−${-left}` : left}</span>
      <span className="unseen">{left < 0 ? texts.charactersOver(-left) : texts.charactersLeft(left)}</span>
    </span>
  )
}
