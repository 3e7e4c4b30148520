import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { ChatSuggestRequest, ClickRequest } from '../protocol.ts'
import { type Refusal, type Result, refuse } from '../shared/result.ts'
import { type CardSurface, cardAt, toCardSurface } from './card-source.ts'
import { dispatchEvent } from './dispatch-event.ts'
import { eventOf, type Happening } from './events.ts'
import { formInputs, missingFor, pointed } from './inputs.ts'
import { parseResponse } from './parse-response.ts'
import type { Workspace } from './workspace.ts'
import { userOf } from './workspace-state.ts'

/** What a person does with cards: presses, changes, searches, closes. */

type Action = chat_v1.Schema$GoogleAppsCardV1Action

/** A press on something in a card, or a change of an input that the app wants to know of. */
export async function click(space: Workspace, request: ClickRequest): Promise<Result> {
  const found = toCardSurface(space, request.user, request.surface)
  if ('ok' in found) return found
  const action = pointed(found.root, request.at) as Action | undefined
  const isAction = /\/(action|onChangeAction)$/.test(request.at) && typeof action?.function === 'string'
  if (!action || !isAction) return refuse('action_not_found', 'There is nothing to press there any more.')
  if (space.bot.kind === 'add-on' && !URL.canParse(action.function ?? ''))
    return refuse('BAD_CARD', `To an add-on a function is an address, and ${action.function} is none.`)
  const card = cardAt(found, request.at)
  const typed = request.inputs ?? {}
  const missing = request.at.endsWith('/action') ? missingFor(action, card, typed) : []
  if (missing.length > 0)
    return {
      ...refuse('required', `Fill in: ${missing.map((input) => input.label).join(', ')}.`),
      fields: missing.map((input) => input.name),
    } as Refusal
  const sent = formInputs(card, typed, (name) => space.dialogs.offered(`${found.key} ${name}`))
  if (!sent.ok) return refuse('bad_input', sent.message)
  return dispatchEvent(space, happeningOf(found, action, sent.inputs), { from: found })
}

function happeningOf(
  found: CardSurface,
  action: Action,
  inputs: Readonly<Record<string, object>>,
): Happening {
  const base = { user: found.here.user, space: found.here.place, action, inputs }
  const opens = action.interaction === 'OPEN_DIALOG' ? ('REQUEST_DIALOG' as const) : undefined
  const dialog = found.inDialog ? ('SUBMIT_DIALOG' as const) : opens
  const asked = dialog ? { dialog } : {}
  if (found.isHome) return { kind: 'home-click', ...base, ...asked }
  const { message } = found
  return { kind: 'click', ...base, ...(message ? { message } : {}), ...asked }
}

/** What the app offers for what is typed into a multiselect. */
export async function suggest(space: Workspace, request: ChatSuggestRequest): Promise<Result> {
  const found = toCardSurface(space, request.user, request.surface)
  if ('ok' in found) return found
  const input = pointed(found.root, request.at) as chat_v1.Schema$GoogleAppsCardV1SelectionInput | undefined
  const source = input?.externalDataSource
  if (!source?.function) return refuse('action_not_found', 'That field has no choices to search.')
  const sent = formInputs(cardAt(found, request.at), request.inputs ?? {}, (name) =>
    space.dialogs.offered(`${found.key} ${name}`),
  )
  const { message, here } = found
  const answer = await space.bot.send(
    eventOf(space, {
      kind: 'suggest',
      user: here.user,
      space: here.place,
      action: source,
      query: request.value,
      inputs: sent.ok ? sent.inputs : {},
      ...(message ? { message } : {}),
    }),
  )
  if (answer.kind === 'failed') return refuse(answer.error, answer.message)
  const read = parseResponse(space.check, space.bot.kind, answer.body)
  if (!read.ok) return refuse('BAD_ANSWER', `The app's answer was refused: ${read.fault}`)
  const items = read.asked.suggestions ?? []
  space.dialogs.offer(
    `${found.key} ${input?.name}`,
    items.map((item) => item.value ?? ''),
  )
  return { ok: true, items }
}

/** The cross of a dialog tells the app; what else closes it (Escape, a press beside it) does not. */
export async function close(
  space: Workspace,
  request: { readonly user: string; readonly cross: boolean },
): Promise<Result> {
  const user = userOf(space.state, request.user)
  const dialog = user && space.dialogs.of(user.id)
  if (!user || !dialog) return { ok: true, dialog: null }
  space.dialogs.close(user.id)
  const place = space.state.spaces.get(dialog.from.space)
  if (request.cross && place && !dialog.from.isHome) {
    const { message } = dialog.from
    const action: Action = { function: '' }
    // Nothing is shown of its answer any more.
    await space.bot.send(
      eventOf(space, {
        kind: 'click',
        user,
        space: place,
        action,
        inputs: {},
        dialog: 'CANCEL_DIALOG',
        ...(message ? { message } : {}),
      }),
    )
  }
  return { ok: true, dialog: null }
}
