/** The real rules of conversations over a chat whose members a test sets. */
import type { Platform } from '../../src/cases/case.ts'
import type { ConversationInfo, ConversationReading, Member } from '../../src/cases/conversation.ts'
import type { ConversationStore } from '../../src/cases/conversation-store.ts'
import type { Directory } from '../../src/cases/directory.ts'
import type { ConversationRef, IdentityStore } from '../../src/cases/identity-store.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Refusal } from '../../src/cases/refusal.ts'
import { type ConversationService, createWhyNothing } from '../../src/conversations/conversation-service.ts'
import { createDeclarations } from '../../src/conversations/declarations.ts'
import {
  type ConversationSource,
  createReaders,
  type Readers,
  type ReadershipSettings,
} from '../../src/conversations/readership.ts'
import { createThreadPlaces, type ThreadPlaces } from '../../src/conversations/thread-places.ts'
import { recordingLog } from './recording-log.ts'

/** A chat of one platform: private channels with nobody but the app, until told otherwise. */
export interface PlayedChat extends ConversationSource {
  /** What is asked of it next time is answered with this. */
  answer(channel: string, reading: Exclude<ConversationReading, { readonly kind: 'read' }> | undefined): void
  setInfo(channel: string, info: Partial<ConversationInfo>): void
  setMembers(channel: string, members: readonly Member[]): void
  join(channel: string, member: Member): void
  leave(channel: string, user: string): void
  readonly asked: readonly string[]
}

export function aMember(over: Partial<Member> & { readonly user: string }): Member {
  return {
    tenant: 'T1',
    name: over.user,
    kind: 'person',
    standing: 'full',
    organisation: 'T1',
    email: null,
    ...over,
  }
}

export function aPlayedChat(now: () => Date, announcesChanges = true): PlayedChat {
  const infos = new Map<string, Partial<ConversationInfo>>()
  const members = new Map<string, readonly Member[]>()
  const answers = new Map<string, ConversationReading>()
  const asked: string[] = []
  return {
    announcesChanges,
    asked,
    async read(channel) {
      asked.push(channel)
      const info = {
        kind: 'channel',
        name: channel.toLowerCase(),
        access: 'private',
        external: false,
      } as const
      return (
        answers.get(channel) ?? {
          kind: 'read',
          info: { ...info, ...infos.get(channel) },
          members: members.get(channel) ?? [],
          at: now(),
        }
      )
    },
    answer(channel, reading) {
      if (reading) answers.set(channel, reading)
      else answers.delete(channel)
    },
    setInfo: (channel, info) => infos.set(channel, info),
    setMembers: (channel, there) => members.set(channel, there),
    join: (channel, member) => members.set(channel, [...(members.get(channel) ?? []), member]),
    leave: (channel, user) =>
      members.set(
        channel,
        (members.get(channel) ?? []).filter((one) => one.user !== user),
      ),
  }
}

export interface BuiltConversations {
  readonly service: ConversationService
  readonly readers: Readers
  readonly threadPlaces: ThreadPlaces
  readonly chats: Readonly<Record<Platform, PlayedChat>>
}

export function buildConversations(deps: {
  readonly store: { readonly identities: IdentityStore; readonly conversations: ConversationStore }
  readonly directory: Directory
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
  readonly deskPlaces?: readonly ConversationRef[]
  readonly settings?: Partial<ReadershipSettings>
  readonly now: () => Date
  /** Instead of chats that know nobody yet. */
  readonly chats?: BuiltConversations['chats']
  readonly onChanged?: (channel: ConversationRef) => void
  readonly onShared?: NonNullable<Parameters<typeof createDeclarations>[0]['onShared']>
}): BuiltConversations {
  const { store, directory, mayWork, deskPlaces = [], now } = deps
  const settings = { wholeWorkspace: {}, readsByEmail: {}, organisations: {}, ...deps.settings }
  const chats = deps.chats ?? { slack: aPlayedChat(now), gchat: aPlayedChat(now, false) }
  const isDesks = ({ platform, channel }: ConversationRef) =>
    deskPlaces.some((place) => place.platform === platform && place.channel === channel)
  const readers = createReaders({
    sources: chats,
    identities: store.identities,
    conversations: store.conversations,
    directory,
    mayWork,
    deskPlaces,
    settings,
    now,
    log: recordingLog(),
  })
  const threadPlaces = createThreadPlaces({ readers, conversations: store.conversations })
  const declarations = createDeclarations({
    readers,
    identities: store.identities,
    conversations: store.conversations,
    directory,
    mayWork,
    isDesks,
    settings,
    hearsThreads: (platform) => platform === 'slack',
    now,
    onChanged: deps.onChanged ?? (() => {}),
    ...(deps.onShared ? { onShared: deps.onShared } : {}),
  })
  return {
    service: {
      ...declarations,
      whoReads: readers.whoReads,
      bindingOf: readers.bindingOf,
      listOptions: threadPlaces.listOptions,
      whyNothing: createWhyNothing(readers, settings),
      isDesks,
    },
    readers,
    threadPlaces,
    chats,
  }
}
