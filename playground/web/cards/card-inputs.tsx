import type {
  Checkboxes,
  Datepicker,
  MultiExternalSelect,
  PlainTextInput,
  RadioButtons,
  StaticSelect,
} from '@slack/types'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { Choices } from '../elements/choices.tsx'
import { DateField } from '../elements/date-field.tsx'
import { SelectField } from '../elements/select-field.tsx'
import { TextField } from '../elements/text-field.tsx'
import { toPlainText } from '../lib/block-kit.ts'
import { type CardSurface, toOption } from '../lib/card-surface.ts'
import { SurfaceProvider } from '../lib/surface.ts'
import { FieldRow } from '../parts/field-row.tsx'

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

interface Props {
  readonly widget: Widget
  /** The JSON pointer of the widget. */
  readonly at: string
  readonly surface: CardSurface
}

/** An input of a card, drawn with the page's own fields: a text, a menu, boxes, a search, a date. */
export function CardInput({ widget, at, surface }: Props) {
  const { textInput, selectionInput, dateTimePicker } = widget
  const input = textInput ?? selectionInput ?? dateTimePicker
  const kind = textInput ? 'textInput' : selectionInput ? 'selectionInput' : 'dateTimePicker'
  const name = input?.name ?? ''
  const isChoices = selectionInput && groups.includes(selectionInput.type ?? 'CHECK_BOX')
  return (
    <SurfaceProvider value={surface.field}>
      <FieldRow
        label={input?.label ?? ''}
        hint={textInput?.hintText ?? undefined}
        error={surface.errors[name]}
        group={Boolean(dateTimePicker ?? isChoices)}
        name={name}
        required={surface.required.includes(name)}
      >
        {(labels) => {
          const field = { block: `${at}/${kind}`, labels, dispatch: Boolean(input?.onChangeAction) }
          if (textInput) return <TextField {...field} element={textElement(textInput)} />
          if (dateTimePicker) return <DateField {...field} element={dateElement(dateTimePicker)} />
          if (!selectionInput) return null
          if (isChoices) return <Choices {...field} element={groupElement(selectionInput)} />
          return <SelectField {...field} element={menuElement(selectionInput)} />
        }}
      </FieldRow>
    </SurfaceProvider>
  )
}

const groups = ['CHECK_BOX', 'RADIO_BUTTON', 'SWITCH']

function textElement(input: chat_v1.Schema$GoogleAppsCardV1TextInput): PlainTextInput {
  const limit = input.validation?.characterLimit
  return {
    type: 'plain_text_input',
    action_id: input.name ?? '',
    multiline: input.type === 'MULTIPLE_LINE',
    ...(input.placeholderText ? { placeholder: toPlainText(input.placeholderText) } : {}),
    ...(limit ? { max_length: limit } : {}),
    ...(input.onChangeAction
      ? { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } }
      : {}),
  }
}

function dateElement(input: chat_v1.Schema$GoogleAppsCardV1DateTimePicker): Datepicker {
  return { type: 'datepicker', action_id: input.name ?? '' }
}

function groupElement(input: chat_v1.Schema$GoogleAppsCardV1SelectionInput): Checkboxes | RadioButtons {
  const options = (input.items ?? []).map(toOption)
  const action_id = input.name ?? ''
  return input.type === 'RADIO_BUTTON'
    ? { type: 'radio_buttons', action_id, options }
    : { type: 'checkboxes', action_id, options }
}

function menuElement(
  input: chat_v1.Schema$GoogleAppsCardV1SelectionInput,
): StaticSelect | MultiExternalSelect {
  const action_id = input.name ?? ''
  if (input.type !== 'MULTI_SELECT')
    return { type: 'static_select', action_id, options: (input.items ?? []).map(toOption) }
  return {
    type: 'multi_external_select',
    action_id,
    min_query_length: input.multiSelectMinQueryLength ?? 3,
    ...(input.multiSelectMaxSelectedItems ? { max_selected_items: input.multiSelectMaxSelectedItems } : {}),
  }
}
