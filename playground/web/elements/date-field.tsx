import {
  type CalendarDate,
  fromAbsolute,
  parseDate,
  parseTime,
  toCalendarDate,
  type ZonedDateTime,
} from '@internationalized/date'
import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types'
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarHeading,
  DateInput,
  DatePicker,
  type DatePickerProps,
  DateSegment,
  Dialog,
  Group,
  Popover,
  TimeField,
} from 'react-aria-components'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { Icon } from '../parts/icon.tsx'
import { type FieldProps, fieldAriaProps } from './field-labels.ts'

type Element = Datepicker | Timepicker | DateTimepicker
type Props = FieldProps & { readonly element: Element }

/** A date, a time, or both: typed part by part in the person's own order, or chosen from a calendar. */
export function DateField({ block, element, labels, dispatch }: Props) {
  const surface = useSurface()
  const { texts, timeFormat } = useSession()
  const draft = surface.draft(block, element)
  const text = draft.kind === 'text' ? draft.text : ''
  const placeholder = 'placeholder' in element ? element.placeholder?.text : undefined
  const common = fieldAriaProps(labels, placeholder ?? texts.chooseDate)

  function change(value: string): void {
    if (value !== text) surface.change(block, element, { kind: 'text', text: value }, dispatch)
  }

  switch (element.type) {
    case 'timepicker':
      return (
        <TimeField
          {...common}
          value={parseDraft(text, parseTime)}
          onChange={(time) => change(time ? time.toString().slice(0, 5) : '')}
        >
          <Segments className="input input-date" />
        </TimeField>
      )
    case 'datepicker':
      return (
        <CalendarField<CalendarDate>
          {...common}
          value={parseDraft(text, parseDate)}
          onChange={(date) => change(date ? toCalendarDate(date).toString() : '')}
        />
      )
    case 'datetimepicker':
      return (
        <CalendarField<ZonedDateTime>
          {...common}
          granularity="minute"
          hideTimeZone
          value={parseDraft(text, (seconds) => fromAbsolute(Number(seconds) * 1000, timeFormat.timeZone))}
          onChange={(date) => change(date ? String(date.toDate().getTime() / 1000) : '')}
        />
      )
  }
}

/** An empty field for what is no date, or stands in a time zone that this browser does not know. */
function parseDraft<T>(text: string, parse: (text: string) => T): T | null {
  if (text === '') return null
  try {
    return parse(text)
  } catch {
    return null
  }
}

function CalendarField<T extends CalendarDate | ZonedDateTime>(props: DatePickerProps<T>) {
  return (
    <DatePicker<T> {...props}>
      <Group className="input input-date">
        <Segments className="date-segments" />
        <Button className="date-button">
          <Icon name="calendar" />
        </Button>
      </Group>
      <Popover className="popup" placement="bottom start" offset={4}>
        <Dialog className="calendar">
          <Calendar>
            <header className="calendar-head">
              <Button slot="previous" className="icon-button">
                <Icon name="back" />
              </Button>
              <CalendarHeading className="calendar-title" />
              <Button slot="next" className="icon-button calendar-next">
                <Icon name="back" />
              </Button>
            </header>
            <CalendarGrid>{(date) => <CalendarCell date={date} className="calendar-day" />}</CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  )
}

function Segments({ className }: { readonly className: string }) {
  return (
    <DateInput className={className}>
      {(segment) => <DateSegment segment={segment} className="date-segment" />}
    </DateInput>
  )
}
