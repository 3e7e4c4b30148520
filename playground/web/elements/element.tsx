import { actionId, type Usable } from '../lib/kit.ts'
import { useSession } from '../lib/session.ts'
import { ActionButton } from './action-button.tsx'
import { Choices } from './choices.tsx'
import { DateField } from './date-field.tsx'
import { FileField } from './file-field.tsx'
import type { Naming } from './naming.ts'
import { OverflowMenu } from './overflow-menu.tsx'
import { SelectField } from './select-field.tsx'
import { TextField } from './text-field.tsx'

interface Props {
  readonly block: string
  readonly element: { readonly type: string }
  /** From an input block; elsewhere an element names itself and acts at once. */
  readonly naming?: Naming
  readonly dispatch?: boolean
}

/** Any element that one can use. */
export function Element({ block, element: some, naming, dispatch }: Props) {
  const { words } = useSession()
  const element = some as Usable
  const field = { block, ...(naming ? { naming } : {}), dispatch: dispatch ?? naming === undefined }
  switch (element.type) {
    case 'button':
      return <ActionButton block={block} element={element} />
    case 'overflow':
      return <OverflowMenu block={block} element={element} />
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextField key={actionId(element)} {...field} element={element} />
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
      return <span className="block-unknown">{words.notShown(element.type)}</span>
    default:
      return <SelectField {...field} element={element} />
  }
}
