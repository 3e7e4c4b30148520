/** What an element needs to be named and described by its row. */
export interface Naming {
  readonly inputId: string
  readonly labelId: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
  readonly required: boolean
}

/** What every field component is given beside its element. */
export interface FieldProps {
  readonly block: string
  readonly naming?: Naming
  /** A change is sent to the bot at once. */
  readonly dispatch: boolean
}

/** The attributes that name and describe a field's control. */
export function namingProps(naming: Naming | undefined, fallback: string | undefined) {
  if (!naming) return { 'aria-label': fallback }
  return {
    id: naming.inputId,
    'aria-labelledby': naming.labelId,
    'aria-describedby': naming.describedBy,
    'aria-invalid': naming.invalid || undefined,
    'aria-required': naming.required || undefined,
  }
}

/** The same for a field of the library. What is wrong the page tells itself, once one sends. */
export function ariaProps(naming: Naming | undefined, fallback: string) {
  if (!naming) return { 'aria-label': fallback }
  return {
    id: naming.inputId,
    'aria-labelledby': naming.labelId,
    ...(naming.describedBy ? { 'aria-describedby': naming.describedBy } : {}),
    isInvalid: naming.invalid,
    isRequired: naming.required,
    validationBehavior: 'aria',
  } as const
}
