/** The real runner over a world, for tests of commands; and what a view holds. */

import {
  createDispatcher,
  type Dispatcher,
  type DispatcherDeps,
  type Interaction,
} from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import { optionSources } from '../../commands/options.ts'
import type { Result } from '../../src/cases/refusal.ts'
import { createFindThreadCase } from '../../src/cases/thread-cases.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Button, Field, Form, View } from '../../views/view.ts'
import { buildSetup } from './build-setup.ts'
import { recordingLog } from './recording-log.ts'
import { personWith, type World } from './sample-world.ts'
import { capabilities } from './test-capabilities.ts'
import { catalogueFile } from './test-catalogue.ts'

/** `own`: what a test puts in the place of the usual. */
export function runnerOver(world: World, own: Partial<DispatcherDeps> = {}): Dispatcher {
  return createDispatcher({
    commands,
    optionSources,
    service: world.service,
    grants: world.grants,
    notifications: world.notifications,
    audit: world.audit,
    links: world.links,
    conversations: world.conversations.service,
    messages: { send: async () => false },
    directory: world.directory,
    categories: readCategories(catalogueFile),
    createTranslator: createTranslatorFactory(world.directory.names),
    setup: buildSetup(world),
    deskPlaces: [],
    capabilities,
    findThreadCase: createFindThreadCase(world.store),
    now: () => world.now(),
    newId: () => 'abcdef0123456789',
    log: recordingLog(),
    ...own,
  })
}

/** DOM-2: as its super admin would bind it. */
export async function bindChannel(world: World, domain: string, channel: string): Promise<void> {
  const inSlack = !channel.startsWith('spaces/')
  const place = { platform: inSlack ? 'slack' : 'gchat', tenant: inSlack ? 'T1' : '', channel } as const
  const by = `admin@${domain}`
  const declared = { by, at: world.now(), confirmed: [] }
  await world.store.identities.bind(place, { domain, by, at: world.now(), declared })
}

let sends = 0

/** A wish with a key of its own. */
export function wishOf(email: string | null, locale: 'en' | 'ja' = 'en'): Interaction {
  sends += 1
  return {
    person: { ...personWith(email), locale },
    place: { platform: 'slack', tenant: 'T1', channel: 'C1' },
    key: `test:${sends}`,
  }
}

/** Everything that a view says, as one text. */
export function told(view: { readonly kind: string }): string {
  return 'text' in view ? String(view.text) : JSON.stringify(view)
}

export function buttonsIn(view: View): readonly Button[] {
  if (view.kind === 'notice') return view.buttons ?? []
  if (view.kind === 'form') return []
  return view.blocks.flatMap((block) =>
    block.kind === 'actions' ? [...block.buttons, ...(block.more ?? [])] : [],
  )
}

export function asForm(view: { readonly kind: string }): Form {
  if (view.kind !== 'form') throw new Error(`no form but ${told(view)}`)
  return view as Form
}

export function fieldsOf(form: Form): readonly Field[] {
  return form.parts.flatMap((part) => ('name' in part ? [part] : []))
}

export function value<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusals)}`)
  return outcome.value
}

/** The codes of what was refused, with the field at fault: `field-missing@title`. */
export function codes(outcome: Result<unknown>): readonly string[] {
  return outcome.ok ? [] : outcome.refusals.map((one) => (one.field ? `${one.code}@${one.field}` : one.code))
}
