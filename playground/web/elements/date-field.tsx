import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { type FieldProps, namingProps } from './naming.ts'

type Props = FieldProps & { readonly element: Datepicker | Timepicker | DateTimepicker }

const types = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const

/** The browser's own pickers: they know the person's calendar and the keyboard. */
export function DateField({ block, element, naming, dispatch }: Props) {
  const surface = useSurface()
  const { words } = useSession()
  const draft = surface.draft(block, element)
  const text = draft.kind === 'text' ? draft.text : ''
  const placeholder = 'placeholder' in element ? element.placeholder?.text : undefined
  return (
    <input
      {...namingProps(naming, placeholder ?? words.chooseDate)}
      className="input input-date"
      type={types[element.type]}
      value={element.type === 'datetimepicker' ? toLocal(text) : text}
      onChange={(event) => {
        const value = element.type === 'datetimepicker' ? fromLocal(event.target.value) : event.target.value
        surface.change(block, element, { kind: 'text', text: value }, dispatch)
      }}
    />
  )
}

/** Seconds since 1970 → `2026-11-22T14:05` in the browser's time zone. */
function toLocal(seconds: string): string {
  if (seconds === '') return ''
  const date = new Date(Number(seconds) * 1000)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function fromLocal(value: string): string {
  return value === '' ? '' : String(Math.floor(new Date(value).getTime() / 1000))
}
