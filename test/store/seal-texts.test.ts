import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTextSeal, createTokenSeal, openSecret } from '../../src/store/seal-texts.ts'

describe('a sealed text', () => {
  const seal = createTextSeal('a secret of the installation', 'drafts')

  it('is opened by whoever has the secret, for the same purpose and context', () => {
    const sealed = seal.seal('受信できません', 'here')

    expect(createTextSeal('a secret of the installation', 'drafts').open(sealed, 'here')).toBe(
      '受信できません',
    )
    expect(Buffer.from(sealed, 'base64').toString('utf8')).not.toContain('受信')
    expect(seal.seal('受信できません', 'here')).not.toBe(sealed)
  })

  it('stays shut for another secret, purpose or context, and where it was changed', () => {
    const sealed = seal.seal('text', 'here')
    const bytes = Buffer.from(sealed, 'base64')
    bytes[14] = (bytes[14] ?? 0) ^ 1

    expect([
      createTextSeal('another secret', 'drafts').open(sealed, 'here'),
      createTextSeal('a secret of the installation', 'links').open(sealed, 'here'),
      seal.open(sealed, 'there'),
      seal.open(bytes.toString('base64'), 'here'),
      seal.open('short', 'here'),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})

describe('a token sealed with the keys of a ring', () => {
  const aKey = (id: string) => ({ id, key: randomBytes(32) })
  const [one, two] = [aKey('one'), aKey('two')] as const

  it('is sealed with the first key and opened by any that the ring still holds', () => {
    const sealed = createTokenSeal([one]).seal('xoxb-secret', 'slack T1')

    expect(sealed.sealedWith).toBe('one')
    expect(createTokenSeal([two, one]).open(sealed, 'slack T1')).toBe('xoxb-secret')
    expect(createTokenSeal([two, one]).current).toBe('two')
    expect(createTokenSeal([two]).open(sealed, 'slack T1')).toBeUndefined()
  })

  it('is opened by no other key under its name, and for no other workspace', () => {
    const sealed = createTokenSeal([one]).seal('xoxb-secret', 'slack T1')

    expect(createTokenSeal([aKey('one')]).open(sealed, 'slack T1')).toBeUndefined()
    expect(createTokenSeal([one]).open(sealed, 'slack T2')).toBeUndefined()
  })

  it('is never sealed the same twice', () => {
    const seal = createTokenSeal([one])
    expect(seal.seal('xoxb-secret', 'here').sealed).not.toBe(seal.seal('xoxb-secret', 'here').sealed)
  })
})

describe('the secret in the data folder', () => {
  function aFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'casethread-secret-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    return folder
  }

  it('is made once, for this user alone, and stays', async () => {
    const folder = join(aFolder(), 'data')
    const [one, two] = await Promise.all([openSecret(folder), openSecret(folder)])

    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect([two, await openSecret(folder)]).toEqual([one, one])
    expect(statSync(join(folder, 'casethread.key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'casethread.key'), 'utf8')).toBe(`${one}\n`)
  })

  it('that is empty is not worked with', async () => {
    const folder = aFolder()
    writeFileSync(join(folder, 'casethread.key'), '\n')

    await expect(openSecret(folder)).rejects.toThrow('holds no secret')
  })
})
