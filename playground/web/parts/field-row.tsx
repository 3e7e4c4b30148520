import { type ReactNode, useId } from 'react'
import type { FieldLabels } from '../elements/field-labels.ts'
import { useSession } from '../lib/session.ts'

interface Props {
  readonly label: string
  readonly optional?: boolean
  readonly hint?: string | undefined
  readonly error?: string | undefined
  /** Several controls under one name: check boxes, radio buttons, the parts of a date. */
  readonly group: boolean
  readonly name: string
  readonly required?: boolean
  readonly children: (labels: FieldLabels) => ReactNode
}

/** A field with its label, hint and error. */
export function FieldRow(props: Props) {
  const { label, optional = false, hint, error, group, name, required = false, children } = props
  const { texts } = useSession()
  const base = useId()
  const hintId = hint ? `${base}-hint` : null
  const errorId = error ? `${base}-error` : null
  const labels: FieldLabels = {
    inputId: `${base}-input`,
    labelId: `${base}-label`,
    describedBy: [errorId, hintId].filter(Boolean).join(' ') || undefined,
    invalid: error !== undefined,
    required,
  }
  const inside = (
    <>
      {label} {optional && <span className="optional">{texts.optional}</span>}
    </>
  )
  return (
    <div className={`input-row ${error ? 'input-row-wrong' : ''}`} data-block-id={name}>
      {group ? (
        <span id={labels.labelId} className="input-label">
          {inside}
        </span>
      ) : (
        <label id={labels.labelId} htmlFor={labels.inputId} className="input-label">
          {inside}
        </label>
      )}
      {children(labels)}
      {error && errorId && (
        <p id={errorId} className="input-error" data-testid="field-error">
          {error}
        </p>
      )}
      {hint && hintId && (
        <p id={hintId} className="input-hint">
          {hint}
        </p>
      )}
    </div>
  )
}
