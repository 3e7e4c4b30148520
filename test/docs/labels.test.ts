/** What pages for people in chat call a button or a menu entry, it is called there. */
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { en, ja } from '../../src/i18n/catalogue.ts'
import { readDocument } from '../support/list-documents.ts'

interface Manifest {
  readonly features: { readonly shortcuts: readonly { readonly name: string }[] }
}
const { features } = parse(readDocument('manifest.yml')) as Manifest
const shortcuts = features.shortcuts.map(({ name }) => name)

const findUnknown = (labels: readonly string[], texts: readonly string[]) =>
  labels.filter((label) => !texts.some((text) => text.includes(label)))
const between = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, label = '']) => label)

it.each(['team-guide', 'linking', 'notifications', 'conversations', 'delivery', 'targets'])(
  'docs/%s.ja.md calls things as they are called in Japanese',
  (page) => {
    const labels = between(readDocument(`docs/${page}.ja.md`), /「([^「」]+)」/g)
    expect(findUnknown(labels, Object.values(ja))).toEqual([])
  },
)

it('docs/team-guide.md calls buttons as they are called', () => {
  // Whatever else is bold there begins small, or is a whole clause.
  const labels = between(readDocument('docs/team-guide.md'), /\*\*([A-Z][^*]+)\*\*/g)
  expect(labels.length).toBeGreaterThan(10)
  expect(findUnknown(labels, [...Object.values(en), ...shortcuts])).toEqual([])
  expect(findUnknown(['Frobnicate'], Object.values(en))).toEqual(['Frobnicate'])
})
