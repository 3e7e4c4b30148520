import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMessageBlocks } from '../../playground/slack/local-limits.ts'
import { splitCardFor, toMessage } from '../../src/chat/gchat/render/message.ts'
import { clean } from '../../src/chat/plain-text.ts'
import { wordsFor } from '../../src/chat/slack/messages.ts'
import { splitMessage } from '../../src/chat/slack/render/message.ts'
import type { Block, Card } from '../../views/view.ts'
import { naughtyStrings } from '../support/naughty-strings.ts'
import { cardFaults } from './gchat/support/card-faults.ts'

const speaker = {
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  callback: 'https://cases.example.com/gchat/events',
} as const

function aCardOf(...blocks: readonly Block[]): Card {
  return {
    kind: 'card',
    summary: '1001: Aoi wrote',
    blocks: [{ kind: 'quiet', parts: ['Aoi wrote'] }, ...blocks],
  }
}

const quoteOf = (text: string) => aCardOf({ kind: 'quote', text })
const inSlack = (card: Card) => splitMessage(card, wordsFor('en').part)
const inChat = (card: Card) => splitCardFor(card, speaker)

/** What of a text can be seen, in order: the space at a break may be swallowed. */
function bare(text: string): string {
  return clean(text).replace(/[\s\p{Cf}]/gu, '')
}

/** The quotes and texts of rendered Slack blocks. */
function readSlack(parts: ReturnType<typeof inSlack>): string {
  const texts = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(texts).join('')
    if (typeof value !== 'object' || value === null) return ''
    const { type, text } = value as { readonly type?: unknown; readonly text?: unknown }
    if (type === 'context') return ''
    return typeof text === 'string' ? text : Object.values(value).map(texts).join('')
  }
  return parts.map(({ blocks }) => texts(blocks)).join('')
}

function readChat(parts: readonly Card[]): string {
  return parts
    .flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'quote' ? [block.text] : [])))
    .join('')
}

const longTexts: Readonly<Record<string, string>> = {
  'of one word': 'x'.repeat(60_000),
  'of English': 'All mail to the domain bounces since noon. '.repeat(1_500),
  'of Japanese': '本日正午から、ドメイン宛てのメールがすべて返送されています。'.repeat(1_500),
  'of lines': `${'at com.example.Mail.send(Mail.java:42)\n'.repeat(1_800)}`,
  'of families': '👩‍👩‍👧‍👦'.repeat(5_000),
  'of accents': 'e\u0301'.repeat(30_000),
  'of what HTML escapes': '<&>"'.repeat(12_000),
}

describe.each(Object.entries(longTexts))('a text %s that is too long for one message', (_what, text) => {
  it('is told in Slack whole, in parts that Slack takes', () => {
    const parts = inSlack(quoteOf(text))

    expect(parts.length).toBeGreaterThan(1)
    expect(parts.flatMap(({ blocks }) => checkMessageBlocks(blocks) ?? [])).toEqual([])
    expect(bare(readSlack(parts))).toBe(bare(text))
    expect(JSON.stringify(parts)).not.toContain('/case show')
  })

  it('is told in Google Chat whole, in parts that Google takes', () => {
    const parts = inChat(quoteOf(text))

    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      const { cardsV2 } = toMessage(part, speaker)
      expect(cardFaults(cardsV2[0]?.card ?? {}, 'message')).toEqual([])
      expect(JSON.stringify(cardsV2)).not.toContain('省略')
    }
    expect(bare(readChat(parts))).toBe(bare(text))
  })
})

describe('a card that is split', () => {
  it('says in each part which it is, and keeps what people act with for the last one', () => {
    const actions: Block = {
      kind: 'actions',
      buttons: [{ label: 'Files', command: 'files', args: { number: '1' } }],
    }
    const parts = inSlack(aCardOf({ kind: 'quote', text: 'long '.repeat(6_000) }, actions))

    expect(parts.map(({ blocks }) => JSON.stringify(blocks).match(/Part \d of \d/)?.[0])).toEqual(
      parts.map((_, index) => `Part ${index + 1} of ${parts.length}`),
    )
    expect(parts.map(({ blocks }) => blocks.some(({ type }) => type === 'actions'))).toEqual(
      parts.map((_, index) => index === parts.length - 1),
    )
  })

  it('breaks no character, and ends at a sentence where one ends near', () => {
    const parts = inChat(quoteOf('本日正午から、メールが返送されています。'.repeat(2_000)))

    for (const part of parts)
      for (const block of part.blocks)
        if (block.kind === 'quote') expect(block.text.trimEnd()).toMatch(/。$/u)
  })

  it('is one where it fits', () => {
    expect(inSlack(quoteOf('short'))).toHaveLength(1)
    expect(inChat(quoteOf('short'))).toEqual([quoteOf('short')])
  })

  it('of long small print goes on in further lines', () => {
    const addresses = Array.from({ length: 300 }, (_, index) => `person${index}@hoshi.example.com`).join(', ')
    const card: Card = { kind: 'card', summary: 's', blocks: [{ kind: 'quiet', parts: [addresses] }] }
    const said = JSON.stringify(inSlack(card))

    expect(said).toContain('person0@')
    expect(said).toContain('person299@')
    expect(said).not.toContain('…')
  })

  it('loses and doubles nothing, whatever it is made of', () => {
    const words = fc.oneof(
      fc.constantFrom(...naughtyStrings.filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))),
      fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text)),
    )
    const texts = fc
      .tuple(fc.array(words, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 400 }))
      .map(([said, times]) => said.join(' ').repeat(times).slice(0, 60_000).toWellFormed())
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (said) => {
        const card = aCardOf(...said.map((text): Block => ({ kind: 'quote', text })))
        const parts = inSlack(card)
        expect(parts.flatMap(({ blocks }) => checkMessageBlocks(blocks) ?? [])).toEqual([])
        expect(inSlack(card)).toEqual(parts)
        expect(bare(readSlack(parts))).toBe(bare(said.join('')))
        expect(JSON.stringify(parts).isWellFormed()).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})
