/** What people read in Google Chat is in its own words: a space, not a channel, and nothing of Slack's ways. */
import { describe, expect, it } from 'vitest'
import type { FormErrors } from '../../../commands/define.ts'
import { commands } from '../../../commands/index.ts'
import type { Locale } from '../../../src/cases/case.ts'
import { toCard } from '../../../src/chat/gchat/render/card.ts'
import { toDialog } from '../../../src/chat/gchat/render/dialog.ts'
import { toMessage } from '../../../src/chat/gchat/render/message.ts'
import { en, ja } from '../../../src/i18n/catalogue.ts'
import { installing } from '../../../src/i18n/messages/installing.en.ts'
import { createTranslatorFactory, type MessageKey } from '../../../src/i18n/translator.ts'
import type { Card, View } from '../../../views/view.ts'
import { everyView, type Way } from '../../support/every-view.ts'
import { onSqlite } from '../../support/stores.ts'

const place = { platform: 'gchat', tenant: '', channel: 'spaces/AAA' } as const

/** What the app reads of a card, and nobody else. */
const unread: ReadonlySet<string> = new Set(['parameters', 'function', 'name', 'value', 'url'])

function* textsIn(drawn: unknown): Generator<string> {
  if (typeof drawn === 'string') yield drawn
  if (typeof drawn !== 'object' || drawn === null) return
  for (const [key, inner] of Object.entries(drawn)) if (!unread.has(key)) yield* textsIn(inner)
}

function draw(way: Way, view: View | FormErrors, locale: Locale): unknown {
  const speaker = { locale, timeZone: 'Asia/Tokyo', callback: 'casethread' }
  if (view.kind === 'errors') return Object.values(view.fields)
  if (view.kind === 'form') return toDialog(view, { ...speaker, place, dialog: 'd1', step: 0 })
  return way === 'home' ? toCard(view as Card, speaker, 'home') : toMessage(view, speaker)
}

/** What Slack tells and Google Chat does not is asked there alone. */
const ofGoogleAlone: ReadonlySet<MessageKey> = new Set(['declare.private-word'])

/** Words of another chat. Said is also what stands in a word of several (`#channel-name`, 共有チャンネル). */
const foreign = (texts: Iterable<string>) =>
  [...texts].filter((text) => /channel|チャンネル|slack/i.test(text))

describe('every message there is', () => {
  // Whoever adds the app to Slack reads those pages, in a browser.
  const keys = (Object.keys(en) as MessageKey[]).filter((key) => !(key in installing))

  it('names no chat, and no channel or space: which it is the reader’s chat says', () => {
    for (const key of keys) {
      expect(foreign([en[key], ja[key]]), key).toEqual([])
      if (ofGoogleAlone.has(key)) continue
      expect(en[key], key).not.toMatch(/(?<!Once there's )\bspaces?\b/i)
      expect(ja[key], key).not.toMatch(/(?<!ワーク)スペース/)
    }
  })

  it.each([
    ['en', 'space'],
    ['ja', 'スペース'],
  ] as const)('that names one in %s calls it a %s in Google Chat', (locale, word) => {
    const { text } = createTranslatorFactory()(locale, 'UTC', 'gchat')
    const naming = keys.filter((key) => en[key].includes('{place}'))
    expect(naming.length).toBeGreaterThan(20)
    for (const key of naming) {
      const said = text(key, {})
      expect(foreign([said]), key).toEqual([])
      if (ja[key].includes('{place}') || locale === 'en') expect(said, key).toContain(word)
    }
  })

  it('is refused where one of another chat is planted', () => {
    for (const planted of ['Bind this Channel', '#my-channel', '共有チャンネルです', 'Slack has none'])
      expect(foreign([planted, 'this space'])).toEqual([planted])
    const onSlack = createTranslatorFactory()('ja', 'UTC', 'slack').text('acts.channel', {})
    expect(foreign([onSlack])).toEqual([onSlack])
  })
})

onSqlite((_name, open) => {
  describe.each(['en', 'ja'] as const)('every view in %s', (locale) => {
    it('says space, not channel; help is about Google Chat', async () => {
      const { seen } = await everyView(await open(), locale, 'gchat')
      const said = new Set<string>()
      const help = new Set<string>()
      for (const { way, command, view } of seen)
        for (const text of textsIn(draw(way, view, locale))) {
          said.add(text)
          if (command === 'help' || command === '') help.add(text)
        }

      for (const { name } of commands)
        expect(
          seen.some(({ command }) => command === name),
          name,
        ).toBe(true)
      expect(foreign(said)).toEqual([])
      expect([...said].filter((text) => /\bspaces?\b|スペース/i.test(text)).length).toBeGreaterThan(5)
      expect(help.size).toBeGreaterThan(20)
    }, 120_000)
  })
})
