/** People in Slack: signed requests as Slack makes them. */
import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ScenePerson } from './fault-scene.ts'
import { team } from './fault-scene.ts'
import type { LeanSlack, SlackView } from './lean-slack.ts'
import { combine, type Outcome, type Route, readNotice, type Sender, type Typed } from './sent-command.ts'

export interface SlackRequests {
  /** Undefined where no answer came. `retry`: how often Slack sent this event before. */
  send(slot: number, body: string, type: 'form' | 'json', retry?: number): Promise<unknown>
}

/** How long somebody looks at a request before they take it for lost, ms. */
const patienceMs = 4_000

export function createSlackRequests(options: {
  readonly signingSecret: string
  readonly now: () => number
  readonly url: (slot: number) => string
}): SlackRequests {
  return {
    async send(slot, body, type, retry = 0) {
      const stamp = String(Math.floor(options.now() / 1000))
      const signature = createHmac('sha256', options.signingSecret)
        .update(`v0:${stamp}:${body}`)
        .digest('hex')
      try {
        const response = await fetch(`${options.url(slot)}/slack/events`, {
          method: 'POST',
          headers: {
            'content-type': type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
            'x-slack-request-timestamp': stamp,
            'x-slack-signature': `v0=${signature}`,
            ...(retry > 0 ? { 'x-slack-retry-num': String(retry) } : {}),
          },
          body,
          signal: AbortSignal.timeout(patienceMs),
        })
        if (!response.ok) return undefined
        const text = await response.text()
        return text === '' ? {} : JSON.parse(text)
      } catch {
        return undefined
      }
    },
  }
}

const Ephemeral = z.looseObject({ text: z.string() })
const Submitted = z.union([
  z.object({ response_action: z.literal('clear') }).transform(() => ({ kind: 'done' }) as const),
  z
    .object({ response_action: z.literal('update'), view: z.looseObject({}) })
    .transform(({ view }) => ({ kind: 'next', view: view as unknown as SlackView }) as const),
  z
    .object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) })
    .transform(({ errors }) => ({ kind: 'errors', text: JSON.stringify(errors) }) as const),
])

export function createSlackSender(options: {
  readonly person: ScenePerson
  readonly requests: SlackRequests
  readonly slack: LeanSlack
}): Sender {
  const { person, requests, slack } = options

  async function twice(route: Route, send: (slot: number) => Promise<Outcome>): Promise<Outcome> {
    const { slot, again } = route
    if (!again) return send(slot)
    const second = sleep(again.afterMs).then(() => send(again.slot))
    return combine(await Promise.all([send(slot), second]))
  }

  function sayCommand(line: string, trigger: string, slot: number): Promise<unknown> {
    const fields = {
      command: '/case',
      text: line,
      user_id: person.user,
      team_id: team,
      channel_id: person.channel,
      trigger_id: trigger,
      response_url: `${slack.server.url(slot)}/response/${trigger}`,
    }
    return requests.send(slot, new URLSearchParams(fields).toString(), 'form')
  }

  async function openForm(line: string, first: number): Promise<SlackView | undefined> {
    const trigger = randomUUID()
    if ((await sayCommand(line, trigger, first)) === undefined) return undefined
    for (let look = 0; look < 50; look += 1) {
      const view = slack.views.get(trigger)
      if (view?.callback_id === 'form') return view
      await sleep(30)
    }
    return undefined
  }

  async function submit(view: SlackView, id: string, typed: Typed, slot: number): Promise<Outcome> {
    const payload = {
      type: 'view_submission',
      team: { id: team },
      user: { id: person.user, team_id: team },
      view: { ...view, id, root_view_id: id, type: 'modal', state: { values: fillIn(view, typed) } },
    }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const answer = Submitted.safeParse(await requests.send(slot, body, 'form'))
    if (!answer.success) return { kind: 'unknown' }
    if (answer.data.kind === 'done') return { kind: 'accepted', number: undefined }
    if (answer.data.kind === 'errors') return { kind: 'refused', text: answer.data.text }
    const { view: next } = answer.data
    // The form grew by what can be filled now; else it is the same, with what stands in the way or word that it takes longer.
    if (fieldNames(next) !== fieldNames(view)) return submit(next, id, typed, slot)
    return { kind: 'unknown' }
  }

  return {
    line(line, route) {
      const trigger = randomUUID()
      return twice(route, async (slot) => {
        const answer = Ephemeral.safeParse(await sayCommand(line, trigger, slot))
        const told = answer.success ? answer.data.text : await slack.toldBy(trigger)
        return told === undefined ? { kind: 'unknown' } : readNotice(told)
      })
    },
    async form(line, typed, route) {
      const view = await openForm(line, route.slot)
      if (!view) return { kind: 'unopened' }
      const id = `V${randomUUID()}`
      return twice(route, (slot) => submit(view, id, typed, slot))
    },
  }
}

function fieldNames({ blocks }: SlackView): string {
  return blocks.flatMap(({ type, block_id }) => (type === 'input' ? [block_id] : [])).join(' ')
}

function fillIn({ blocks }: SlackView, typed: Typed): object {
  const values: Record<string, object> = {}
  for (const { type, block_id = '', element, optional } of blocks) {
    if (type !== 'input' || !element) continue
    const value = typed[block_id.replace(/^in:\d+:/, '')]
    const state = toState(element, value, optional === true)
    if (state) values[block_id] = { [element.action_id]: { type: element.type, ...state } }
  }
  return values
}

function toState(
  element: NonNullable<SlackView['blocks'][number]['element']>,
  value: string | undefined,
  optional: boolean,
): object | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { value: value ?? element.initial_value ?? (optional ? null : 'as before') }
    case 'file_input':
      return { files: [] }
    case 'checkboxes':
      return { selected_options: [] }
    default: {
      const groups = element.option_groups?.flatMap(({ options }) => options) ?? []
      const options = [...(element.options ?? []), ...groups]
      const chosen =
        value === undefined
          ? (element.initial_option ?? (optional ? undefined : options[0]))
          : (options.find((option) => option.value === value) ?? {
              value,
              text: { type: 'plain_text', text: value },
            })
      return { selected_option: chosen ?? null }
    }
  }
}
