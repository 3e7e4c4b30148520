import type { App, SlackCommandMiddlewareArgs } from '@slack/bolt'
import { onceForEach } from '../../../cases/once-for-each.ts'
import { timedOut, withTimeout } from '../../../config/with-timeout.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { type SlackContext, toConversation } from '../context.ts'
import { wordsFor } from '../messages.ts'
import type { SlackMessage } from '../render/message.ts'
import type { Respond, ResponseTarget } from '../responder.ts'

export const slashCommand = '/case'
const longestRepeatable = 1_800

/** A slash command, and how it is answered. */
export type CommandCall = Pick<SlackCommandMiddlewareArgs, 'command' | 'ack'> & { readonly respond?: Respond }

/**
 * `/case …`. An answer that is there in time goes out in the acknowledgement itself: no further request, and no
 * membership in the channel is needed.
 */
export function createCommandTaker(context: SlackContext): (call: CommandCall) => Promise<void> {
  return ({ command, ack, respond }) =>
    context.run('a slash command', async () => {
      const begun = performance.now()
      const person = await context.profiles.find(command.user_id, command.team_id)
      if (command.command !== slashCommand) return ack(wordsFor(person.locale).notOurs)
      const place = toConversation(context, command.channel_id)
      const line = command.text ?? ''
      const work = withFallback(
        context.dispatcher.commandLine(
          { person, place, key: createIdempotencyKey('slack', 'command', command.trigger_id) },
          line,
        ),
        (error) => context.responder.fault(person, error, 'running a command'),
      )
      const first = await withTimeout(work, remainingMs(begun, context.deadlines.answerMs))
      if (first !== timedOut && first.kind !== 'form') {
        return ack(toAnswer(context.responder.message(person, first)))
      }
      await ack()
      const spot: ResponseTarget = {
        person,
        place,
        trigger: command.trigger_id,
        ...(respond ? { respond } : {}),
        ...(line.length > longestRepeatable ? {} : { again: { kind: 'line', line } }),
      }
      return first === timedOut ? context.responder.giveLate(spot, work) : context.responder.show(spot, first)
    })
}

/** Before Bolt's listeners, which Bolt walks through one and all for each request. */
export function listenToCommands(app: App, take: (call: CommandCall) => Promise<void>): void {
  app.use((args) => (isCommand(args) ? take(args) : args.next()))
}

type Answer = SlackMessage & { readonly response_type: 'ephemeral' }

const toAnswer = onceForEach<SlackMessage, Answer>((message) => ({ response_type: 'ephemeral', ...message }))

function isCommand(args: object): args is SlackCommandMiddlewareArgs {
  return 'command' in args
}
