/** What an element needs to be named and described by its row. */
export interface FieldLabels {
  readonly inputId: string
  readonly labelId: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
  readonly required: boolean
}

/** What every field component is given beside its element. */
export interface FieldProps {
  readonly block: string
  readonly labels?: FieldLabels
  /** A change is sent to the bot at once. */
  readonly dispatch: boolean
}

/** The attributes that name and describe a field's control. */
export function labelProps(labels: FieldLabels | undefined, fallback: string | undefined) {
  if (!labels) return { 'aria-label': fallback }
  return {
    id: labels.inputId,
    'aria-labelledby': labels.labelId,
    'aria-describedby': labels.describedBy,
    'aria-invalid': labels.invalid || undefined,
    'aria-required': labels.required || undefined,
  }
}

/** The same for a field of the library. What is wrong the page tells itself, once one sends. */
export function fieldAriaProps(labels: FieldLabels | undefined, fallback: string) {
  if (!labels) return { 'aria-label': fallback }
  return {
    id: labels.inputId,
    'aria-labelledby': labels.labelId,
    ...(labels.describedBy ? { 'aria-describedby': labels.describedBy } : {}),
    isInvalid: labels.invalid,
    isRequired: labels.required,
    validationBehavior: 'aria',
  } as const
}
