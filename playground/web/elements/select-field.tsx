import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { usePlain } from '../blocks/text.tsx'
import { draftKey } from '../lib/drafts.ts'
import type { Option } from '../lib/kit.ts'
import { channelTitle, nameOf, type Session, useSession } from '../lib/session.ts'
import { busyKey, useSurface } from '../lib/surface.ts'
import { Icon } from '../parts/icon.tsx'
import { Popup } from '../parts/popup.tsx'
import { type FieldProps, namingProps } from './naming.ts'
import { OptionList } from './option-list.tsx'
import { type SelectElement, useOptions } from './select-options.ts'

type Props = FieldProps & { readonly element: SelectElement }

/** Every select, single or multi, static or asked for: a combobox that one may type into. */
export function SelectField({ block, element, naming, dispatch }: Props) {
  const surface = useSurface()
  const session = useSession()
  const { words } = session
  const plain = usePlain()
  const called = (option: Option) => optionName(option, element, session) ?? plain(option.text.text)
  const anchor = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(-1)
  const many = element.type.startsWith('multi_')
  const most = 'max_selected_items' in element ? element.max_selected_items : undefined
  const draft = surface.draft(block, element)
  const chosen = draft.kind === 'options' ? draft.options : []
  const found = useOptions(block, element, query, open)
  const flat = found.groups.flatMap((group) => group.options)
  const waiting = surface.busy === busyKey(block, element)
  const shown = many ? undefined : chosen[0]

  function change(options: readonly Option[]): void {
    surface.change(block, element, { kind: 'options', options }, dispatch)
  }

  function close(): void {
    setOpen(false)
    setQuery('')
    setActive(-1)
  }

  function openList(): void {
    if (open) return
    setOpen(true)
    setActive(shown ? flat.findIndex((each) => each.value === shown.value) : -1)
  }

  function pick(option: Option): void {
    const has = chosen.some((each) => each.value === option.value)
    // a multi-select of one is a menu: another choice takes the place of the first
    if (!many || (most === 1 && !has)) change([option])
    else change(has ? chosen.filter((each) => each.value !== option.value) : [...chosen, option])
    if (many && most !== 1) setQuery('')
    else close()
    input.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!open) openList()
      else if (flat.length > 0) setActive(moved(active, key === 'ArrowDown' ? 1 : -1, flat.length))
    } else if (key === 'Enter') {
      const option = flat[active] ?? (query !== '' ? flat[0] : undefined)
      if (!open) openList()
      else if (option) pick(option)
    } else if (key === 'Escape' && open) {
      close()
    } else if (key === 'Backspace' && many && query === '' && chosen.length > 0) {
      change(chosen.slice(0, -1))
    } else {
      if (key === 'Tab') close()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const placeholder = element.placeholder?.text ?? words.choose
  return (
    <div className="select">
      {many && chosen.length > 0 && (
        <ul className="chips">
          {chosen.map((option) => (
            <li key={option.value} className="chip">
              {called(option)}
              <button
                type="button"
                aria-label={words.remove(called(option))}
                onClick={() => change(chosen.filter((each) => each.value !== option.value))}
              >
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="select-box" ref={anchor}>
        <input
          key={draftKey(block, element)}
          ref={input}
          {...namingProps(naming, placeholder)}
          className={`input ${!open && shown ? 'input-chosen' : ''}`}
          type="text"
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
          placeholder={shown ? called(shown) : placeholder}
          value={open ? query : shown ? called(shown) : ''}
          onChange={(event) => {
            const text = event.target.value
            // typing over a closed choice starts a search with what was added
            setQuery(open || !shown ? text : text.replace(called(shown), ''))
            setOpen(true)
            setActive(text.trim() === '' ? -1 : 0)
          }}
          onClick={openList}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        {shown && naming && !naming.required && session.platform === 'slack' && (
          <button type="button" className="select-clear" aria-label={words.clear} onClick={() => change([])}>
            <Icon name="close" size={14} />
          </button>
        )}
        <span className="select-arrow">
          {waiting ? <span className="spinner" /> : <Icon name="chevron" size={16} />}
        </span>
      </div>
      {open && (
        <Popup anchor={anchor} onAway={close} fit>
          <OptionList
            id={listId}
            label={naming ? { by: naming.labelId } : { text: placeholder }}
            found={found}
            many={many}
            active={active}
            chosen={chosen}
            nameOf={called}
            onPick={pick}
          />
        </Popup>
      )}
    </div>
  )
}

function moved(at: number, step: number, count: number): number {
  if (at < 0) return step > 0 ? 0 : count - 1
  return (at + step + count) % count
}

/** A person's or channel's option holds an id only where the bot chose it at first. */
function optionName(option: Option, element: SelectElement, session: Session): string | undefined {
  const id = option.value ?? ''
  if (element.type.endsWith('users_select')) return nameOf(session, id)
  if (element.type.endsWith('channels_select') || element.type.endsWith('conversations_select')) {
    const channel = session.channels.find((each) => each.id === id)
    return channel ? channelTitle(session, channel) : id
  }
  return undefined
}
