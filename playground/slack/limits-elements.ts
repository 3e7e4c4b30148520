import { z } from 'zod'
import {
  boxOption,
  confirm,
  dispatchConfig,
  imageSource,
  menuOption,
  menuOptions,
  optionGroups,
  overflowOption,
  plainText,
} from './limits-text.ts'

/** Block elements, and which block may hold which. */

const action = { action_id: z.string().min(1).max(255).optional() }
const field = {
  ...action,
  focus_on_load: z.boolean().optional(),
  placeholder: plainText(150).optional(),
}
const menu = { ...field, confirm: confirm.optional() }
const maxSelected = { max_selected_items: z.number().int().min(1).optional() }
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 1990-12-31')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 23:59')
const ids = z.array(z.string())
const filter = z
  .strictObject({
    include: z.array(z.enum(['im', 'mpim', 'private', 'public'])).optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional()

const button = z.strictObject({
  type: z.literal('button'),
  ...action,
  text: plainText(75),
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
})

const image = z
  .strictObject({ type: z.literal('image'), ...imageSource })
  .refine(hasOneImage, 'must have one of image_url and slack_file')

function hasOneImage(value: { readonly image_url?: unknown; readonly slack_file?: unknown }): boolean {
  return (value.image_url === undefined) !== (value.slack_file === undefined)
}

interface WithOptions {
  readonly options?: readonly unknown[] | undefined
  readonly option_groups?: readonly unknown[] | undefined
}

function hasOneListOfOptions(value: WithOptions): boolean {
  return (value.options === undefined) !== (value.option_groups === undefined)
}

const oneList = 'must have one of options and option_groups'

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...menu,
    options: menuOptions.optional(),
    option_groups: optionGroups.optional(),
    initial_option: menuOption.optional(),
  })
  .refine(hasOneListOfOptions, oneList)
  .refine(
    (menu) => offers(menu, menu.initial_option ? [menu.initial_option] : []),
    'initial_option must be one of the options',
  )

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...menu,
    ...maxSelected,
    options: menuOptions.optional(),
    option_groups: optionGroups.optional(),
    initial_options: z.array(menuOption).min(1).max(100).optional(),
  })
  .refine(hasOneListOfOptions, oneList)
  .refine((menu) => offers(menu, menu.initial_options ?? []), 'initial_options must be among the options')

type Choice = { readonly text: { readonly text: string }; readonly value: string }
interface Menu {
  readonly options?: readonly Choice[] | undefined
  readonly option_groups?: readonly { readonly options: readonly Choice[] }[] | undefined
}

/** Slack compares an initial option with the offered ones by text and value. */
function offers(menu: Menu, initial: readonly Choice[]): boolean {
  const offered = menu.options ?? menu.option_groups?.flatMap((group) => group.options) ?? []
  return initial.every((one) =>
    offered.some((option) => option.value === one.value && option.text.text === one.text.text),
  )
}

const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...menu,
  initial_option: menuOption.optional(),
  min_query_length: z.number().int().min(0).optional(),
})
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...menu,
  ...maxSelected,
  initial_options: z.array(menuOption).min(1).max(100).optional(),
  min_query_length: z.number().int().min(0).optional(),
})
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...menu,
  initial_user: z.string().optional(),
})
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...menu,
  ...maxSelected,
  initial_users: ids.optional(),
})
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...menu,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter,
})
const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...menu,
  ...maxSelected,
  initial_conversations: ids.optional(),
  default_to_current_conversation: z.boolean().optional(),
  filter,
})
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...menu,
  initial_channel: z.string().optional(),
  response_url_enabled: z.boolean().optional(),
})
const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...menu,
  ...maxSelected,
  initial_channels: ids.optional(),
})
const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...action,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
})
const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...action,
    focus_on_load: z.boolean().optional(),
    options: z.array(boxOption).min(1).max(10),
    initial_options: z.array(boxOption).min(1).max(10).optional(),
    confirm: confirm.optional(),
  })
  .refine((boxes) => offers(boxes, boxes.initial_options ?? []), 'initial_options must be among the options')
const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...action,
    focus_on_load: z.boolean().optional(),
    options: z.array(boxOption).min(1).max(10),
    initial_option: boxOption.optional(),
    confirm: confirm.optional(),
  })
  .refine(
    (radio) => offers(radio, radio.initial_option ? [radio.initial_option] : []),
    'initial_option must be one of the options',
  )
const datepicker = z.strictObject({ type: z.literal('datepicker'), ...menu, initial_date: date.optional() })
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...menu,
  initial_time: time.optional(),
  timezone: z.string().optional(),
})
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...action,
  focus_on_load: z.boolean().optional(),
  confirm: confirm.optional(),
  initial_date_time: z.number().int().optional(),
})
const typed = { ...field, dispatch_action_config: dispatchConfig.optional() }
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typed,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
})
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typed,
  initial_value: z.string().optional(),
})
const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typed,
  initial_value: z.string().optional(),
})
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
})
const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: z.record(z.string(), z.unknown()).optional(),
})
const fileInput = z.strictObject({
  type: z.literal('file_input'),
  ...action,
  filetypes: z.array(z.string()).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
})

const selects = [staticSelect, externalSelect, usersSelect, conversationsSelect, channelsSelect] as const
const multiSelects = [
  multiStaticSelect,
  multiExternalSelect,
  multiUsersSelect,
  multiConversationsSelect,
  multiChannelsSelect,
] as const

export const sectionAccessory = z.discriminatedUnion('type', [
  button,
  image,
  ...selects,
  ...multiSelects,
  overflow,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
])

export const actionsElement = z.discriminatedUnion('type', [
  button,
  ...selects,
  ...multiSelects,
  overflow,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  richTextInput,
])

export const inputElement = z.discriminatedUnion('type', [
  ...selects,
  ...multiSelects,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
  richTextInput,
  fileInput,
])

export const contextImage = image
