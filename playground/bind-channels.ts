import type { ChannelBinding, ConversationRef } from '../src/cases/identity-store.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import type { DirectoryRead } from './directory-read.ts'
import type { LocalChat } from './gchat/local-chat.ts'
import type { OwnStore } from './own-store.ts'
import { type Belonging, sampleChannels, samplePeople, sampleSpaces } from './sample-people.ts'
import type { LocalSlack } from './slack/local-slack.ts'

interface Where {
  readonly slack: Pick<LocalSlack, 'team' | 'channels'>
  readonly chat: Pick<LocalChat, 'spaces' | 'users'>
  readonly own: OwnStore
  readonly directory: DirectoryRead
  readonly dataDir: string
  readonly mongodbUri: string | undefined
}

/**
 * Binds the sample's channels in the bot's store, as its people would with `/case domain here`, before the bot opens it. Each is
 * bound once and only where nobody has bound it: what a person changes later stays so over a restart.
 */
export async function bindChannels({
  slack,
  chat,
  own,
  directory,
  dataDir,
  mongodbUri,
}: Where): Promise<void> {
  const due = channelsToBind(slack, chat).filter(({ channel }) => !own.bound.includes(keyOf(channel)))
  if (due.length === 0) return
  const store = await openStore({ dataDir, ...(mongodbUri ? { mongodbUri } : {}) })
  try {
    for (const { channel, belongsTo } of due) {
      const binding = bindingTo(belongsTo, directory)
      if (!binding || (await store.identities.bindingOf(channel))) continue
      await store.identities.bind(channel, binding)
      const { domain, by, at } = binding
      if (!binding.audience && domain !== 'desk')
        await store.conversations.setHome({ domain, channel, by, at })
    }
    await rememberPeople(store, chat)
  } finally {
    await store.close()
  }
  await own.remember([...own.bound, ...due.map(({ channel }) => keyOf(channel))])
}

/** Google Chat tells an app of nobody who has not written to it: those of the sample have. */
async function rememberPeople(store: Store, { users }: Pick<LocalChat, 'users'>): Promise<void> {
  for (const { name, real_name, email, locale, tz } of samplePeople) {
    const user = users.get(name)
    if (user === undefined) continue
    await store.identities.rememberPerson({
      platform: 'gchat',
      tenant: '',
      user,
      name: real_name,
      email,
      locale: locale.startsWith('ja') ? 'ja' : 'en',
      timeZone: tz,
      directChannel: null,
    })
  }
}

/** Not those of everybody. The desk's are its own by setting; in Google Chat somebody has to say that nobody else can open them. */
function channelsToBind(slack: Where['slack'], chat: Where['chat']) {
  const inSlack = sampleChannels.map(({ name, belongsTo }) => {
    const channel: ConversationRef = {
      platform: 'slack',
      tenant: slack.team.id,
      channel: idOf(slack.channels, name),
    }
    return { channel, belongsTo }
  })
  const inChat = sampleSpaces.map(({ name, belongsTo }) => {
    const channel: ConversationRef = { platform: 'gchat', tenant: '', channel: idOf(chat.spaces, name) }
    return { channel, belongsTo }
  })
  return [...inSlack, ...inChat].flatMap(({ channel, belongsTo }) =>
    belongsTo === undefined ? [] : [{ channel, belongsTo }],
  )
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the local chats have no ${name}`)
  return id
}

function keyOf({ platform, tenant, channel }: ConversationRef): string {
  return [platform, tenant, channel].join(' ')
}

/** By the domain's super admin; none where the directory is another than the sample's and knows no such domain or customer. */
function bindingTo(belongsTo: Belonging | 'desk', directory: DirectoryRead): ChannelBinding | undefined {
  const { domain, sharedWith }: Belonging = belongsTo === 'desk' ? { domain: 'desk' } : belongsTo
  const by =
    belongsTo === 'desk'
      ? directory.desk[0]?.email
      : directory.domains.find((each) => each.domain === domain)?.superAdmin
  if (by === undefined) return undefined
  const at = new Date()
  const binding = { domain, by, at, declared: { by, at, confirmed: [], saidPrivate: true, external: true } }
  if (sharedWith === undefined) return binding
  const customer = directory.customers.find((each) => each.domain === sharedWith)
  return (
    customer && { ...binding, audience: { party: 'customer', customer: customer.id, name: customer.name } }
  )
}
