/** What one can do here; also the answer to an unknown word, with the nearest command. */
import type { MessageKey, Translator } from '../src/i18n/translator.ts'
import type { Block, Button, Card } from './view.ts'

export interface HelpOptions {
  readonly translator: Translator
  readonly slashCommandsInThreads: boolean
  /** Those that are of use to the person. */
  readonly commands: readonly {
    readonly name: string
    readonly summary: Extract<MessageKey, `command.${string}`>
    readonly usage: Extract<MessageKey, `usage.${string}`>
  }[]
  /** The word that was not understood and the command nearest to it, where one is near. */
  readonly unknown?: { readonly word: string; readonly nearest: string | undefined }
  /** The person's reseller domains, where there are several. */
  readonly domains: readonly string[]
}

export function help({ translator, slashCommandsInThreads, commands, unknown, domains }: HelpOptions): Card {
  const { t } = translator
  const [, second] = domains
  const buttons: readonly Button[] = [
    { label: t('button.new'), command: 'new', args: {}, style: 'primary' },
    { label: t('button.list'), command: 'list', args: {} },
    { label: t('button.customers'), command: 'customers', args: {} },
  ]
  const begin = buttons.filter(({ command }) => commands.some(({ name }) => name === command))
  const blocks: readonly Block[] = [
    ...(unknown ? unknownBlocks(unknown, translator) : []),
    { kind: 'heading', text: t('help.title') },
    { kind: 'text', text: t('help.intro') },
    // One block each: a message of Slack's takes fifty.
    ...commands.map((one): Block => ({ kind: 'text', text: `${t(one.usage)}\n${t(one.summary)}` })),
    ...(second ? [{ kind: 'quiet', parts: [t('help.domains', { domain: second })] } satisfies Block] : []),
    { kind: 'quiet', parts: [t(slashCommandsInThreads ? 'help.threads' : 'help.threads.no-commands')] },
    { kind: 'quiet', parts: [t('help.files')] },
    ...(begin.length > 0 ? [{ kind: 'actions', buttons: begin } satisfies Block] : []),
  ]
  return { kind: 'card', summary: t('help.title'), blocks }
}

function unknownBlocks(
  unknown: { readonly word: string; readonly nearest: string | undefined },
  { t }: Translator,
): readonly Block[] {
  const word = unknown.word.length > 60 ? `${unknown.word.slice(0, 60)}…` : unknown.word
  if (!unknown.nearest) return [{ kind: 'text', text: t('help.unknown-far', { word }), tone: 'strong' }]
  return [
    { kind: 'text', text: t('help.unknown', { word, nearest: unknown.nearest }), tone: 'strong' },
    { kind: 'actions', buttons: [{ label: `/case ${unknown.nearest}`, command: unknown.nearest, args: {} }] },
  ]
}
