import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { replaceFile } from '../../src/people/replace-file.ts'

describe('a file that is replaced', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'casethread-replace-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    file = join(folder, 'directory.yaml')
    writeFileSync(file, 'old', { mode: 0o640 })
  })

  it('has the new text and the same mode, and leaves nothing beside it', () => {
    expect(replaceFile(file, Buffer.from('old'), '新しい')).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('新しい')
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder)).toEqual(['directory.yaml'])
  })

  it('stays as it is where somebody changed it meanwhile', () => {
    expect(replaceFile(file, Buffer.from('older'), 'new')).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['directory.yaml'])
  })

  it('stays as it is while another one writes, and not for ever where that one died', () => {
    const draft = `${file}.draft`
    writeFileSync(draft, 'half')
    expect(replaceFile(file, Buffer.from('old'), 'new')).toBe(false)
    expect(readFileSync(draft, 'utf8')).toBe('half')

    const longAgo = new Date(Date.now() - 120_000)
    utimesSync(draft, longAgo, longAgo)
    expect(replaceFile(file, Buffer.from('old'), 'new')).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('new')
    expect(existsSync(draft)).toBe(false)
  })

  it('is the one behind a link', () => {
    const link = join(folder, 'link.yaml')
    symlinkSync(file, link)
    expect(replaceFile(link, Buffer.from('old'), 'new')).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('new')
    expect(readdirSync(folder).sort()).toEqual(['directory.yaml', 'link.yaml'])
  })
})
