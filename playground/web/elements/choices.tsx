import type { Checkboxes, RadioButtons } from '@slack/types'
import { useId } from 'react'
import { FormattedText, useDisplayText } from '../blocks/text.tsx'
import type { Option } from '../lib/block-kit.ts'
import { useSurface } from '../lib/surface.ts'
import type { FieldProps } from './field-labels.ts'

type Props = FieldProps & { readonly element: Checkboxes | RadioButtons }

/** Check boxes and radio buttons: the browser's own, in a named group. */
export function Choices({ block, element, labels, dispatch }: Props) {
  const surface = useSurface()
  const plain = useDisplayText()
  const name = useId()
  const draft = surface.draft(block, element)
  const chosen = draft.kind === 'options' ? draft.options : []
  const many = element.type === 'checkboxes'

  function toggle(option: Option, on: boolean): void {
    const rest = chosen.filter((each) => each.value !== option.value)
    // in the order of the options, not of the clicks
    const next = element.options.filter((each) =>
      many
        ? rest.some((one) => one.value === each.value) || (on && each.value === option.value)
        : each === option,
    )
    surface.change(block, element, { kind: 'options', options: next }, dispatch)
  }

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name and a description
    <div
      className="choices"
      role={many ? 'group' : 'radiogroup'}
      aria-labelledby={labels?.labelId}
      aria-describedby={labels?.describedBy}
      aria-required={many ? undefined : labels?.required}
      aria-invalid={many ? undefined : labels?.invalid || undefined}
    >
      {element.options.map((option, index) => {
        const id = `${name}-${index}`
        return (
          <div key={option.value ?? index} className="choice">
            <input
              id={id}
              type={many ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.some((each) => each.value === option.value)}
              aria-describedby={option.description ? `${id}-more` : undefined}
              onChange={(event) => toggle(option, event.target.checked)}
            />
            <label htmlFor={id}>
              <FormattedText text={option.text} />
            </label>
            {option.description && (
              <span id={`${id}-more`} className="choice-detail">
                {plain(option.description.text)}
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
}
