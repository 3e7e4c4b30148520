import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Categories } from '../../src/cases/categories.ts'
import { openCategories, readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

function withFile(text: string | Uint8Array): Promise<Categories> {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-categories-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'own.yaml')
  writeFileSync(file, text)
  return openCategories(catalogueFile, file)
}

async function faultsOf(text: string | Uint8Array): Promise<readonly string[]> {
  const error = await withFile(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error('the file was taken')
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
}

const ids = (categories: Categories, service: string) =>
  categories.service(service)?.categories.map(({ id }) => id)

describe('CRE-1: the operator’s own categories', () => {
  it('that is not UTF-8 is refused by line', async () => {
    const bytes = Buffer.concat([Buffer.from('services:\n  - id: '), Buffer.from([0x93, 0xfa])])

    expect(await faultsOf(bytes)).toEqual([expect.stringContaining('line 2: is not UTF-8')])
  })

  it('adds a service and areas, before what is for everything else', async () => {
    const categories = await withFile(`
services:
  - id: gmail
    areas:
      - id: gmail.archive-gateway
        name: { en: Archive gateway, ja: アーカイブ ゲートウェイ }
        keywords: { en: [journal, 550], ja: [ジャーナル] }
        guidance: { en: Give the gateway's log id., ja: ゲートウェイのログ ID を書いてください。 }
        questions:
          - scope
          - id: log-id
            label: { en: Log id, ja: ログ ID }
            optional: true
  - id: acme-backup
    name: Acme Backup
    keywords: { en: [backup] }
    guidance: { en: Say the job., ja: ジョブ名を書いてください。 }
    areas:
      - { id: acme-backup.restore, name: { en: Restore, ja: 復元 } }
`)
    expect(ids(categories, 'gmail')?.slice(-2)).toEqual(['gmail.archive-gateway', 'gmail.other'])
    expect(categories.services.map(({ id }) => id).slice(-2)).toEqual(['acme-backup', 'other'])
    expect(categories.category('acme-backup.restore')).toMatchObject({
      path: { en: 'Acme Backup › Restore', ja: 'Acme Backup › 復元' },
      guidance: [{ en: 'Say the job.' }],
    })
    expect(categories.category('gmail.archive-gateway')?.questions).toMatchObject([
      { id: 'scope', optional: false, label: { en: 'Who is affected' } },
      { id: 'log-id', optional: true, choices: [] },
    ])
    expect(categories.find('ジャーナル')[0]?.id).toBe('gmail.archive-gateway')
    expect(categories.find('acme restore')[0]?.id).toBe('acme-backup.restore')
  })

  it('changes what it names and leaves the rest as it is; keywords are added', async () => {
    const before = readCategories(catalogueFile).category('gmail.delivery')
    const categories = await withFile(
      JSON.stringify({
        questions: { scope: { label: { en: 'How many people', ja: '人数' } } },
        services: [
          {
            id: 'gmail',
            name: { en: 'Mail', ja: 'メール' },
            areas: [
              {
                id: 'gmail.delivery',
                guidance: { en: 'Ask our mail team.', ja: 'メール担当にご確認ください。' },
                keywords: { en: ['zeppelin'] },
              },
              { id: 'gmail.spam', questions: [{ id: 'message-id', label: 'Message-ID', optional: true }] },
            ],
          },
        ],
      }),
    )
    const after = categories.category('gmail.delivery')
    expect(after?.path).toEqual({ en: 'Mail › Sending and receiving', ja: 'メール › 送受信' })
    expect(after?.guidance[0]).toEqual({ en: 'Ask our mail team.', ja: 'メール担当にご確認ください。' })
    expect(after?.questions.map(({ id }) => id)).toEqual(before?.questions.map(({ id }) => id))
    expect(after?.questions.find(({ id }) => id === 'scope')).toMatchObject({
      label: { en: 'How many people' },
      choices: [],
    })
    expect(categories.category('gmail.spam')?.questions.map(({ id }) => id)).toEqual(['message-id'])
    expect(categories.find('zeppelin').map(({ id }) => id)).toEqual(['gmail.delivery'])
    expect(categories.find('bounce')[0]?.id).toBe('gmail.delivery')
  })

  it('hides areas and whole services: nobody is offered them, old cases still name them', async () => {
    const categories = await withFile(`
services:
  - { id: voice, hidden: true }
  - { id: gmail, areas: [{ id: gmail.relay, hidden: true }] }
`)
    expect(categories.service('voice')).toBeUndefined()
    expect(ids(categories, 'gmail')).not.toContain('gmail.relay')
    expect(categories.find('smtp relay printer').map(({ id }) => id)).not.toContain('gmail.relay')
    expect(categories.find('voicemail').map(({ service }) => service)).not.toContain('voice')
    expect(categories.category('voice.calls')).toMatchObject({
      hidden: true,
      path: { en: 'Voice › Calls and voicemail' },
    })
    expect(categories.category('gmail.relay')?.hidden).toBe(true)
  })

  it('may be the sample that the docs show', async () => {
    const sample = readFileSync(new URL('docs/samples/categories.yaml', packageRoot()), 'utf8')
    const categories = await withFile(sample)
    expect(categories.category('gmail.archive')?.questions.map(({ id }) => id)).toEqual([
      'scope',
      'archive-id',
      'ticket',
    ])
    expect(categories.find('バックアップの復元')[0]?.id).toBe('acme-backup.restore')
    expect(categories.service('voice')).toBeUndefined()
  })

  it('may hold nothing', async () => {
    const categories = await withFile('services: []')
    expect(categories.services).toEqual(readCategories(catalogueFile).services)
  })
})

describe('a fault in the operator’s own categories', () => {
  it('comes with all others at once, each with its line and what to do', async () => {
    const faults = await faultsOf(`services:
  - id: gmail
    areas:
      - id: gmail.delivery
        nam: Delivery
        guidance: { en: Only English }
      - id: Gmail Relay
        name: Relay
      - id: gmail.new-one
        guidance: Something
  - id: acme
    name: 7
questins: {}
`)
    expect(faults).toEqual([
      'line 5, services[0].areas[0].nam: "nam" is not a key of this file; did you mean "name"?',
      'line 6, services[0].areas[0].guidance.ja: is missing',
      'line 7, services[0].areas[1].id: "Gmail Relay" is no id of an area: write its service, a dot and a word, such as gmail.delivery',
      'line 9, services[0].areas[2].id: gmail.new-one is not in the catalogue: correct it, or give it a name if it is new',
      'line 12, services[1].name: must be made of keys with values',
      'line 13, questins: "questins" is not a key of this file; did you mean "questions"?',
    ])
  })

  it.each([
    [
      'an id of another service',
      'services: [{ id: gmail, areas: [{ id: drive.more, name: More, guidance: Go }] }]',
      'must begin with its service: gmail.',
    ],
    [
      'a service that stands there twice',
      'services: [{ id: gmail, hidden: true }, { id: gmail, name: Mail }]',
      'services[1].id: stands in this file twice',
    ],
    [
      'a path that no menu takes',
      `services: [{ id: gmail, areas: [{ id: gmail.long, name: ${'x'.repeat(70)} }] }]`,
      'longer than 75 characters',
    ],
    [
      'a name that no menu takes',
      `services: [{ id: gmail, name: ${'x'.repeat(76)} }]`,
      'is longer than 75 characters: shorten it',
    ],
    [
      'a question that nobody knows',
      'services: [{ id: gmail, areas: [{ id: gmail.relay, questions: [scop] }] }]',
      'services[0].areas[0].questions: hold "scop", which is no shared question',
    ],
    [
      'a question asked twice',
      'services: [{ id: gmail, areas: [{ id: gmail.relay, questions: [scope, scope] }] }]',
      'ask "scope" twice',
    ],
    [
      'too many questions together with the service’s',
      'services: [{ id: voice, questions: [scope, since, error], areas: [{ id: voice.calls, questions: [where, { id: a, label: A }, { id: b, label: B }] }] }]',
      'are more than 5 together',
    ],
    [
      'a single choice',
      'services: [{ id: gmail, questions: [{ id: a, label: A, choices: [{ id: x, name: X }] }] }]',
      'needs two choices at least',
    ],
    [
      'two choices of one id',
      'services: [{ id: gmail, questions: [{ id: a, label: A, choices: [{ id: x, name: X }, { id: x, name: Y }] }] }]',
      'two choices of the same id',
    ],
    ['a new service without guidance', 'services: [{ id: acme, name: Acme }]', 'guidance: is missing'],
    [
      'areas beneath a category',
      'services: [{ id: other, areas: [{ id: other.more, name: More }] }]',
      'is a category itself',
    ],
    ['a list that is none', 'services: gmail', 'must be a list'],
    ['text alone', 'gmail', 'must hold one of questions, services'],
    ['no YAML', 'services: [', 'line '],
    ['an alias to nothing', 'services: *nothing', 'line '],
    [
      'a line break where there is one line',
      'services: [{ id: gmail, guidance: "a\\nb" }]',
      'holds a line break or a control character',
    ],
  ])('is %s', async (_what, text, told) => {
    expect((await faultsOf(text)).join('\n')).toContain(told)
  })

  it('is to hide everything', async () => {
    const { services } = readCategories(catalogueFile)
    const text = JSON.stringify({ services: services.map(({ id }) => ({ id, hidden: true })) })
    expect(await faultsOf(text)).toEqual(['line 1, services: hides every category: leave one at least'])
  })

  it('names the file that is not there', async () => {
    await expect(openCategories(catalogueFile, '/nowhere/own.yaml')).rejects.toThrow(
      'The categories file /nowhere/own.yaml has one fault:\n  line 1: there is no such file: correct the setting',
    )
  })
})
