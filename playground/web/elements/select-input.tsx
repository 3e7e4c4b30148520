import { useContext, useEffect } from 'react'
import { ComboBoxStateContext, Input } from 'react-aria-components'

interface Props {
  readonly className: string
  readonly placeholder: string
  readonly query: string
}

/** The box of a select: a click or a key opens its list, and while one types the first match is the one that Enter takes. */
export function SelectInput({ query, ...props }: Props) {
  // absent while the library only counts the options
  const state = useContext(ComboBoxStateContext)

  useEffect(() => {
    if (!state?.isOpen || query.trim() === '' || state.selectionManager.focusedKey !== null) return
    const keys = [...state.collection.getKeys()]
    const first = keys.find((key) => state.collection.getItem(key)?.type === 'item')
    if (first !== undefined) state.selectionManager.setFocusedKey(first)
  })

  const open = () => {
    if (!state?.isOpen) state?.open(null, 'manual')
  }
  return <Input {...props} onClick={open} onInput={open} />
}
