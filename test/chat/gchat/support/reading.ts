/**
 * What a rendered view holds, told in the words of views/view.ts: the same from Block Kit and from a card of Google Chat, so
 * that both can be laid side by side.
 */
import type { AnyBlock, KnownBlock, ModalView } from '@slack/types'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { readParameters } from '../../../../src/chat/gchat/render/parameters.ts'
import { wordsFor } from '../../../../src/chat/gchat/render/render-messages.ts'
import type { Speaker } from '../../../../src/chat/gchat/render/speaker.ts'
import { moment } from '../../../../src/chat/gchat/render/text.ts'
import { readPressed } from '../../../../src/chat/slack/render/buttons.ts'
import { readFieldBlockId, searchSource } from '../../../../src/chat/slack/render/fields.ts'
import { readFormState } from '../../../../src/chat/slack/render/modal.ts'
import { objects, seen } from './card-faults.ts'

type ChatCard = chat_v1.Schema$GoogleAppsCardV1Card
type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

export interface ReadField {
  readonly name: string
  readonly label: string
  readonly kind: string
  readonly optional: boolean
  readonly refresh: boolean
  readonly multiline: boolean
  readonly source: string
  readonly choices: readonly string[]
  readonly initial: readonly string[]
}

export interface ReadButton {
  readonly label: string
  readonly does: unknown
  readonly confirm: unknown
}

export interface Reading {
  /** Everything that is read, in its order and without blanks; moments as `@` and their minute. */
  readonly text: string
  readonly fields: readonly ReadField[]
  readonly buttons: readonly ReadButton[]
  readonly form?: {
    readonly title: string
    readonly submit: string
    readonly close: string
    readonly command: string
    readonly hidden: unknown
  }
}

/** Blanks, the dots between small prints, and the marks of a fold make no difference. */
function squashed(parts: readonly string[]): string {
  return parts.join('').replace(/[\s·\u200b]+/g, '')
}

function minute(at: Date): string {
  return `@${Math.floor(at.getTime() / 60_000)}`
}

function sorted(buttons: readonly ReadButton[]): readonly ReadButton[] {
  return [...buttons].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}

// ── Slack ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The moments that a view shows, as Slack's tokens tell them. */
export function momentsIn(blocks: unknown): readonly Date[] {
  const found = JSON.stringify(blocks).matchAll(/(?:<!date\^|"timestamp":)(\d+)/g)
  return [...found].map(([, seconds]) => new Date(Number(seconds) * 1000))
}

/** `files`: the words that Google Chat has in the place of a file field's hint. */
export function slackReading(
  blocks: readonly AnyBlock[],
  { modal, files }: { readonly modal?: ModalView; readonly files?: string } = {},
): Reading {
  const texts: string[] = []
  const fields: ReadField[] = []
  const buttons: ReadButton[] = []
  for (const block of blocks as readonly KnownBlock[]) {
    switch (block.type) {
      case 'header':
        texts.push(block.text.text)
        break
      case 'section':
        if (block.text) texts.push(literal(block.text))
        texts.push(...(block.fields ?? []).map(literal))
        if (block.accessory) buttons.push(...slackButtons(block.accessory))
        break
      case 'rich_text':
        for (const one of objects(block))
          if (typeof one.text === 'string') texts.push(one.text)
          else if (one.type === 'date') texts.push(minute(new Date(Number(one.timestamp) * 1000)))
        break
      case 'context':
        for (const one of block.elements) if ('text' in one) texts.push(literal(one))
        break
      case 'actions':
        buttons.push(...block.elements.flatMap(slackButtons))
        break
      case 'input': {
        const { element } = block
        texts.push(block.label.text)
        if ('placeholder' in element && element.placeholder) texts.push(element.placeholder.text)
        if (element.type === 'file_input') texts.push(files ?? '')
        else if (block.hint) texts.push(block.hint.text)
        fields.push(slackField(block))
        break
      }
      default:
        if (block.type !== 'divider') throw new Error(`a block that nobody reads: ${block.type}`)
    }
  }
  const memory = modal ? readFormState(modal.private_metadata ?? '') : undefined
  return {
    text: squashed(texts),
    fields,
    buttons: sorted(buttons),
    ...(modal && memory
      ? {
          form: {
            title: modal.title.text,
            submit: modal.submit?.text ?? '',
            close: modal.close?.text ?? '',
            command: memory.command,
            hidden: memory.hidden,
          },
        }
      : {}),
  }
}

function literal({ type, text }: { readonly type: string; readonly text: string }): string {
  if (type !== 'mrkdwn') return text
  return text
    .replace(/<!date\^(\d+)\^[^>]*>/g, (_, seconds: string) => minute(new Date(Number(seconds) * 1000)))
    .replace(/^\*([^*]*)\*/, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function slackButtons(element: object): readonly ReadButton[] {
  const one = element as {
    type: string
    action_id: string
    url?: string
    value?: string
    text: { text: string }
    options?: readonly { text: { text: string }; value: string }[]
    confirm?: Readonly<Record<'title' | 'text' | 'confirm' | 'deny', { text: string }>>
  }
  if (one.type === 'overflow') {
    return (one.options ?? []).map((option) => ({
      label: option.text.text,
      does: readPressed(one.action_id, option.value),
      confirm: undefined,
    }))
  }
  const { confirm } = one
  return [
    {
      label: one.text.text,
      does: one.url ? { kind: 'link', url: one.url } : readPressed(one.action_id, one.value),
      confirm: confirm && {
        title: confirm.title.text,
        text: confirm.text.text,
        yes: confirm.confirm.text,
        no: confirm.deny.text,
      },
    },
  ]
}

const slackKinds: Readonly<Record<string, string>> = {
  plain_text_input: 'text',
  static_select: 'select',
  external_select: 'search',
  checkboxes: 'checks',
  radio_buttons: 'radio',
  datepicker: 'date',
  file_input: 'files',
}

interface SlackOption {
  readonly value: string
  readonly text: { readonly text: string }
  readonly description?: { readonly text: string }
}

function slackField(block: Extract<KnownBlock, { type: 'input' }>): ReadField {
  const element = block.element as unknown as {
    type: string
    action_id: string
    multiline?: boolean
    options?: readonly SlackOption[]
    initial_option?: SlackOption
    initial_options?: readonly SlackOption[]
    initial_value?: string
    initial_date?: string
  }
  const { initial_option, initial_options, initial_value, initial_date } = element
  const kind = slackKinds[element.type] ?? element.type
  const chosen = [...(initial_option ? [initial_option] : []), ...(initial_options ?? [])]
  return {
    name: readFieldBlockId(block.block_id ?? '')?.name ?? '',
    label: block.label.text,
    kind,
    optional: block.optional === true,
    refresh: block.dispatch_action === true,
    multiline: element.multiline === true,
    source: searchSource(element.action_id) ?? '',
    choices: (element.options ?? []).map(({ value, text, description }) =>
      [value, text.text, description?.text].filter(Boolean).join(' – '),
    ),
    initial: [...chosen.map((one) => one.value), initial_value ?? '', initial_date ?? ''].filter(Boolean),
  }
}

// ── Google Chat ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What Google Chat has in place of a file field, counted apart; the buttons that draw a form anew by hand as well. */
export interface ChatReading extends Reading {
  readonly refreshButtons: number
}

export function chatReading(card: ChatCard, speaker: Speaker, moments: readonly Date[]): ChatReading {
  const words = wordsFor(speaker.locale)
  const texts: string[] = []
  const fields: ReadField[] = []
  const buttons: ReadButton[] = []
  let refreshButtons = 0
  const said = (html: string | null | undefined) => {
    if (html) texts.push(withMoments(seen(html), speaker, moments))
  }
  function widget(one: Widget): void {
    said(one.textParagraph?.text)
    said(one.decoratedText?.topLabel)
    said(one.decoratedText?.text)
    const own = [
      ...(one.buttonList?.buttons ?? []),
      ...(one.decoratedText?.button ? [one.decoratedText.button] : []),
    ]
    for (const button of own.flatMap(chatButtons)) {
      if ((button.does as { kind?: string } | undefined)?.kind === 'refresh') refreshButtons += 1
      else buttons.push(button)
    }
    for (const column of one.columns?.columnItems ?? [])
      column.widgets?.forEach((inner) => void widget(inner as Widget))
    const field = chatField(one, words)
    if (!field) return
    fields.push(field)
    texts.push(field.label)
    const none = one.selectionInput?.items?.find((item) => item.value === '_none')?.text
    for (const text of [one.textInput?.placeholderText, one.textInput?.hintText, none === '–' ? '' : none])
      texts.push(text ?? '')
  }
  for (const section of card.sections ?? []) {
    said(section.header)
    for (const one of section.widgets ?? []) widget(one)
  }
  return { text: squashed(texts), fields, buttons: sorted(buttons), refreshButtons, ...formIn(card) }
}

function formIn(card: ChatCard): Pick<Reading, 'form'> {
  const { primaryButton, secondaryButton } = card.fixedFooter ?? {}
  if (!primaryButton) return {}
  const [asked] = chatButtons(primaryButton)
  const does = asked?.does as ReturnType<typeof readParameters>
  if (does?.kind !== 'submit') return {}
  return {
    form: {
      title: card.header?.title ?? '',
      submit: primaryButton.text ?? '',
      close: secondaryButton?.text ?? '',
      command: does.memory.command,
      hidden: does.memory.formState,
    },
  }
}

/** The moments' own words, longest first, so that none is taken for a part of another. */
function withMoments(text: string, speaker: Speaker, moments: readonly Date[]): string {
  const told = moments.map((at) => [moment(at, speaker), minute(at)] as const)
  return told
    .sort((a, b) => b[0].length - a[0].length)
    .reduce((rest, [words, at]) => rest.replaceAll(words, at), text)
}

function chatButtons({ text, onClick }: chat_v1.Schema$GoogleAppsCardV1Button): readonly ReadButton[] {
  if (onClick?.overflowMenu) return (onClick.overflowMenu.items ?? []).flatMap(chatButtons)
  if (onClick?.openLink)
    return [{ label: text ?? '', does: { kind: 'link', url: onClick.openLink.url }, confirm: undefined }]
  const parameters = (onClick?.action?.parameters ?? []).map(({ key, value }) => [key ?? '', value ?? ''])
  const asked = readParameters(Object.fromEntries(parameters))
  // A button within a form brings the form back too, so that nothing typed is lost; Slack keeps its dialog by itself.
  if (asked?.kind === 'command')
    return [{ label: text ?? '', does: { ...asked, memory: undefined }, confirm: undefined }]
  if (asked?.kind !== 'confirm') return [{ label: text ?? '', does: asked, confirm: undefined }]
  const { command, args, confirm } = asked.button
  return [{ label: text ?? '', does: { kind: 'command', command, args }, confirm }]
}

const chatKinds: Readonly<Record<string, string>> = {
  DROPDOWN: 'select',
  RADIO_BUTTON: 'radio',
  CHECK_BOX: 'checks',
  MULTI_SELECT: 'search',
}

function chatField(
  { textInput, selectionInput, dateTimePicker }: Widget,
  words: ReturnType<typeof wordsFor>,
): ReadField | undefined {
  const input = textInput ?? selectionInput ?? dateTimePicker
  if (!input) return undefined
  const mark = words.optional('')
  const label = input.label ?? ''
  const optional = label.endsWith(mark)
  const items = (selectionInput?.items ?? []).filter((item) => item.value !== '_none')
  const kind = textInput ? 'text' : dateTimePicker ? 'date' : (chatKinds[selectionInput?.type ?? ''] ?? '')
  const source = (selectionInput?.externalDataSource?.parameters ?? []).find(({ key }) => key === 'source')
  const picked = dateTimePicker?.valueMsEpoch
  return {
    name: input.name ?? '',
    label: optional ? label.slice(0, -mark.length) : label,
    kind,
    optional,
    refresh: input.onChangeAction !== undefined,
    multiline: textInput?.type === 'MULTIPLE_LINE',
    source: source?.value ?? '',
    choices:
      kind === 'search' ? [] : items.map((item) => [item.value, item.text].filter(Boolean).join(' – ')),
    initial: [
      ...items.flatMap((item) => (item.selected ? [item.value ?? ''] : [])),
      textInput?.value ?? '',
      picked ? new Date(Number(picked)).toISOString().slice(0, 10) : '',
    ].filter(Boolean),
  }
}
