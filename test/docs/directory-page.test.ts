/** The page of the directory file has every field of the schema, as the schema has it, and no other. */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import {
  requiredSections,
  type SectionName,
  sectionNames,
  sections,
} from '../../src/people/directory-schema.ts'
import { readDocument } from '../support/list-documents.ts'
import { readCodes, readTable } from '../support/read-table.ts'

interface Field {
  readonly schema: z.ZodType
  readonly isRequired: boolean
  /** All that it may be, where that can be listed. */
  readonly choices: readonly string[] | undefined
  readonly preset: unknown
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** By the name that it has on the page; a field of a field has a dot in it. */
function listFields(object: z.ZodObject, before = ''): ReadonlyMap<string, Field> {
  const { properties = {}, required = [] } = z.toJSONSchema(object, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema
  return new Map(
    Object.entries(properties).flatMap(([name, json]): readonly (readonly [string, Field])[] => {
      const schema = object.shape[name] as z.ZodType
      if (schema instanceof z.ZodObject) return [...listFields(schema, `${before}${name}.`)]
      const choices = json.enum ?? (json.type === 'boolean' ? ['true', 'false'] : undefined)
      const field = { schema, isRequired: required.includes(name), choices, preset: json.default }
      return [[`${before}${name}`, field]]
    }),
  )
}

const fieldsOf = (section: SectionName) => listFields(sections[section])

it('the fields are read from the schema', () => {
  const customers = fieldsOf('customers')
  expect([...customers.keys()]).toContain('contact.email')
  expect(customers.get('tier')).toMatchObject({
    isRequired: true,
    choices: ['standard', 'enhanced', 'premium'],
  })
  expect(fieldsOf('customerUsers').get('portal')).toMatchObject({ isRequired: false, preset: true })
})

describe.each([
  ['docs/directory.md', 'Sections', { Yes: true, No: false }, /default `([^`]+)`/],
  ['docs/directory.ja.md', 'セクション', { '○': true, '–': false }, /デフォルト：`([^`]+)`/],
] as const)('%s', (file, overview, answers, presetPattern) => {
  const isYes = (cell: string) => (answers as Readonly<Record<string, boolean>>)[cell]

  it('lists every section, and whether it is required', () => {
    const told = readTable(file, overview).map(([name = '', required = '']) => [
      readCodes(name)[0],
      isYes(required),
    ])
    expect(told).toEqual(sectionNames.map((name) => [name, requiredSections.includes(name)]))
  })

  describe.each(sectionNames)('%s', (section) => {
    const rows = readTable(file, `\`${section}\``)
    const fields = fieldsOf(section)

    it('has a row for each field, and none for what is no field', () => {
      expect(rows.map(([name = '']) => readCodes(name)[0])).toEqual([...fields.keys()])
    })

    it('says what is required, what a field may be, and what it is without a value', () => {
      for (const [name = '', required = '', value = ''] of rows) {
        const { isRequired, choices, preset } = fields.get(readCodes(name)[0] ?? '') ?? {}
        expect(isYes(required), name).toBe(isRequired)
        if (choices) expect([...new Set(readCodes(value))], name).toEqual(choices)
        if (choices) expect(presetPattern.exec(value)?.[1], name).toBe(preset?.toString())
      }
    })

    it('shows an example that is right', () => {
      for (const [name = '', , , example = ''] of rows) {
        const schema = fields.get(readCodes(name)[0] ?? '')?.schema
        const [code = ''] = readCodes(example)
        expect(schema?.safeParse(parse(code)).success, `${name} ${code}`).toBe(true)
      }
    })
  })

  it('begins with a directory that is one', () => {
    const [, yaml = ''] = /^```yaml\n(.*?)^```/ms.exec(readDocument(file)) ?? []
    const { accounts, people } = parseDirectoryFile(yaml, file)
    expect(accounts).toHaveLength(1)
    expect(people[0]?.person).toBe('slack:T0123ABC/U0456DEF')
  })
})
