import type { InputBlock } from '@slack/types'
import { Element } from '../elements/element.tsx'
import { useSurface } from '../lib/surface.ts'
import { FieldRow } from '../parts/field-row.tsx'
import { toDisplayText } from './text.tsx'

const groups = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker', 'datetimepicker']

/** A field with its label, hint and error. */
export function InputRow({ block, id }: { readonly block: InputBlock; readonly id: string }) {
  const { errors } = useSurface()
  return (
    <FieldRow
      label={toDisplayText(block.label.text)}
      optional={block.optional ?? false}
      required={!block.optional}
      hint={block.hint && toDisplayText(block.hint.text)}
      error={errors[id]}
      group={groups.includes(block.element.type)}
      name={id}
    >
      {(labels) => (
        <Element
          block={id}
          element={block.element}
          labels={labels}
          dispatch={block.dispatch_action ?? false}
        />
      )}
    </FieldRow>
  )
}
