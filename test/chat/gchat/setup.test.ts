import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../commands/index.ts'
import type { Locale } from '../../../src/cases/case.ts'
import { commandIds } from '../../../src/chat/gchat/command-ids.ts'
import { fieldLimits, linkingScopes, listConsolePages } from '../../../src/chat/gchat/setup/console-pages.ts'
import {
  commandLimits,
  listSlashCommands,
  shortDescriptions,
} from '../../../src/chat/gchat/setup/slash-commands.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'

const languages: readonly Locale[] = ['en', 'ja']
const installation = { publicUrl: 'https://cases.example.com', projectNumber: '123456789012' }
const fieldsIn = (language: Locale) =>
  listConsolePages(installation, language).flatMap(({ fields }) => fields)

describe.each(languages)('the slash commands in %s', (language) => {
  const listed = listSlashCommands(commands, language, commandIds)

  it('are /case and one for each command, with names and descriptions as long as Google takes them', () => {
    expect(listed.map(({ name }) => name).toSorted()).toEqual(
      ['/case', ...commands.map(({ name }) => `/case-${name}`)].toSorted(),
    )
    for (const { name, description } of listed) {
      expect(name).toMatch(/^\/[a-z-]+$/)
      expect(name.length, name).toBeLessThanOrEqual(commandLimits.name)
      expect(description.length, `${name}: shorten it in shortDescriptions`).toBeLessThanOrEqual(
        commandLimits.description,
      )
      expect(description, name).not.toMatch(/…|channel|チャンネル/)
    }
  })

  it('are described shorter only where the summary is too long', () => {
    const { t } = createTranslatorFactory()(language, 'UTC', 'gchat')
    for (const name of Object.keys(shortDescriptions[language])) {
      const command = commands.find((one) => one.name === name)
      expect(command && t(command.summary).length, name).toBeGreaterThan(commandLimits.description)
    }
  })
})

describe.each(languages)('the fields of the consoles in %s', (language) => {
  const fields = fieldsIn(language)

  it('are each there once, with what to enter or to do', () => {
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
    for (const { id, value, hint } of fields) expect(value ?? hint, id).toBeTruthy()
  })

  it('hold no more than Google takes', () => {
    for (const [id, most] of Object.entries(fieldLimits)) {
      const field = fields.find((one) => one.id === id)
      expect(field?.value?.length, id).toBeLessThanOrEqual(most)
    }
  })

  it('bear the address and the number of this installation', () => {
    const value = (id: string) => fields.find((one) => one.id === id)?.value
    expect(value('triggers')).toBe('https://cases.example.com/gchat/events')
    expect(value('app-home-url')).toBe(value('triggers'))
    expect(value('avatar-url')).toBe('https://cases.example.com/gchat/avatar.png')
    expect(value('service-account-email')).toBe(
      'service-123456789012@gcp-sa-gsuiteaddons.iam.gserviceaccount.com',
    )
  })
})

it('both languages have the same fields in the same order', () => {
  expect(fieldsIn('ja').map(({ id }) => id)).toEqual(fieldsIn('en').map(({ id }) => id))
})

it('the scopes of the consent screen are those that linking asks for', () => {
  const source = readFileSync(new URL('src/google/google-sign-in.ts', packageRoot()), 'utf8')
  expect(source).toContain(`scope: '${linkingScopes.join(' ')}'`)
})

it.each([
  ['icon-256.png', 256, 256],
  ['icon-128.png', 128, 128],
  ['icon-32.png', 32, 32],
  ['banner-220x140.png', 220, 140],
])('data/listing/%s is a PNG of %d by %d', (file, width, height) => {
  const bytes = readFileSync(new URL(`data/listing/${file}`, packageRoot()))
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width, height])
})

describe.each([
  ['docs/google-chat.md', 'en'],
  ['docs/google-chat.ja.md', 'ja'],
] as const)('%s', (path, language) => {
  const text = readFileSync(new URL(path, packageRoot()), 'utf8')

  it('has every field with what to enter, and every command', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    for (const { id, label, value, page } of fieldsIn(language)) {
      const row = rows.find((line) =>
        ['<br>', ' |'].some((end) => line.startsWith(`| ${label.replaceAll('<', '\\<')}${end}`)),
      )
      expect(row, id).toBeDefined()
      if (value !== null && id !== 'service-account-email') expect(row, id).toContain(`\`${value}\``)
      if (page) expect(row, id).toContain(`](${page.address}) (`)
    }
    for (const { id, name, description } of listSlashCommands(commands, language, commandIds))
      expect(
        rows.some((line) => line.startsWith(`| ${id} | \`${name}\` | ${description} |`)),
        name,
      ).toBe(true)
  })
})
