import type { ReactNode } from 'react'
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components'
import { Icon } from './icon.tsx'

export interface MenuEntry {
  readonly key: string
  readonly label: string
  readonly detail?: string
  readonly picture?: ReactNode
  /** A link, so that it can be opened in a new tab, too. */
  readonly href?: string
  readonly onPick?: () => void
}

interface Props {
  readonly label: string
  readonly items: readonly MenuEntry[]
  readonly button: ReactNode
  readonly buttonClass?: string
  /** Makes the entries alternatives, of which this one holds. */
  readonly checked?: string
  readonly align?: 'start' | 'end'
  readonly above?: boolean
  readonly note?: string
}

/** A button that opens a list of things to do. */
export function Menu({
  label,
  items,
  button,
  buttonClass = 'icon-button',
  checked,
  align = 'start',
  above = false,
  note,
}: Props) {
  return (
    <MenuTrigger>
      <Button
        className={buttonClass}
        aria-label={label}
        render={(props) => <button {...props} type="button" title={label} />}
      >
        {button}
      </Button>
      <Popover className="popup" placement={`${above ? 'top' : 'bottom'} ${align}`} offset={4}>
        <AriaMenu
          className="menu"
          aria-label={label}
          {...(checked === undefined ? {} : { selectionMode: 'single', selectedKeys: [checked] })}
          disallowEmptySelection
        >
          {items.map((item) => (
            <MenuItem
              key={item.key}
              id={item.key}
              className="menu-item"
              textValue={item.label}
              {...(item.href === undefined ? {} : { href: item.href })}
              {...(item.onPick ? { onAction: item.onPick } : {})}
            >
              {({ isSelected }) => (
                <>
                  {item.picture}
                  <span className="menu-words">
                    <Text slot="label">{item.label}</Text>
                    {item.detail && (
                      <Text slot="description" className="menu-detail">
                        {item.detail}
                      </Text>
                    )}
                  </span>
                  {isSelected && <Icon name="check" />}
                </>
              )}
            </MenuItem>
          ))}
        </AriaMenu>
        {note && <p className="menu-note">{note}</p>}
      </Popover>
    </MenuTrigger>
  )
}
