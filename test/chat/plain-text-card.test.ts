/** NOT-4: what a card says of plain text in its thread. */
import { describe, expect, it } from 'vitest'
import type { Case, Subscription } from '../../src/cases/case.ts'
import type { ChannelBinding } from '../../src/cases/identity-store.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aCase, aThread } from '../support/build-case.ts'
import { aCustomer, aDirectory } from '../support/build-directory.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const at = new Date('2026-03-02T09:00:00.000Z')
const midori = { party: 'customer', customer: 'C-midori', name: 'みどり商会' } as const
const declared = { by: 'admin@hoshi.example.com', at, confirmed: [] }
const binding: ChannelBinding = {
  domain: 'hoshi.example.com',
  by: declared.by,
  at,
  declared,
  audience: midori,
  talk: 'two-way',
}
const { directory } = aDirectory({
  domains: [{ domain: 'hoshi.example.com', name: 'Hoshi Cloud', superAdmin: declared.by, language: 'ja' }],
  customers: [aCustomer({ id: 'C-midori', name: 'みどり商会' })],
})

/** The last line of the card. */
async function lastLine(
  bound: ChannelBinding | undefined,
  thread: Partial<Subscription> = {},
  supportCase: Partial<Case> = {},
): Promise<string> {
  const views = createThreadViews({
    categories: readCategories(catalogueFile),
    createTranslator: createTranslatorFactory(),
    directory,
    now: () => at,
    bindingOf: async () => bound,
    unheard: ['gchat'],
  })
  const card = await views.root(aCase(supportCase), aThread(thread))
  const last = card.blocks.at(-1)
  return last?.kind === 'quiet' ? last.parts.join(' ') : ''
}
const goes = 'What is written here goes to'
const only = 'Only "Reply" adds to the case'

describe('the card of a case', () => {
  it('names in a two-way thread who gets what is written there', async () => {
    expect(await lastLine(binding)).toBe(
      'What is written here goes to Hoshi Cloud, みどり商会, and the support desk.',
    )
    expect(await lastLine(binding, { locale: 'ja' })).toBe(
      'ここに書いた内容は Hoshi Cloud、みどり商会、サポート窓口 に届きます。',
    )
  })

  it('says in a space of Google Chat that a customer reads, that only Reply is heard', async () => {
    const { talk: _, ...silent } = binding
    expect(await lastLine(silent, { platform: 'gchat', tenant: '', channel: 'spaces/A' })).toContain(only)
    const ja = await lastLine(silent, { platform: 'gchat', tenant: '', channel: 'spaces/A', locale: 'ja' })
    expect(ja).toContain('ケースに追加されるのは「返信」のみです')
  })

  const { audience: _, ...own } = binding
  it.each<[string, ChannelBinding | undefined, Partial<Subscription>, Partial<Case>]>([
    ['where plain text is only hinted at', { ...binding, talk: 'hint' }, {}, {}],
    [
      'where another customer reads along',
      { ...binding, audience: { ...midori, customer: 'C-other' } },
      {},
      {},
    ],
    ['where the desk reads along', { ...binding, audience: { party: 'desk' } }, {}, {}],
    [
      'in a space of Google Chat of the domain’s own',
      own,
      { platform: 'gchat', tenant: '', channel: 'spaces/A' },
      {},
    ],
    ['in direct messages', binding, { direct: { user: 'U1', email: null } }, {}],
    ['on a closed case, where nothing is added', binding, {}, { status: 'closed' }],
    ['where nothing is declared', undefined, {}, {}],
  ])('says nothing of it %s', async (_what, bound, thread, supportCase) => {
    const line = await lastLine(bound, thread, supportCase)

    expect(line).not.toContain(goes)
    expect(line).not.toContain(only)
  })

  it('says nothing of it once the declaration ended', async () => {
    const views = createThreadViews({
      categories: readCategories(catalogueFile),
      createTranslator: createTranslatorFactory(),
      directory,
      now: () => at,
      bindingOf: async () => {
        const { declared: _, ...ended } = binding
        return ended
      },
    })
    expect(JSON.stringify(await views.root(aCase(), aThread()))).not.toContain(goes)
  })
})
