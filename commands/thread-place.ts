/** PLC-2: where the thread of what somebody does goes: here if the conversation may show the case, else home, else their direct messages. */
import type { Visible } from '../src/cases/audience.ts'
import type { ValidCreateCase } from '../src/cases/case-inputs.ts'
import type { ThreadOption } from '../src/conversations/thread-places.ts'
import type { Context } from './define.ts'

export type ThreadPlace = Omit<ValidCreateCase['threads'][number], 'audience'>

export interface PlacedThread {
  readonly place: ThreadPlace
  readonly option: ThreadOption
  /** What may be chosen instead, itself among them. */
  readonly options: readonly ThreadOption[]
  /** The app cannot begin a direct message here: the person has to write to it first. */
  readonly needsFirstMessage: boolean
}

type PlacingContext = Pick<
  Context,
  'actor' | 'person' | 'place' | 'conversations' | 'capabilities' | 'isServed'
>

/** `chosen`: the key of an option; one that may not show the case any more is passed over. */
export async function threadPlaceFor(
  context: PlacingContext,
  supportCase: Visible,
  chosen?: string,
): Promise<PlacedThread> {
  const { actor, person, place, conversations, capabilities } = context
  const options = await conversations.listOptions({ actor, person, here: place, supportCase })
  const option = options.find(({ key }) => key === chosen) ?? options[0] ?? direct
  return {
    place: toThreadPlace(option, context),
    option,
    options,
    needsFirstMessage: option.kind === 'direct' && !capabilities.startsDirectMessages,
  }
}

const direct: ThreadOption = { kind: 'direct', key: 'direct' }

export function toThreadPlace(
  option: ThreadOption,
  { person, place, isServed }: Pick<Context, 'person' | 'place' | 'isServed'>,
): ThreadPlace {
  const { locale } = person
  if (option.kind !== 'direct') return { ...option.channel, locale }
  const { platform } = place
  // Whoever comes from another workspace over Slack Connect is written to where they are at home.
  const { tenant } = person.tenant !== place.tenant && isServed?.(person) ? person : place
  return {
    platform,
    tenant,
    channel: person.user,
    direct: { user: person.user, email: person.email },
    locale,
  }
}
