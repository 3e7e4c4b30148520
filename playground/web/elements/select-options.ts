import { useEffect, useRef, useState } from 'react'
import type { Suggestions } from '../lib/api.ts'
import { type Field, getActionId, type Option, toPlainText } from '../lib/block-kit.ts'
import { toIdOption } from '../lib/drafts.ts'
import { formatChannelTitle, getPersonName, useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'

export type SelectElement = Exclude<
  Field,
  {
    type:
      | 'plain_text_input'
      | 'email_text_input'
      | 'url_text_input'
      | 'number_input'
      | 'datepicker'
      | 'timepicker'
      | 'datetimepicker'
      | 'checkboxes'
      | 'radio_buttons'
      | 'file_input'
      | 'rich_text_input'
  }
>

export interface OptionGroup {
  readonly label: string | null
  readonly options: readonly Option[]
}

export interface FoundOptions {
  readonly groups: readonly OptionGroup[]
  /** Said in place of the list: how to search, what failed. */
  readonly note: string | null
  readonly searching: boolean
}

const pauseMs = 250

/** The bot is asked for its choices. */
export function isExternal(element: SelectElement): boolean {
  return element.type === 'external_select' || element.type === 'multi_external_select'
}

/** The choices of a select: all of its own ones, or the bot's for what is typed. */
export function useOptions(
  block: string,
  element: SelectElement,
  query: string,
  open: boolean,
): FoundOptions {
  const external = isExternal(element)
  const asked = useSuggestions(block, element, query, open && external)
  const own = useOwnOptions(element)
  return external ? asked : { groups: own, note: null, searching: false }
}

function useOwnOptions(element: SelectElement): readonly OptionGroup[] {
  const session = useSession()
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      if (element.option_groups) {
        return element.option_groups.map(({ label, options }) => ({ label: label.text, options }))
      }
      return [{ label: null, options: element.options ?? [] }]
    case 'users_select':
    case 'multi_users_select': {
      const people = session.people.map((each) => ({
        ...toIdOption(each.id),
        text: toPlainText(getPersonName(session, each.id)),
      }))
      return [{ label: null, options: people }]
    }
    case 'external_select':
    case 'multi_external_select':
      return []
    default: {
      const channels = session.channels.filter((each) => !each.is_im)
      const options = channels.map((each) => ({
        ...toIdOption(each.id),
        text: toPlainText(formatChannelTitle(session, each)),
      }))
      return [{ label: null, options }]
    }
  }
}

/** Asks the bot once typing pauses; an answer that a later question has overtaken is thrown away. */
function useSuggestions(block: string, element: SelectElement, query: string, open: boolean): FoundOptions {
  const surface = useSurface()
  const { texts } = useSession()
  const [found, setFound] = useState<FoundOptions>({ groups: [], note: null, searching: false })
  const least = 'min_query_length' in element ? (element.min_query_length ?? 3) : 3
  const long = [...query.trim()].length >= least
  const latest = useRef(surface.suggest)
  latest.current = surface.suggest
  const action = getActionId(element)

  useEffect(() => {
    const ask = latest.current
    if (!open || !long || !ask) return
    let overtaken = false
    setFound((before) => ({ ...before, note: null, searching: true }))
    const timer = setTimeout(
      async () => {
        const answer = await ask(block, action, query.trim())
        if (overtaken) return
        if (!answer.ok) {
          const note = `${texts.searchFailed} ${answer.message || answer.error}`
          setFound({ groups: [], note, searching: false })
          return
        }
        const groups = toGroups(answer)
        setFound({ groups, note: null, searching: false })
      },
      query === '' ? 0 : pauseMs,
    )
    return () => {
      overtaken = true
      clearTimeout(timer)
    }
  }, [open, long, query, block, action, texts])

  if (!long) return { groups: [], note: texts.searchMore(least), searching: false }
  return found
}

function toGroups({ options, option_groups }: Suggestions): readonly OptionGroup[] {
  const groups = option_groups
    ? option_groups.map((group) => ({ label: group.label.text, options: group.options.map(asOption) }))
    : [{ label: null, options: (options ?? []).map(asOption) }]
  return groups.filter((group) => group.options.length > 0)
}

/** As it came: a choice goes back to the bot exactly as the bot gave it. */
function asOption(option: { readonly text: { readonly text: string } }): Option {
  return option as Option
}
