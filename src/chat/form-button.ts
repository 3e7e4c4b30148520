/** A form that cannot be opened by itself: the button that opens it, for the very case and with what was typed for it. */
import { fitsButton } from '../../views/button-arguments.ts'
import type { Form } from '../../views/view.ts'

export interface FormCommand {
  readonly command: string
  readonly args: Readonly<Record<string, string>>
}

/** Undefined for a form that is about no case: the line that asked for it asks again. */
export function toFormCommand({ command, formState, parts }: Form): FormCommand | undefined {
  const { number, in: acting } = formState
  if (number === undefined) return undefined
  const args = { number, ...(acting === undefined ? {} : { in: acting }) }
  const draft = parts.flatMap((part) =>
    part.kind === 'text' && 'name' in part ? (part.initial ?? []) : [],
  )[0]
  const whole = draft === undefined ? args : { ...args, draft }
  return { command, args: fitsButton(whole) ? whole : args }
}
