/** The steps of docs/quick-start.md that are commands to copy, as far as no Slack is needed for them. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { listCode } from '../support/list-documents.ts'

interface Manifest {
  readonly features: { readonly slash_commands: readonly { readonly url?: string }[] }
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string }
    readonly interactivity: object
    readonly socket_mode_enabled: boolean
  }
}

describe.each(['docs/quick-start.md', 'docs/quick-start.ja.md'])('%s', (page) => {
  const lines = listCode(page)
    .filter(({ isBlock }) => isBlock)
    .map(({ text }) => text)
  const findLine = (holding: string, remark: string) => {
    const found = lines.filter((line) => line.startsWith(holding) && line.includes(`# ${remark}`))
    expect(found, `${holding} … # ${remark}`).toHaveLength(1)
    return found[0] ?? ''
  }
  const socketMode = page.endsWith('.ja.md') ? 'ソケット モード' : 'Socket Mode'

  function runInFolder(line: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'casethread-quick-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    copyFileSync(fileURLToPath(new URL('manifest.yml', packageRoot())), join(folder, 'manifest.yml'))
    execFileSync('sh', ['-c', line], { cwd: folder })
    return readFileSync(join(folder, 'my-manifest.yml'), 'utf8')
  }

  it('makes a manifest for an address of one’s own', () => {
    const made = runInFolder(findLine('sed ', 'HTTPS'))
    const { features, settings } = parse(made) as Manifest
    expect(settings.event_subscriptions.request_url).toBe('https://cases.example.com/slack/events')
    expect(features.slash_commands[0]?.url).toBe('https://cases.example.com/slack/events')
    expect(made).not.toContain('casethread.example.com')
    expect(settings.socket_mode_enabled).toBe(false)
  })

  it('makes one for Socket Mode, with no address and all else as it was', () => {
    const made = runInFolder(findLine('sed ', socketMode))
    const { features, settings } = parse(made) as Manifest
    expect(made).not.toContain('https://')
    expect(settings.socket_mode_enabled).toBe(true)
    const whole = parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')) as Manifest
    expect(features.slash_commands[0]).toEqual({ ...whole.features.slash_commands[0], url: undefined })
    const { request_url: _, ...events } = whole.settings.event_subscriptions
    expect(settings.event_subscriptions).toEqual(events)
    expect(settings.interactivity).toEqual({ is_enabled: true })
  })

  it('starts with settings that are enough', () => {
    for (const remark of ['HTTPS', socketMode]) {
      const line = findLine('SLACK_BOT_TOKEN=', remark)
      const given = [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
        name,
        value === '…' ? '0123456789abcdef0123456789abcdef' : value.replace('…', '1-abc'),
      ])
      expect(readConfig(Object.fromEntries(given)).slack?.connection.kind).toBe(
        remark === 'HTTPS' ? 'http' : 'socket',
      )
    }
  })

  it('begins with a directory that can be read', () => {
    const [, sample = ''] = /cp (\S+) data\/directory\.yaml/.exec(lines.join('\n')) ?? []
    const text = readFileSync(new URL(sample, packageRoot()), 'utf8')
    expect(() => parseDirectoryFile(text, sample)).not.toThrow()
  })
})
