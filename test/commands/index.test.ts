import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { commands } from '../../commands/index.ts'
import { packageRoot } from '../../src/config/package-root.ts'

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string() })) }),
})

describe('the list of commands', () => {
  it('names each command once, also by its other words', () => {
    const words = commands.flatMap((one) => [one.name, ...one.aliases])
    expect(new Set(words).size).toBe(words.length)
  })

  it('has a file named after each command, and no command’s file is left out of the list', () => {
    const folder = new URL('commands/', packageRoot())
    for (const { name } of commands) expect(existsSync(new URL(`${name}.ts`, folder)), name).toBe(true)
    const defined = readdirSync(folder).filter((file) =>
      /= define(Change)?Command\(\{/.test(readFileSync(new URL(file, folder), 'utf8')),
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
