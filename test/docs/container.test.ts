import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readInstructions } from '../../.ci/dockerfile.mjs'
import { settingNames } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'

const read = (name: string) => readFileSync(fileURLToPath(new URL(name, packageRoot())), 'utf8')
const known: ReadonlySet<string> = new Set([...settingNames, 'NODE_ENV'])
const unknown = (names: readonly string[]) => names.filter((name) => !known.has(name))

describe('the Dockerfile', () => {
  const instructions = readInstructions(read('Dockerfile'))
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  const of = (name: string) => last.filter((one) => one.name === name).map(({ rest }) => rest)

  it('builds with Node 24, and runs as a user without a name', () => {
    const defaults = instructions.filter(({ name }) => name === 'ARG').map(({ rest }) => rest.split('='))
    const resolve = (text: string) =>
      defaults.reduce((now, [name = '', value = '']) => now.replace(`\${${name}}`, value), text)
    const stages = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => resolve(rest))
    expect(stages).toHaveLength(2)
    expect(stages[0]).toMatch(/^node:24-/)
    expect(stages[1]).toMatch(/^[a-z.]+\/distroless\/.+:nonroot$/)
    expect(of('USER')).toEqual(['65532:65532'])
    expect(of('VOLUME')).toEqual(['/data'])
  })

  it('needs no install script', () => {
    const installs = instructions.filter(({ name, rest }) => name === 'RUN' && /npm (ci|install)/.test(rest))
    expect(installs.length).toBeGreaterThan(0)
    for (const { rest } of installs) expect(rest).toContain('--ignore-scripts')
  })

  it('sets what there is to set, and asks for its health where that is served', () => {
    const [settings = ''] = of('ENV')
    const names = [...settings.matchAll(/(\w+)=/g)].map(([, name]) => String(name))
    expect(names).toContain('METRICS_PORT')
    expect(unknown(names)).toEqual([])
    expect(of('HEALTHCHECK')[0]).toContain('process.env.METRICS_PORT')
    expect(of('HEALTHCHECK')[0]).toContain('/healthz')
  })

  it('gets all that it copies: nothing of it is left out of what is sent', () => {
    const sent = new Set(
      read('.dockerignore')
        .split('\n')
        .filter((line) => line.startsWith('!')),
    )
    const { rest = '' } = instructions.find(({ rest }) => rest.startsWith('cp -R')) ?? {}
    const copied = rest
      .split(' ')
      .slice(2, -1)
      .filter((name) => !['dist', 'node_modules', 'data'].includes(name))
    expect(copied.length).toBeGreaterThan(2)
    for (const name of copied) expect(sent).toContain(`!${name}`)
  })
})

interface Service {
  readonly environment?: Readonly<Record<string, string>>
  readonly profiles: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
}

describe('compose.yaml', () => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    services: Readonly<Record<string, Service>>
  }

  it('runs it with the embedded store or with MongoDB, each by a profile of its own', () => {
    const byProfile = Object.entries(services).map(([name, { profiles }]) => `${profiles.join()}: ${name}`)
    expect(byProfile).toEqual(['sqlite: casethread', 'mongodb: casethread-mongodb', 'mongodb: mongodb'])
    expect(services.casethread?.environment).toBeUndefined()
    expect(services['casethread-mongodb']?.environment?.MONGODB_URI).toContain(
      'mongodb://mongodb:27017/casethread',
    )
  })

  it('gives it a tree that is only read, and no rights', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service.cap_drop).toEqual(['ALL'])
      expect(service.security_opt).toContain('no-new-privileges:true')
      if (name === 'mongodb') continue
      expect(service.read_only).toBe(true)
      expect(unknown(Object.keys(service.environment ?? {}))).toEqual([])
    }
  })
})

describe('the systemd unit', () => {
  const lines = read('deploy/casethread.service').split('\n')
  const of = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1))

  it('starts the product as a user of its own, on a system that is only read', () => {
    expect(of('ExecStart')).toEqual([
      expect.stringMatching(/node \/opt\/casethread\/dist\/src\/cli\/cli\.js start$/),
    ])
    expect(of('DynamicUser')).toEqual(['yes'])
    expect(of('ProtectSystem')).toEqual(['strict'])
    expect(of('CapabilityBoundingSet')).toEqual([''])
    expect(of('NoNewPrivileges')).toEqual(['yes'])
  })

  it('waits for its end, and leaves it alone after the codes for which docs/exit-codes.md says so', () => {
    expect(Number(of('TimeoutStopSec'))).toBeGreaterThan(10)
    const shown = read('docs/exit-codes.md')
      .split('\n')
      .find((line) => line.startsWith('RestartPreventExitStatus='))
    expect(of('RestartPreventExitStatus')).toEqual([shown?.split('=')[1]])
    expect(shown).toContain(' 78')
    const names = of('Environment').flatMap((line) => line.split(' ').map((one) => String(one.split('=')[0])))
    expect(unknown(names)).toEqual([])
  })
})
