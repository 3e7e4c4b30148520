import { type ActionElement, getActionId } from '../lib/block-kit.ts'
import { useSession } from '../lib/session.ts'
import { ActionButton } from './action-button.tsx'
import { Choices } from './choices.tsx'
import { DateField } from './date-field.tsx'
import type { FieldLabels } from './field-labels.ts'
import { FileField } from './file-field.tsx'
import { OverflowMenu } from './overflow-menu.tsx'
import { SelectField } from './select-field.tsx'
import { TextField } from './text-field.tsx'

interface Props {
  readonly block: string
  readonly element: { readonly type: string }
  /** From an input block; elsewhere an element names itself and acts at once. */
  readonly labels?: FieldLabels
  readonly dispatch?: boolean
}

/** Any element that one can use. */
export function Element({ block, element: some, labels, dispatch }: Props) {
  const { texts } = useSession()
  const element = some as ActionElement
  const field = { block, ...(labels ? { labels } : {}), dispatch: dispatch ?? labels === undefined }
  switch (element.type) {
    case 'button':
      return <ActionButton block={block} element={element} />
    case 'overflow':
      return <OverflowMenu block={block} element={element} />
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextField key={getActionId(element)} {...field} element={element} />
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateField {...field} element={element} />
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...field} element={element} />
    case 'file_input':
      return <FileField {...field} element={element} />
    case 'rich_text_input':
    case 'workflow_button':
      return <span className="block-unknown">{texts.notShown(element.type)}</span>
    default:
      return <SelectField {...field} element={element} />
  }
}
