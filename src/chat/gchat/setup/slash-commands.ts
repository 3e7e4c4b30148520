import type { Command } from '../../../../commands/define.ts'
import type { Locale } from '../../../cases/case.ts'
import { createTranslatorFactory } from '../../../i18n/translator.ts'
import { caseCommandId } from '../command-ids.ts'

/** What the console takes of a command, in characters. https://developers.google.com/workspace/chat/commands */
export const commandLimits = { name: 50, description: 50 } as const

/** One entry under "Commands" in the console. */
export interface SlashCommand {
  readonly id: number
  /** With its slash. */
  readonly name: string
  readonly description: string
  readonly opensDialog: boolean
}

const createTranslator = createTranslatorFactory()

const ofCase: Readonly<Record<Locale, string>> = {
  en: "Open and work customers' support cases",
  ja: 'お客様のサポートケースの作成と対応',
}

/** For commands whose summary is longer than the console takes. */
export const shortDescriptions: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: {
    list: 'List the cases you can see, newest update first',
    update: 'Change severity or status, write, or add files',
    said: 'Add what the customer said outside of chat',
    assign: 'Assign a case to a colleague, yourself, or nobody',
    later: 'Put a case aside until a date or the next reply',
    share: 'Share a case with addresses of users or groups',
    pass: "Pass a customer's case to the support desk",
    handover: "Hand a case over to its customer's new partner",
    export: 'Download cases as a spreadsheet or JSON Lines',
    stats: 'Show how many cases there are, and response times',
    audit: 'Show who on your side changed or exported what',
    follow: 'Show a case in this space or in direct messages',
    upstream: 'Record the case at Google or a distributor',
    copy: "Get a case's text to copy into Google's form",
    grant: 'Request, grant, or revoke access to cases',
    domain: 'Switch your account, or set up this space',
    link: 'Link your account by signing in with Google',
  },
  ja: {
    grant: 'ケースへのアクセス権をリクエスト、付与、または取り消します',
  },
}

/** All that can be set up, by their ids but for `/case`, which comes first. */
export function listSlashCommands(
  commands: readonly Command[],
  locale: Locale,
  ids: Readonly<Record<string, number>>,
): readonly SlashCommand[] {
  const { t } = createTranslator(locale, 'UTC', 'gchat')
  const own = commands
    .map((command) => ({
      id: ids[command.name] ?? 0,
      name: `/case-${command.name}`,
      description: shortDescriptions[locale][command.name] ?? t(command.summary),
      opensDialog: command.auth === 'account' && command.submit !== undefined,
    }))
    .toSorted((one, other) => one.id - other.id)
  return [{ id: caseCommandId, name: '/case', description: ofCase[locale], opensDialog: true }, ...own]
}
