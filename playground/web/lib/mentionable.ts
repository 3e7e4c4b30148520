import type { Session } from './session.ts'

/** Whom one may mention by `@`: the bot first, then the people: by the short name that Slack knows them by, by the full one in Google Chat. */
export function listMentionable(
  session: Pick<Session, 'bot' | 'people' | 'platform'>,
): readonly { readonly name: string; readonly detail: string }[] {
  const isBot = (id: string) => id === session.bot.user_id
  return [...session.people]
    .sort((a, b) => Number(isBot(b.id)) - Number(isBot(a.id)))
    .map((each) =>
      session.platform === 'slack'
        ? { name: each.name, detail: each.real_name }
        : { name: each.real_name, detail: each.email },
    )
}
