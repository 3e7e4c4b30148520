/** People in Google Chat: events as Google sends them to a classic Chat app, with its tokens. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ScenePerson } from './fault-scene.ts'
import { combine, type Outcome, type Route, readNotice, type Sender, type Typed } from './sent-command.ts'

export interface ChatRequests {
  /** Undefined where no answer came. */
  send(slot: number, event: object): Promise<unknown>
}

/** How long somebody looks at a request before they take it for lost, ms. */
const patienceMs = 6_000

export function createChatRequests(options: {
  readonly token: () => Promise<string>
  readonly url: (slot: number) => string
}): ChatRequests {
  return {
    async send(slot, event) {
      try {
        const response = await fetch(`${options.url(slot)}/gchat/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${await options.token()}` },
          body: JSON.stringify(event),
          signal: AbortSignal.timeout(patienceMs),
        })
        return response.ok ? await response.json() : undefined
      } catch {
        return undefined
      }
    },
  }
}

export function userOf({ user, name, email }: ScenePerson): object {
  return { name: user, displayName: name, email, type: 'HUMAN' }
}

export function spaceOf(channel: string): object {
  return { name: channel, displayName: channel, type: 'ROOM', spaceType: 'SPACE' }
}

const Parameter = z.object({ key: z.string(), value: z.string() })
const Widget = z.looseObject({
  textInput: z.looseObject({ name: z.string(), value: z.string().optional() }).optional(),
  selectionInput: z
    .looseObject({
      name: z.string(),
      items: z.array(z.looseObject({ value: z.string(), selected: z.boolean().optional() })).default([]),
    })
    .optional(),
})
type Widget = z.infer<typeof Widget>
const Dialog = z.looseObject({
  sections: z.array(z.looseObject({ widgets: z.array(Widget).default([]) })).default([]),
  fixedFooter: z.looseObject({
    primaryButton: z.looseObject({
      onClick: z.looseObject({ action: z.looseObject({ parameters: z.array(Parameter) }) }),
    }),
  }),
})
type Dialog = z.infer<typeof Dialog>

const Answer = z.looseObject({
  actionResponse: z
    .looseObject({
      type: z.string(),
      dialogAction: z
        .looseObject({
          dialog: z.object({ body: z.unknown() }).optional(),
          actionStatus: z
            .looseObject({ statusCode: z.string(), userFacingMessage: z.string().optional() })
            .optional(),
        })
        .optional(),
    })
    .optional(),
})

export function createChatSender(options: {
  readonly person: ScenePerson
  readonly requests: ChatRequests
  readonly now: () => number
}): Sender {
  const { person, requests, now } = options
  const common = { userLocale: 'en', hostApp: 'CHAT', timeZone: { id: 'Europe/London', offset: 0 } }

  async function twice(route: Route, send: (slot: number) => Promise<Outcome>): Promise<Outcome> {
    const { slot, again } = route
    if (!again) return send(slot)
    const second = sleep(again.afterMs).then(() => send(again.slot))
    return combine(await Promise.all([send(slot), second]))
  }

  function slashCommand(line: string, opensDialog: boolean): object {
    const name = `${person.channel}/messages/${randomUUID()}`
    return {
      type: 'MESSAGE',
      eventTime: new Date(now()).toISOString(),
      user: userOf(person),
      space: spaceOf(person.channel),
      message: {
        name,
        text: `/case ${line}`,
        argumentText: line,
        thread: { name: `${person.channel}/threads/${randomUUID()}` },
        slashCommand: { commandId: '100' },
      },
      appCommandMetadata: { appCommandId: '100', appCommandType: 'SLASH_COMMAND' },
      common,
      ...(opensDialog ? { isDialogEvent: true, dialogEventType: 'REQUEST_DIALOG' } : {}),
    }
  }

  async function submit(dialog: Dialog, typed: Typed, slot: number): Promise<Outcome> {
    const { parameters } = dialog.fixedFooter.primaryButton.onClick.action
    const event = {
      type: 'CARD_CLICKED',
      eventTime: new Date(now()).toISOString(),
      user: userOf(person),
      space: spaceOf(person.channel),
      isDialogEvent: true,
      dialogEventType: 'SUBMIT_DIALOG',
      action: { parameters },
      common: {
        ...common,
        parameters: Object.fromEntries(parameters.map(({ key, value }) => [key, value])),
        formInputs: fillIn(dialog, typed),
      },
    }
    const answer = Answer.safeParse(await requests.send(slot, event)).data?.actionResponse
    const status = answer?.dialogAction?.actionStatus
    if (status?.statusCode === 'OK') return readNotice(status.userFacingMessage ?? '')
    if (status) return { kind: 'unknown' }
    const next = readDialog(answer)
    if (next && fieldNames(next) !== fieldNames(dialog)) return submit(next, typed, slot)
    return next ? { kind: 'refused', text: JSON.stringify(next).slice(0, 600) } : { kind: 'unknown' }
  }

  return {
    line(line, route) {
      const event = slashCommand(line, false)
      return twice(route, async (slot) => {
        const answer = await requests.send(slot, event)
        return answer === undefined ? { kind: 'unknown' } : readNotice(JSON.stringify(answer))
      })
    },
    async form(line, typed, route) {
      const opened = Answer.safeParse(await requests.send(route.slot, slashCommand(line, true)))
      const dialog = readDialog(opened.data?.actionResponse)
      if (!dialog) return { kind: 'unopened' }
      return twice(route, (slot) => submit(dialog, typed, slot))
    },
  }
}

function readDialog(answer: z.infer<typeof Answer>['actionResponse']): Dialog | undefined {
  return Dialog.safeParse(answer?.dialogAction?.dialog?.body).data
}

function widgetsOf({ sections }: Dialog): readonly Widget[] {
  return sections.flatMap(({ widgets }) => widgets)
}

function fieldNames(dialog: Dialog): string {
  return widgetsOf(dialog)
    .flatMap(({ textInput, selectionInput }) => textInput?.name ?? selectionInput?.name ?? [])
    .join(' ')
}

function fillIn(dialog: Dialog, typed: Typed): object {
  const inputs: Record<string, object> = {}
  const give = (name: string, value: string) => {
    inputs[name] = { stringInputs: { value: [value] } }
  }
  for (const { textInput, selectionInput } of widgetsOf(dialog)) {
    if (textInput) give(textInput.name, typed[textInput.name] ?? textInput.value ?? '')
    if (!selectionInput) continue
    const { name, items } = selectionInput
    const value = typed[name] ?? (items.find(({ selected }) => selected) ?? items[0])?.value
    if (value !== undefined) give(name, value)
  }
  return inputs
}
