import type { Answer, LocalFile, LocalOutcome } from '../../protocol.ts'
import { post } from './api.ts'
import type { ShownMessage, WorkspaceChange } from './page-state.ts'
import { useSession } from './session.ts'

interface Options {
  readonly channel: string
  readonly thread: string | null
  readonly change: (change: WorkspaceChange) => void
}

interface ChatActions {
  readonly send: (text: string, files: readonly LocalFile[]) => Promise<Answer>
  readonly messageShortcut: (callbackId: string, name: string, message: ShownMessage) => void
  readonly globalShortcut: (callbackId: string, name: string) => void
}

type Failure = { readonly error: string; readonly message: string }

/** What a person says in a channel or thread: a message, a slash command, a shortcut. */
export function useChatActions({ channel, thread, change }: Options): ChatActions {
  const session = useSession()
  const { me, texts, commands, platform } = session

  /** Slack tells a failed command by a message that only the person sees. */
  function notice(head: string, failure: Failure): void {
    change({
      type: 'noticed',
      message: {
        ts: (Date.now() / 1000).toFixed(6),
        channel,
        user: session.bot.user_id,
        text: platform === 'gchat' ? `${head}\n${describeReason(failure)}`.trim() : '',
        blocks: [
          {
            type: 'section',
            block_id: 'notice',
            text: { type: 'plain_text', text: `${head}\n${describeReason(failure)}`.trim() },
          },
        ],
        ...(thread ? { thread_ts: thread } : {}),
        ephemeral: true,
        notice: true,
      },
    })
  }

  async function command(text: string, files: readonly LocalFile[]): Promise<Answer> {
    const [name = '', ...rest] = text.split(/\s+/)
    if (thread && platform === 'slack')
      return { ok: false, error: 'not_in_thread', message: texts.noCommandsInThreads(name) }
    if (!commands.some((each) => each.command === name)) {
      const known = commands.map((each) => each.command).join(', ')
      return { ok: false, error: 'unknown_command', message: texts.unknownCommand(name) + known }
    }
    if (platform === 'gchat') return chatCommand(name, text, files)
    const argument = rest.length === 0 ? '' : text.slice(name.length).trim()
    const answer = await post('command', { user: me.id, channel, command: name, text: argument })
    if (!answer.ok) notice(texts.commandFailed(name, answer.error), answer)
    return { ok: true }
  }

  /** In Google Chat a command may stand in a thread; a note from the app passes by. */
  async function chatCommand(name: string, line: string, files: readonly LocalFile[]): Promise<Answer> {
    const answer = await post<LocalOutcome>('command', {
      user: me.id,
      channel,
      line,
      ...(thread ? { thread_ts: thread } : {}),
      ...(files.length > 0 ? { files: files.map((each) => each.id) } : {}),
    })
    if (!answer.ok) notice(texts.commandFailed(name, answer.error), answer)
    else if (answer.status) session.notify(answer.status.text)
    return { ok: true }
  }

  async function shortcut(name: string, body: object): Promise<void> {
    const answer = await post('shortcut', { user: me.id, ...body })
    if (!answer.ok) notice(texts.shortcutFailed(name, answer.error), answer)
  }

  return {
    send: async (text, files) => {
      // Slack's commands take no files: such a line is a message there
      if (/^\/\S/.test(text) && (files.length === 0 || platform === 'gchat')) return command(text, files)
      const answer = await post<LocalOutcome>('message', {
        user: me.id,
        channel,
        text,
        ...(thread ? { thread_ts: thread } : {}),
        ...(files.length > 0 ? { files: files.map((each) => each.id) } : {}),
      })
      if (answer.ok && answer.unanswered)
        notice(texts.messageUnanswered(answer.unanswered.error), answer.unanswered)
      return answer
    },
    messageShortcut: (callback_id, name, message) => {
      void shortcut(name, { callback_id, channel: message.channel, message_ts: message.ts })
    },
    globalShortcut: (callback_id, name) => {
      void shortcut(name, { callback_id })
    },
  }
}

/** The sentence without what the line above it says already: what failed, and the error's name. */
function describeReason({ error, message }: Failure): string {
  const reason = message.replace(/^[^:]* failed: /, '').replace(` (${error})`, '')
  return reason.charAt(0).toUpperCase() + reason.slice(1)
}
