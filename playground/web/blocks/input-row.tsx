import type { InputBlock } from '@slack/types'
import { useId } from 'react'
import { Element } from '../elements/element.tsx'
import type { Naming } from '../elements/naming.ts'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { plainOf } from './text.tsx'

const groups = ['checkboxes', 'radio_buttons']

/** A field with its label, hint and error. */
export function InputRow({ block, id }: { readonly block: InputBlock; readonly id: string }) {
  const { words } = useSession()
  const { errors } = useSurface()
  const base = useId()
  const error = errors[id]
  const hintId = block.hint ? `${base}-hint` : null
  const errorId = error ? `${base}-error` : null
  const naming: Naming = {
    inputId: `${base}-input`,
    labelId: `${base}-label`,
    describedBy: [errorId, hintId].filter(Boolean).join(' ') || undefined,
    invalid: error !== undefined,
    required: !block.optional,
  }
  const label = (
    <>
      {plainOf(block.label.text)} {block.optional && <span className="optional">{words.optional}</span>}
    </>
  )
  return (
    <div className={`input-row ${error ? 'input-row-wrong' : ''}`} data-block-id={id}>
      {groups.includes(block.element.type) ? (
        <span id={naming.labelId} className="input-label">
          {label}
        </span>
      ) : (
        <label id={naming.labelId} htmlFor={naming.inputId} className="input-label">
          {label}
        </label>
      )}
      <Element block={id} element={block.element} naming={naming} dispatch={block.dispatch_action ?? false} />
      {error && errorId && (
        <p id={errorId} className="input-error" data-testid="field-error">
          {error}
        </p>
      )}
      {block.hint && hintId && (
        <p id={hintId} className="input-hint">
          {plainOf(block.hint.text)}
        </p>
      )}
    </div>
  )
}
