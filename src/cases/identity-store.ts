/** DOM-1, DOM-2: which accounts a chat person has proved, which one is the current one, and which domain a channel is bound to. */
import type { Locale, Platform } from './case.ts'
import type { ChatProfile, Identity, Person } from './directory.ts'

/** A chat person, by what stays the same when their name or e-mail changes. */
export type ChatUser = Pick<Person, 'platform' | 'tenant' | 'user'>

/** A channel of a chat platform. */
export interface ConversationRef {
  readonly platform: Platform
  readonly tenant: string
  readonly channel: string
}

/** What a chat told of a person when they did something there. Google Chat tells an app of nobody's address or language at other times. */
export interface SeenPerson extends ChatUser {
  readonly name: string
  /** In lower case; null where the chat vouched for none. */
  readonly email: string | null
  readonly locale: Locale
  readonly timeZone: string
  /** The channel of their direct messages with the app; null where none is known. */
  readonly directChannel: string | null
}

/** An account that a person proved, with when and how: of a reseller, a customer or the desk. A person has at most one per domain. */
export interface LinkedAccount {
  readonly email: string
  /** The organisation's domain when it was proved (`domainOf`): an account that moved elsewhere has to be proved again. */
  readonly domain: string
  readonly provedAt: Date
  /** A sign-in with Google; `subject` is the account's unchanging id there. */
  readonly proof: { readonly kind: 'google'; readonly issuer: string; readonly subject: string }
}

export interface PersonLinks {
  /** In the order in which their domains were first linked. */
  readonly accounts: readonly LinkedAccount[]
  /** The domain (or `desk`) that the person acts for where nothing else says; null: none was chosen. */
  readonly current: string | null
}

/** VIS-7: who reads along in a channel beside the domain that it is bound to: a `Reader` with a name to be shown. */
export type GuestReader =
  | { readonly party: 'customer'; readonly customer: string; readonly name: string }
  | { readonly party: 'desk' }

export const talkModes = ['hint', 'two-way'] as const
/**
 * NOT-4: what becomes of plain text in a case's thread. `hint`: whoever writes it is told once, privately, that it is not in the history.
 * `two-way`: it goes into the case; only where a customer reads along.
 */
export type TalkMode = (typeof talkModes)[number]

export interface ChannelBinding {
  /** A reseller domain; `desk` for the desk's own channel. */
  readonly domain: string
  /** The account that bound it. */
  readonly by: string
  readonly at: Date
  /** Threads in the channel show only what these may read too. Without any the domain is by itself there. */
  readonly audience?: GuestReader
  /** Missing: plain text stays talk, and nobody is told so. */
  readonly talk?: TalkMode
  /** PLC-3. Undefined where it was bound before anybody looked at its members: nothing is posted until it is declared anew. */
  readonly declared?: Declaration
}

/** PLC-1, PLC-3: that somebody entitled to it looked at who is in a channel, and said whose it is. */
export interface Declaration {
  readonly by: string
  readonly at: Date
  /** Those who may read there beyond what the directory says of them. */
  readonly confirmed: readonly Confirmation[]
  /** The platform does not tell who can read there; whoever declared it said that only those who are invited can. */
  readonly saidPrivate?: boolean
  /** It was shared with another organisation, or let external people in, when it was declared; else that ends the declaration. */
  readonly external?: boolean
  /** Shared with the desk: who of the other side agreed to it, and when. */
  readonly agreed?: { readonly by: string; readonly at: Date }
}

/** PLC-3: lets one member (or app) read what the party that a channel is declared for may read there; nothing more. */
export interface Confirmation {
  /** The chat's user id. */
  readonly user: string
  readonly name: string
  /** What they were when they were confirmed: whoever becomes something else is not meant any more. */
  readonly standing: string
  /** The account that confirmed it. */
  readonly by: string
  readonly at: Date
}

interface SignInBase {
  /** SHA-256 of the secret that the person's browser brings; the secret itself is nowhere kept. */
  readonly hash: string
  /** Who asked for it, as the chat told then. */
  readonly person: ChatUser & ChatProfile & { readonly name: string; readonly locale: Locale }
  /** Stands on the page and in the chat answer, so that somebody else's link is recognised; it opens nothing. */
  readonly code: string
  /** Set where the sign-in is to end another chat user's link to the account, and to link nothing. */
  readonly undo?: LinkToUndo
  readonly expiresAt: Date
}

export interface LinkToUndo {
  readonly user: ChatUser
  readonly email: string
}

/** A sign-in under way. Each step is a secret of its own that works once: the link, Google's answer, the person's yes. */
export type SignIn =
  | (SignInBase & { readonly step: 'invited' })
  | (SignInBase & { readonly step: 'at-google' })
  | (SignInBase & { readonly step: 'to-confirm'; readonly account: LinkedAccount })

/** Each method is one conditional write of one document, or one read; each may be repeated. Methods throw only on faults of the database. */
export interface IdentityStore {
  /** What the person linked and chose; empty for somebody unknown. */
  linksOf(person: ChatUser): Promise<PersonLinks>
  /** Adds the account, in the place of the one that the person had linked in the same domain. */
  link(person: ChatUser, account: LinkedAccount): Promise<void>
  /** False when it was not linked. */
  unlink(person: ChatUser, email: string): Promise<boolean>
  /** The chat users that linked the account of this e-mail. */
  chatUsersLinkedTo(email: string): Promise<readonly ChatUser[]>
  chooseCurrent(person: ChatUser, domain: string | null): Promise<void>
  bindingOf(channel: ConversationRef): Promise<ChannelBinding | undefined>
  /** Binds the channel, whatever it was bound to and whoever read along before. */
  bind(channel: ConversationRef, binding: ChannelBinding): Promise<void>
  /** False when it was not bound to this domain (any more). */
  unbind(channel: ConversationRef, domain: string): Promise<boolean>
  /** In the place of what was kept of them before; but where `directChannel` is null, the one that is known stays. */
  rememberPerson(person: SeenPerson): Promise<void>
  findPerson(person: ChatUser): Promise<SeenPerson | undefined>
  /** The one who was seen last with this address (in lower case) in this chat. */
  findPersonByEmail(platform: Platform, email: string): Promise<SeenPerson | undefined>
  /** Takes away what is kept of them; false where nothing was. */
  forgetPerson(person: ChatUser): Promise<boolean>
  /** Keeps a sign-in until it is taken or swept. */
  keepSignIn(signIn: SignIn): Promise<void>
  /** The sign-in at this step, left where it is; undefined as with `takeSignIn`. */
  findSignIn<Step extends SignIn['step']>(
    hash: string,
    step: Step,
    now: Date,
  ): Promise<Extract<SignIn, { readonly step: Step }> | undefined>
  /** Takes the sign-in away, so that nobody takes it again; undefined when there is none at this step, or it is past its time. */
  takeSignIn<Step extends SignIn['step']>(
    hash: string,
    step: Step,
    now: Date,
  ): Promise<Extract<SignIn, { readonly step: Step }> | undefined>
  /** Removes what is past its time; answers how many. */
  sweepSignIns(now: Date): Promise<number>
}

/** Tells what an e-mail makes of whoever bears it, suspended accounts included. */
export interface IdentityLookup {
  /** Of whoever proves to bear it today: a former one proves nothing (DOM-4). */
  findIdentityByEmail(email: string): Promise<Identity>
  /** Of whom it was stored for, or is typed for: by any name that they have or had. */
  findIdentityById(id: string): Promise<Identity>
}
