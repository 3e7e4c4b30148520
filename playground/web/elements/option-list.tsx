import { useContext } from 'react'
import {
  ComboBoxStateContext,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Text,
} from 'react-aria-components'
import { useDisplayText } from '../blocks/text.tsx'
import type { Option } from '../lib/block-kit.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from '../parts/icon.tsx'
import type { FoundOptions } from './select-options.ts'

interface Props {
  readonly found: FoundOptions
  readonly getName: (option: Option) => string
}

/** The open list of a select, and a line that says how to search, that nothing was found, or what failed. */
export function OptionList({ found, getName }: Props) {
  const { texts } = useSession()
  const plain = useDisplayText()
  const state = useContext(ComboBoxStateContext)
  const nothing = state?.collection.size === 0 ? texts.nothingFound : null
  const items = (options: readonly Option[]) =>
    options.map((option) => (
      <ListBoxItem key={option.value} id={option.value ?? ''} textValue={getName(option)} className="option">
        {({ isSelected }) => (
          <>
            <span className="option-words">
              <Text slot="label">{getName(option)}</Text>
              {option.description && (
                <Text slot="description" className="option-detail">
                  {plain(option.description.text)}
                </Text>
              )}
            </span>
            {isSelected && <Icon name="check" size={16} />}
          </>
        )}
      </ListBoxItem>
    ))
  return (
    <>
      <ListBox className="options">
        {found.groups.map(({ label, options }) =>
          label === null ? (
            items(options)
          ) : (
            <ListBoxSection key={label} id={`group ${label}`} aria-label={plain(label)}>
              <Header className="options-label">{plain(label)}</Header>
              {items(options)}
            </ListBoxSection>
          ),
        )}
      </ListBox>
      <p className="options-note" role="status">
        {found.searching ? texts.searching : (found.note ?? nothing)}
      </p>
    </>
  )
}
