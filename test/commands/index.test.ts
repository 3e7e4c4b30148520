import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { commands } from '../../commands/index.ts'
import { caseCommandId } from '../../src/chat/gchat/command-ids.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { en } from '../../src/i18n/en.ts'
import { ja } from '../../src/i18n/ja.ts'

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string() })) }),
})

describe('the list of commands', () => {
  it('names each command once, also by its other words', () => {
    const words = commands.flatMap((one) => [one.name, ...one.aliases])
    expect(new Set(words).size).toBe(words.length)
  })

  it('gives each a Google Chat id of its own, from 1 to 1000', () => {
    const ids = commands.map((one) => one.chatCommandId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => Number.isInteger(id) && id >= 1 && id <= 1000)).toBe(true)
    // That one is the number of /case.
    expect(ids).not.toContain(caseCommandId)
  })

  it('has a file named after each command, and no command’s file is left out of the list', () => {
    const folder = new URL('commands/', packageRoot())
    for (const { name } of commands) expect(existsSync(new URL(`${name}.ts`, folder)), name).toBe(true)
    const defined = readdirSync(folder).filter((file) =>
      readFileSync(new URL(file, folder), 'utf8').includes('= defineCommand({'),
    )
    expect(defined.map((file) => file.replace('.ts', '')).sort()).toEqual(
      commands.map((one) => one.name).sort(),
    )
  })

  it('is told whole by the manifest’s hint', () => {
    const manifest = Manifest.parse(parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')))
    const slash = manifest.features.slash_commands.find((one) => one.command === '/case')
    for (const { name } of commands) expect(slash?.usage_hint.split(/[^a-z]+/)).toContain(name)
  })
})

describe('the messages', () => {
  it('hold the same values in both languages', () => {
    const valuesIn = (text: string) => [...new Set(text.match(/{{\w+}}/g))].sort()
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(valuesIn(ja[key]), key).toEqual(valuesIn(en[key]))
  })

  it('are all used somewhere', () => {
    const sources = ['commands/', 'views/', 'src/cases/', 'src/http/']
      .flatMap((folder) =>
        readdirSync(new URL(folder, packageRoot()), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => readFileSync(new URL(`${folder}${file}`, packageRoot()), 'utf8')),
      )
      .join('\n')
    // Keys made of a part and a value are found by their part: t(`status.${…}`).
    const unused = Object.keys(en).filter((key) => {
      const part = key.slice(0, key.indexOf('.') + 1)
      return !sources.includes(`'${key}'`) && !sources.includes(`\`${part}\${`)
    })
    expect(unused).toEqual([])
  })
})
