import { RenderError } from '../../render-error.ts'

/** What Slack takes, in characters unless said otherwise (docs.slack.dev: Block Kit, views, `chat.postMessage`). */
export const limits = {
  messageBlocks: 50,
  /** All blocks of a message together; past about 13,000 Slack answers `msg_blocks_too_long`. */
  messageCharacters: 12_500,
  viewBlocks: 100,
  /** A view may weigh 250 KB; a character is at most 3 bytes, escaped up to 6. */
  viewCharacters: 40_000,
  metadata: 3000,
  id: 255,
  header: 150,
  section: 3000,
  field: 2000,
  fields: 10,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  optionValue: 150,
  overflow: 5,
  selectOptions: 100,
  choices: 10,
  viewTitle: 24,
  inputLabel: 2000,
  inputText: 3000,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  fallback: 3000,
  files: 10,
  url: 3000,
} as const

/** The text as it is, or a fault that says what was too long; for what a machine reads and nothing may be cut from. */
export function fits(what: string, text: string, max: number): string {
  if (text.length <= max) return text
  throw new RenderError(`${what} is ${text.length} characters long; Slack takes ${max}`)
}
