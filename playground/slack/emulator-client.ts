import type { Json } from './emulator.ts'
import type { Workspace } from './workspace.ts'

export type Args = Readonly<Record<string, unknown>>
/** One method of the Web API. */
export type Method = (space: Workspace, args: Args) => Promise<Json>

/** Lets the emulator say whether the bot may, and answers with what this workspace knows. */
export async function answerIfAllowed(
  space: Workspace,
  method: string,
  args: Args,
  answer: () => Json,
): Promise<Json> {
  const gate = await space.emulator.call(method, args, 'bot')
  return gate.ok === true ? { ok: true, ...answer() } : (space.ids.outward(gate) as Json)
}

/** Rewrites the arguments that name something; content is left alone. */
export function toEmulatorArgs(space: Workspace, args: Args): Args {
  const naming = [
    'channel',
    'channel_id',
    'user',
    'user_id',
    'ts',
    'thread_ts',
    'message_ts',
    'timestamp',
    'latest',
    'oldest',
    'file',
  ]
  const lists = ['users', 'channels']
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (naming.includes(key) && typeof value === 'string') return [key, space.ids.inside(value)]
      if (lists.includes(key) && typeof value === 'string')
        return [
          key,
          value
            .split(',')
            .map((one) => space.ids.inside(one.trim()))
            .join(','),
        ]
      return [key, value]
    }),
  )
}

export function readFlag(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1
}
