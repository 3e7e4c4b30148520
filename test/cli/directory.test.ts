import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

/** Runs `casethread directory …`. */
const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  runCli(['directory', ...args], env)

const mongo = mongoForTests()
onStore('SQLite', {})
if (mongo.kind === 'server') {
  const name = `casethread-cli-${randomUUID()}`
  onStore(mongo.name, { MONGODB_URI: `${mongo.uri.replace(/\/?$/, '/')}${name}` }, () =>
    dropDatabase(mongo.uri, name),
  )
}

function onStore(name: string, more: Readonly<Record<string, string>>, tidy = async () => {}): void {
  describe(`casethread directory, on ${name}`, () => {
    let folder: string
    let env: Readonly<Record<string, string>>

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
      env = { DATA_DIR: folder, ...more }
    })
    afterAll(async () => {
      await tidy()
      rmSync(folder, { recursive: true })
    })

    const written = (edit: (yaml: string) => string): string => {
      const file = join(folder, `${randomUUID()}.yml`)
      writeFileSync(file, edit(readFileSync(sampleDirectoryFile, 'utf8')))
      return file
    }

    it('names every fault of a file with its line, and writes nothing', async () => {
      const bad = written((yaml) =>
        yaml.replace('language: ja', 'language: jp').replace('tier: premium', 'tier: x'),
      )
      const ended = await run(['import', bad, '--yes'], env)

      expect(ended.code).toBe(65)
      expect(ended.stderr).toContain('has 2 faults')
      expect(ended.stderr).toMatch(/line \d+, domains\[0\]\.language/)
      expect(ended.stderr).not.toMatch(/\n\s+at /)
      expect((await run(['show'], env)).stdout).toContain('holds no directory yet')
      expect(await run(['import', '/nowhere.yaml'], env)).toMatchObject({
        code: 66,
        stderr: expect.stringContaining('/nowhere.yaml'),
      })
    }, 60_000)

    it('shows the diff, asks before it writes, and the second time has nothing to write', async () => {
      const dry = await run(['import', sampleDirectoryFile, '--dry-run'], env)
      expect(dry).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('customer C09brightwater Brightwater Foods'),
      })
      expect(await run(['import', sampleDirectoryFile], env)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('Nothing was written.'),
      })
      expect((await run(['show'], env)).stdout).toContain('holds no directory yet')

      const first = await run(['import', sampleDirectoryFile, '--yes'], env)
      expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('Written: ') })
      const second = await run(['import', sampleDirectoryFile, '--yes'], env)
      expect(second.stdout).toContain('Nothing to write')

      const shown = (await run(['show', 'northwind-apps.example.com'], env)).stdout
      expect(shown).toContain('marcus.bell@northwind-apps.example.com (Reseller Admin)')
      expect(shown).toContain('unknown → revoked by it-desk@granite-insurance.example.com')
      expect(shown).not.toContain('C01aoba')
    }, 60_000)

    it('says all of it as JSON, and asks nobody then', async () => {
      const json = async (...args: readonly string[]) => {
        const { code, stdout } = await run([...args, '--json'], env)
        return { code, data: JSON.parse(stdout) }
      }
      const file = written((yaml) => yaml.replace('Brightwater Foods', 'Brightwater Beverages'))
      const steps = [{ kind: 'changed', text: expect.stringContaining('Brightwater') }]

      expect(await json('import', file)).toMatchObject({ code: 1, data: { outcome: 'not-agreed', steps } })
      expect(await json('import', file, '--dry-run')).toMatchObject({ code: 0, data: { outcome: 'dry-run' } })
      expect(await json('import', file, '--yes')).toMatchObject({
        code: 0,
        data: { outcome: 'written', steps },
      })
      expect(await json('import', file, '--yes')).toMatchObject({ code: 0, data: { outcome: 'unchanged' } })
      const { data } = await json('show', 'northwind-apps.example.com')
      expect(data.domains).toMatchObject([{ domain: 'northwind-apps.example.com' }])
      expect(data.customers.map(({ name }: { name: string }) => name)).toContain('Brightwater Beverages')
      expect(data.grants.length).toBeGreaterThan(0)
      expect(await json('join')).toMatchObject({ code: 0, data: { cases: 0 } })
      await run(['import', sampleDirectoryFile, '--yes'], env)
    }, 90_000)

    it('tells what the file lacks and ends it only when asked to', async () => {
      const less = written((yaml) =>
        yaml
          .replace('  - email: ben.carter@desk.example.org\n    name: Ben Carter\n', '')
          .replace('  - email: ben.carter@desk.example.org\n', ''),
      )
      const left = await run(['import', less, '--yes'], env)
      expect(left.stdout).toContain('desk agent ben.carter@desk.example.org')
      expect(left.stdout).toContain('--prune')
      expect((await run(['show'], env)).stdout).toContain('ben.carter')

      await run(['import', less, '--yes', '--prune'], env)
      expect((await run(['show'], env)).stdout).not.toContain('ben.carter')
    }, 60_000)
  })
}
