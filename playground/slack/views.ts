import { randomBytes } from 'node:crypto'
import type { LocalViewState } from '../protocol.ts'
import { randomId } from './ids.ts'
import { stateOf, withIds } from './inputs.ts'
import { checkView, isRecord } from './local-limits.ts'
import type { Triggers } from './triggers.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** A view as Slack gives it to the app. */
export interface SlackView {
  readonly id: string
  readonly team_id: string
  readonly type: 'modal' | 'home'
  readonly blocks: readonly unknown[]
  readonly private_metadata: string
  readonly callback_id: string
  readonly state: { readonly values: LocalViewState }
  readonly hash: string
  readonly title: { readonly text: string } | null
  readonly submit: { readonly text: string } | null
  readonly close: { readonly text: string } | null
  readonly clear_on_close: boolean
  readonly notify_on_close: boolean
  readonly previous_view_id: string | null
  readonly root_view_id: string
  readonly app_id: string
  readonly external_id: string
  readonly app_installed_team_id: string
  readonly bot_id: string
}

export type Answered = Readonly<Record<string, unknown>> & { readonly ok: boolean }

/** Per person a stack of at most three modals and a home tab. */
export interface Views {
  readonly open: (args: Args) => Answered
  readonly push: (args: Args) => Answered
  readonly update: (args: Args) => Answered
  readonly publish: (args: Args) => Answered
  readonly stack: (user: string) => readonly SlackView[]
  readonly home: (user: string) => SlackView | undefined
  readonly find: (id: string) => { readonly user: string; readonly view: SlackView } | undefined
  readonly keepState: (id: string, values: LocalViewState) => SlackView | undefined
  /** Remembers what a `block_suggestion` offered, so that only that can be chosen. */
  readonly offer: (id: string, blockId: string, actionId: string, options: readonly unknown[]) => void
  readonly offered: (id: string, blockId: string, actionId: string) => readonly unknown[]
  /** Applies the answer to a submission: nothing, or a `response_action` of update, push or clear. */
  readonly respond: (id: string, action: 'close' | 'clear' | 'update' | 'push', view?: unknown) => Answered
  /** The person closes the top view; gives back the views that went. */
  readonly dismiss: (
    user: string,
    id: string,
  ) => readonly { readonly view: SlackView; readonly cleared: boolean }[]
}

type Args = Readonly<Record<string, unknown>>

const deepest = 3

export function createViews(options: {
  readonly state: WorkspaceState
  readonly triggers: Triggers
  readonly onStack: (user: string) => void
  readonly onHome: (user: string) => void
}): Views {
  const { state, triggers } = options
  const stacks = new Map<string, readonly SlackView[]>()
  const homes = new Map<string, SlackView>()
  const offers = new Map<string, unknown[]>()

  function stack(user: string): readonly SlackView[] {
    return stacks.get(user) ?? []
  }

  function setStack(user: string, views: readonly SlackView[]): void {
    const gone = stack(user).filter((view) => !views.some((one) => one.id === view.id))
    for (const key of offers.keys())
      if (gone.some((view) => key.startsWith(`${view.id} `))) offers.delete(key)
    stacks.set(user, views)
    options.onStack(user)
  }

  function find(id: string) {
    for (const [user, views] of stacks) {
      const view = views.find((one) => one.id === id)
      if (view) return { user, view }
    }
    for (const [user, view] of homes) if (view.id === id) return { user, view }
    return undefined
  }

  function findExternal(externalId: string) {
    const views = [...[...stacks.values()].flat(), ...homes.values()]
    const view = externalId ? views.find((one) => one.external_id === externalId) : undefined
    return view && find(view.id)
  }

  function build(payload: Args, type: 'modal' | 'home', base: Partial<SlackView>): SlackView {
    const blocks = withIds(payload.blocks as unknown[], () =>
      randomBytes(4).toString('base64url').slice(0, 5),
    )
    const id = base.id ?? randomId('V')
    return {
      id,
      team_id: state.team.id,
      type,
      blocks,
      private_metadata: String(payload.private_metadata ?? ''),
      callback_id: String(payload.callback_id ?? ''),
      state: { values: stateOf(blocks, base.state?.values ?? {}) },
      hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(6).toString('base64url')}`,
      title: textOf(payload.title),
      submit: textOf(payload.submit),
      close: textOf(payload.close),
      clear_on_close: payload.clear_on_close === true,
      notify_on_close: payload.notify_on_close === true,
      previous_view_id: base.previous_view_id ?? null,
      root_view_id: base.root_view_id ?? id,
      app_id: state.bot.app_id,
      external_id: String(payload.external_id ?? ''),
      app_installed_team_id: state.team.id,
      bot_id: state.bot.bot_id,
    }
  }

  /** Checks a payload, its `external_id` among them; `but` is the view that may already bear it. */
  function refusal(view: unknown, type: 'modal' | 'home', but?: string): Answered | undefined {
    const fault = checkView(view, type)
    if (fault) return { ok: false, error: fault.error, response_metadata: { messages: fault.messages } }
    const external = isRecord(view) ? findExternal(String(view.external_id ?? '')) : undefined
    return external && external.view.id !== but ? { ok: false, error: 'duplicate_external_id' } : undefined
  }

  function onTop(user: string, payload: Args): Answered {
    const below = stack(user)
    const top = below.at(-1)
    if (below.length >= deepest) return { ok: false, error: 'push_limit_reached' }
    const view = build(
      payload,
      'modal',
      top ? { previous_view_id: top.id, root_view_id: top.root_view_id } : {},
    )
    setStack(user, [...below, view])
    return { ok: true, view }
  }

  function replace(user: string, old: SlackView, payload: Args): Answered {
    const view = build(payload, old.type, old)
    if (old.type === 'home') {
      homes.set(user, view)
      options.onHome(user)
      return { ok: true, view }
    }
    setStack(
      user,
      stack(user).map((one) => (one.id === old.id ? view : one)),
    )
    return { ok: true, view }
  }

  return {
    stack,
    home: (user) => homes.get(user),
    find,
    open(args) {
      const refused = refusal(args.view, 'modal')
      if (refused) return refused
      const grant = triggers.exchange(triggerOf(args))
      if (typeof grant === 'string') return { ok: false, error: grant }
      // A second modal takes the place of the first: Slack shows one stack at a time.
      stacks.set(grant.user, [])
      return onTop(grant.user, args.view as Args)
    },
    push(args) {
      const refused = refusal(args.view, 'modal')
      if (refused) return refused
      const grant = triggers.exchange(triggerOf(args))
      if (typeof grant === 'string') return { ok: false, error: grant }
      if (!stack(grant.user).some((view) => view.id === grant.view))
        return { ok: false, error: 'view_not_found' }
      return onTop(grant.user, args.view as Args)
    },
    update(args) {
      const found = args.view_id ? find(String(args.view_id)) : findExternal(String(args.external_id ?? ''))
      if (!found) return { ok: false, error: 'not_found' }
      const refused = refusal(args.view, found.view.type, found.view.id)
      if (refused) return refused
      if (args.hash && args.hash !== found.view.hash) return { ok: false, error: 'hash_conflict' }
      return replace(found.user, found.view, args.view as Args)
    },
    publish(args) {
      if (state.manifest.features?.app_home?.home_tab_enabled !== true)
        return { ok: false, error: 'not_enabled' }
      const user = state.people.find((person) => person.id === args.user_id)?.id
      if (!user) return { ok: false, error: 'user_not_found' }
      const old = homes.get(user)
      const refused = refusal(args.view, 'home', old?.id)
      if (refused) return refused
      if (args.hash && old && args.hash !== old.hash) return { ok: false, error: 'hash_conflict' }
      const view = build(args.view as Args, 'home', old ?? {})
      homes.set(user, view)
      options.onHome(user)
      return { ok: true, view }
    },
    keepState(id, values) {
      const found = find(id)
      if (!found) return undefined
      const view = { ...found.view, state: { values } }
      if (view.type === 'home') homes.set(found.user, view)
      else
        stacks.set(
          found.user,
          stack(found.user).map((one) => (one.id === id ? view : one)),
        )
      return view
    },
    offer: (id, blockId, actionId, chosen) => {
      const key = `${id} ${blockId} ${actionId}`
      offers.set(key, [...(offers.get(key) ?? []), ...chosen])
    },
    offered: (id, blockId, actionId) => offers.get(`${id} ${blockId} ${actionId}`) ?? [],
    respond(id, action, view) {
      const found = find(id)
      if (!found) return { ok: true }
      if (action === 'clear') {
        setStack(found.user, [])
        return { ok: true }
      }
      if (action === 'close') {
        setStack(
          found.user,
          stack(found.user).filter((one) => one.id !== id),
        )
        return { ok: true }
      }
      const refused = refusal(view, 'modal', action === 'update' ? id : undefined)
      if (refused) return refused
      return action === 'update'
        ? replace(found.user, found.view, view as Args)
        : onTop(found.user, view as Args)
    },
    dismiss(user, id) {
      const views = stack(user)
      const top = views.at(-1)
      if (!top || top.id !== id) return []
      const gone = top.clear_on_close ? [...views].reverse() : [top]
      setStack(user, top.clear_on_close ? [] : views.slice(0, -1))
      return gone.map((view) => ({ view, cleared: view.id !== id || top.clear_on_close }))
    },
  }
}

function triggerOf(args: Args): string {
  return String(args.trigger_id ?? args.interactivity_pointer ?? '')
}

function textOf(value: unknown): { readonly text: string } | null {
  return isRecord(value) ? (value as { readonly text: string } & Record<string, unknown>) : null
}
