import { z } from 'zod'

/** Text and other composition objects of Block Kit, with the limits that Slack keeps. */

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })
}

function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  })
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)])
}

export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
})

/** Options of selects and overflow menus take plain text only; those of check boxes and radio buttons also mrkdwn. */
export const menuOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
})

export const overflowOption = menuOption.extend({ url: z.string().max(3000).optional() })

export const boxOption = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
})

export const menuOptions = z.array(menuOption).min(1).max(100)

export const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options: menuOptions }))
  .min(1)
  .max(100)

export const slackFile = z.strictObject({ id: z.string().optional(), url: z.string().optional() })

export const imageSource = {
  image_url: z.string().max(3000).optional(),
  slack_file: slackFile.optional(),
  alt_text: z.string().max(2000),
}

export const dispatchConfig = z.strictObject({
  trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
})
