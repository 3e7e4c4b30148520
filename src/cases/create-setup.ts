/** DOM-5: who claims an installation with a code from its log, and what they choose in chat. */
import type { Platform } from './case.ts'
import { chatUserKey, type Directory, type Identity, type Person } from './directory.ts'
import type { ChatUser, ConversationRef } from './identity-store.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import type { ChatOperator, ChosenSettings, SetupState, SetupStore } from './setup-store.ts'

/** A setting of the environment: it wins over what is chosen in chat. */
export interface Given<T> {
  readonly setting: string
  readonly value: T
}

export interface GivenDeskChannel extends Given<string> {
  /** Whether the channel is in that workspace. */
  isIn(tenant: string): boolean
}

export interface GivenSettings {
  readonly deskChannels: Readonly<Partial<Record<Platform, GivenDeskChannel>>>
  readonly grantDefault?: Given<'ask' | 'assume'>
}

export interface Setup {
  /** What counts, as it was read last. */
  latest(): SetupState
  /** Reads it anew: another instance may have changed it. */
  refresh(): Promise<SetupState>
  /**
   * A new code in the place of any that is open; the caller shows it once. Undefined where the installation is claimed, or another start
   * made one this very moment; never with `always`.
   */
  issueCode(options?: { readonly always?: boolean }): Promise<string | undefined>
  /** Makes the person an operator. Whoever repeats their own code is answered the same, with `again`. */
  claim(person: Person, typed: string): Promise<Result<{ readonly again: boolean }>>
  /** Takes away from these chat users what a code gave them. Answers whom it was taken from. */
  removeOperators(isUser: (user: string) => boolean): Promise<readonly ChatOperator[]>
  /** Whether the person may see and change how the installation is set up. */
  mayManage(person: ChatUser, identity: Identity): Promise<boolean>
  /** The desk's channel of that workspace; null: none. */
  chooseDesk(
    by: ChatUser,
    at: Pick<ConversationRef, 'platform' | 'tenant'>,
    channel: string | null,
  ): Promise<Result<'done'>>
  /** The platform calls the channel by another id from now on. False where it was not chosen as the desk's. */
  moveDesk(from: ConversationRef, newChannel: string): Promise<boolean>
  chooseGrantDefault(by: ChatUser, value: 'ask' | 'assume'): Promise<Result<'done'>>
  /** What the environment gives. */
  readonly given: GivenSettings
}

/** So long a code is good (ms). */
export const codeMs = 24 * 3_600_000
/** Starts within this time (ms) have one code between them. */
const togetherMs = 30_000
const triesMs = 15 * 60_000
const maxTries = 5
/** So many wrong codes are remembered at most, of all people. */
const maxRemembered = 200

const nothing: SetupState = {
  version: 0,
  code: null,
  operators: [],
  tries: [],
  chosen: { deskChannels: [], grantDefault: null },
}

export interface SetupDeps {
  readonly store: SetupStore
  readonly directory: Pick<Directory, 'isOperator'>
  readonly given: GivenSettings
  readonly now: () => Date
  /** What is different now, wherever it was changed. */
  readonly onChange?: (state: SetupState) => void
}

export function createSetup({ store, directory, given, now, onChange }: SetupDeps): Setup {
  let known = nothing

  /** An answer that comes late tells nothing new. */
  function learn(state: SetupState): SetupState {
    if (state.version > known.version) {
      known = state
      onChange?.(state)
    }
    return known
  }

  async function refresh(): Promise<SetupState> {
    return learn((await store.read()) ?? nothing)
  }

  /** `next` may be asked several times: somebody else may write first. Undefined: nothing is to be written. */
  async function change(
    next: (state: SetupState) => Omit<SetupState, 'version'> | undefined,
  ): Promise<SetupState> {
    return learn(await changeSetup(store, next))
  }

  async function choose(part: (chosen: ChosenSettings) => Partial<ChosenSettings>): Promise<Result<'done'>> {
    await change((state) => ({ ...state, chosen: { ...state.chosen, ...part(state.chosen) } }))
    return ok('done')
  }

  return {
    given,
    latest: () => known,
    refresh,
    async issueCode({ always = false } = {}) {
      const code = drawCode()
      const hash = await hashOf(code)
      const state = await change((before) => {
        const isFresh = before.code !== null && now().getTime() < before.code.at.getTime() + togetherMs
        if (!always && (before.operators.length > 0 || isFresh)) return undefined
        return { ...before, code: { hash, at: now() } }
      })
      return state.code?.hash === hash ? code : undefined
    },
    async claim(person, typed) {
      const user = chatUserKey(person)
      const hash = await hashOf(foldCode(typed))
      let outcome: Result<{ readonly again: boolean }> = refused(wrongCode)
      await change((state) => {
        const at = now()
        const recent = state.tries.filter((one) => at.getTime() < one.at.getTime() + triesMs)
        const isOwn = state.operators.some((one) => one.user === user && one.code === hash)
        const hasTried = recent.filter((one) => one.user === user).length >= maxTries
        const isRight = state.code?.hash === hash
        const isLate = isRight && state.code !== null && at.getTime() >= state.code.at.getTime() + codeMs
        if (isOwn) outcome = ok({ again: true })
        else if (hasTried)
          outcome = refused({ code: 'setup-code-tries', rule, values: { minutes: triesMs / 60_000 } })
        else if (isLate) outcome = refused({ code: 'setup-code-late', rule })
        else outcome = isRight ? ok({ again: false }) : refused(wrongCode)
        if (isOwn || hasTried || isLate) return undefined
        if (!isRight) return { ...state, tries: [...recent, { user, at }].slice(-maxRemembered) }
        const others = state.operators.filter((one) => one.user !== user)
        return {
          ...state,
          code: null,
          operators: [...others, { user, name: person.name, code: hash, at }],
          tries: recent.filter((one) => one.user !== user),
        }
      })
      return outcome
    },
    async removeOperators(isUser) {
      const removed = await removeFromSetup(store, isUser)
      await refresh()
      return removed
    },
    async mayManage(person, { accounts, desk }) {
      const user = chatUserKey(person)
      if ((await refresh()).operators.some((one) => one.user === user)) return true
      const emails = [
        ...accounts.filter(({ suspended }) => !suspended).map(({ email }) => email),
        ...(desk ? [desk.email] : []),
      ]
      return (await Promise.all(emails.map((email) => directory.isOperator(email)))).includes(true)
    },
    async chooseDesk(_by, { platform, tenant }, channel) {
      const fixed = findGivenDesk(given, { platform, tenant })
      if (fixed) return refused(fixedBy(fixed.setting))
      return choose(({ deskChannels }) => ({
        deskChannels: [
          ...deskChannels.filter((one) => one.platform !== platform || one.tenant !== tenant),
          ...(channel === null ? [] : [{ platform, tenant, channel }]),
        ],
      }))
    },
    async moveDesk({ platform, tenant, channel }, newChannel) {
      let isMoved = false
      await change(({ chosen, ...state }) => {
        const desk = chosen.deskChannels.find(
          (one) => one.platform === platform && one.tenant === tenant && one.channel === channel,
        )
        isMoved = desk !== undefined
        if (!desk) return undefined
        const deskChannels = chosen.deskChannels.map((one) =>
          one === desk ? { ...one, channel: newChannel } : one,
        )
        return { ...state, chosen: { ...chosen, deskChannels } }
      })
      return isMoved
    },
    async chooseGrantDefault(_by, value) {
      if (given.grantDefault) return refused(fixedBy(given.grantDefault.setting))
      return choose(() => ({ grantDefault: value }))
    },
  }
}

/** Answers what is kept then. `next` may be asked several times: somebody else may write first. Undefined: nothing is to be written. */
async function changeSetup(
  store: SetupStore,
  next: (state: SetupState) => Omit<SetupState, 'version'> | undefined,
): Promise<SetupState> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const before = (await store.read()) ?? nothing
    const wanted = next(before)
    if (!wanted) return before
    const state = { ...wanted, version: before.version + 1 }
    if (await store.save(state)) return state
  }
  throw new Error('The setup is changed by others all the time')
}

/** Takes these chat users out of it: what a code gave them, and their tries. Answers who was an operator. */
export async function removeFromSetup(
  store: SetupStore,
  isUser: (user: string) => boolean,
): Promise<readonly ChatOperator[]> {
  let removed: readonly ChatOperator[] = []
  await changeSetup(store, ({ operators, tries, ...state }) => {
    removed = operators.filter(({ user }) => isUser(user))
    const left = tries.filter(({ user }) => !isUser(user))
    if (removed.length === 0 && left.length === tries.length) return undefined
    return { ...state, operators: operators.filter(({ user }) => !isUser(user)), tries: left }
  })
  return removed
}

const rule = 'DOM-5'
const wrongCode: Refusal = { code: 'setup-code-wrong', rule }
const fixedBy = (setting: string): Refusal => ({ code: 'setup-fixed', rule, values: { setting } })

/** The desk's channel that the environment gives for a workspace. */
export function findGivenDesk(
  { deskChannels }: GivenSettings,
  { platform, tenant }: Pick<ConversationRef, 'platform' | 'tenant'>,
): Given<string> | undefined {
  const given = deskChannels[platform]
  return given?.isIn(tenant) ? given : undefined
}

/** Of those who may not see how the installation is set up. */
export const setupNotYours: Refusal = { code: 'setup-not-yours', rule }

/** The grant default that counts. */
export function findGrantDefault({ given, latest }: Pick<Setup, 'given' | 'latest'>): 'ask' | 'assume' {
  return given.grantDefault?.value ?? latest().chosen.grantDefault ?? 'ask'
}

/** Nobody has claimed the installation yet. */
export function isUnclaimed({ operators }: Pick<SetupState, 'operators'>): boolean {
  return operators.length === 0
}

/** Crockford's: no letter that is taken for a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 16

/** 80 bits, in groups that a person can read out. */
function drawCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(codeLength))
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

/** As a person types it: in small letters, with or without hyphens, full-width, O for 0. */
function foldCode(typed: string): string {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}ー]/gu, '')
  return plain
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replace(/(.{4})(?=.)/g, '$1-')
}

/** Whether it can be meant as a code. */
export function looksLikeCode(typed: string): boolean {
  const letters = foldCode(typed).replaceAll('-', '')
  return letters.length === codeLength && [...letters].every((letter) => alphabet.includes(letter))
}

async function hashOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`casethread setup ${code}`))
  return Buffer.from(digest).toString('base64url')
}
