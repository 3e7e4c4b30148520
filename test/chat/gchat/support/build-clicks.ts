/** What Google Chat would send for what stands in a card. */
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { objects, widgetsIn } from './card-faults.ts'

type Card = chat_v1.Schema$GoogleAppsCardV1Card
type Action = chat_v1.Schema$GoogleAppsCardV1Action

export interface Click {
  readonly parameters: Readonly<Record<string, string>>
  readonly interaction: string | undefined
}

export function clickOf(action: Action): Click {
  const parameters = Object.fromEntries(
    (action.parameters ?? []).map(({ key, value }) => [key ?? '', value ?? '']),
  )
  return { parameters, interaction: action.interaction ?? undefined }
}

/** Every action of a card's buttons and menus, in their order. */
export function actionsIn(card: unknown): readonly Click[] {
  return [...objects(card)].flatMap((one) => {
    const onClick = one.onClick as chat_v1.Schema$GoogleAppsCardV1OnClick | undefined
    return onClick?.action ? [clickOf(onClick.action)] : []
  })
}

/** The submit button pressed with everything as it was drawn; undefined where there is none. */
export function submitOf(
  card: Card,
): (Click & { readonly inputs: Readonly<Record<string, chat_v1.Schema$Inputs>> }) | undefined {
  const action = card.fixedFooter?.primaryButton?.onClick?.action
  const click = action ? clickOf(action) : undefined
  return click?.parameters.ct === 'submit' ? { ...click, inputs: inputsOf(card) } : undefined
}

/** The widgets' values as Chat tells them. */
export function inputsOf(card: Card): Readonly<Record<string, chat_v1.Schema$Inputs>> {
  const inputs: Record<string, chat_v1.Schema$Inputs> = {}
  for (const { textInput, selectionInput, dateTimePicker } of widgetsIn(card)) {
    if (textInput?.name) inputs[textInput.name] = { stringInputs: { value: [textInput.value ?? ''] } }
    if (selectionInput?.name) {
      const value = (selectionInput.items ?? []).flatMap((one) => (one.selected ? [one.value ?? ''] : []))
      if (value.length > 0) inputs[selectionInput.name] = { stringInputs: { value } }
    }
    if (dateTimePicker?.name && dateTimePicker.valueMsEpoch)
      inputs[dateTimePicker.name] = { dateInput: { msSinceEpoch: dateTimePicker.valueMsEpoch } }
  }
  return inputs
}
