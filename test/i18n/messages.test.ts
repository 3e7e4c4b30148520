import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { refusalCodes } from '../../src/cases/refusal.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { en, ja } from '../../src/i18n/catalogue.ts'
import { createTranslatorFactory, type MessageKey } from '../../src/i18n/translator.ts'

const keys = Object.keys(en) as MessageKey[]

/** What the library itself takes for parameters. */
function parametersOf(text: string, locale: string): readonly string[] {
  type Parts = readonly { readonly type: number; readonly value?: unknown; readonly options?: object }[]
  const names = (parts: Parts): readonly string[] =>
    parts.flatMap(({ type, value, options }) => [
      // 0 is literal text, 7 the number of a plural.
      ...(type === 0 || type === 7 ? [] : [String(value)]),
      ...Object.values(options ?? {}).flatMap((one: { value: Parts }) => names(one.value)),
    ])
  const format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
  return [...new Set(names(format.getAst() as Parts))].sort()
}

/** What `ParametersOf` takes for parameters. */
function typedParametersOf(text: string): readonly string[] {
  const names = text.split('{').slice(1)
  return [
    ...new Set(names.map((rest) => /^[^},]*/.exec(rest)?.[0] ?? '').filter((name) => !name.includes(' '))),
  ].sort()
}

describe('the messages', () => {
  it('are one catalogue: no key stands in two subjects', () => {
    const folder = new URL('src/i18n/messages/', packageRoot())
    const files = readdirSync(folder)
    for (const language of ['en', 'ja']) {
      const all = files
        .filter((file) => file.endsWith(`.${language}.ts`))
        .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {2}'?([\w.-]+)'?:/gm)])
        .map(([, key]) => key)
      expect(all.length, language).toBe(keys.length)
    }
  })

  it('have the same keys and parameters in both languages', () => {
    expect(Object.keys(ja).sort()).toEqual([...keys].sort())
    const explicit = (names: readonly string[]) => names.filter((name) => name !== 'place' && name !== 'chat')
    for (const key of keys)
      expect(explicit(parametersOf(ja[key], 'ja')), key).toEqual(explicit(parametersOf(en[key], 'en')))
  })

  it('have the parameters that their types say', () => {
    for (const key of keys) {
      expect(typedParametersOf(en[key]), key).toEqual(parametersOf(en[key], 'en'))
      expect(typedParametersOf(ja[key]), key).toEqual(parametersOf(ja[key], 'ja'))
    }
  })

  it('count in real plurals', () => {
    const { t } = createTranslatorFactory()('en', 'UTC')
    expect(t('files.along', { count: 1 })).toBe('1 file from your message will be attached.')
    expect(t('files.along', { count: 2 })).toBe('2 files from your message will be attached.')
    const recent = (hours: number) => t('grant.recent', { state: 'Access granted', hours })
    expect(recent(0)).toContain('Changed less than an hour ago.')
    expect(recent(1)).toContain('Changed 1 hour ago.')
    expect(recent(2)).toContain('Changed 2 hours ago.')
    for (const key of keys) expect(en[key], key).not.toContain('(s)')
  })

  it('call whoever runs the app the administrator, and nothing else', () => {
    for (const key of keys) {
      expect(en[key], key).not.toMatch(/\boperators?\b|\bsysadmin|whoever runs/i)
      expect(ja[key], key).not.toMatch(/運用担当|運用者|オペレータ|システム管理/)
    }
    // The customer's admins stand beside them there: said is which one is meant.
    for (const key of ['handover.asked', 'handover.no-admin', 'refusal.grant-not-recorded-by-you'] as const) {
      expect(en[key], key).toContain('administrator of this app')
      expect(ja[key], key).toContain('このアプリの管理者')
    }
  })

  it('tell a parameter missing or unknown by their types', () => {
    const { t } = createTranslatorFactory()('en', 'UTC')
    // @ts-expect-error: the number is missing.
    expect(() => t('close.done')).toThrow()
    // @ts-expect-error: another one is missing.
    expect(() => t('escalate.done', {})).toThrow()
    // @ts-expect-error: there is no such parameter.
    t('close.done', { number: 1001, colour: 'red' })
    // @ts-expect-error: it has none at all.
    t('button.reply', { number: 1001 })
  })

  it('leave values as they are, whatever they hold', () => {
    const { t } = createTranslatorFactory()('en', 'UTC')
    const title = "{number} <b>it's</b> '{title}' # {{x}}"
    expect(t('card.title', { number: 1001, title })).toBe(`1001 · ${title}`)
  })

  it('say channel in Slack and space in Google Chat', () => {
    const speak = createTranslatorFactory()
    expect(speak('en', 'UTC', 'slack').t('domain.not-bound')).toBe("This channel isn't bound to a domain.")
    expect(speak('en', 'UTC', 'gchat').t('domain.not-bound')).toBe("This space isn't bound to a domain.")
    expect(speak('ja', 'UTC', 'gchat').t('domain.not-bound')).toContain('スペース')
    // Where people add the app by a command, the place is a channel; and the pages on which it is added to Slack are Slack's own.
    const ofSlack = /\.by-command$|^page\.(install|installed|not-installed)\./
    for (const key of keys.filter((one) => !ofSlack.test(one)))
      for (const text of [en[key], ja[key]]) expect(text, key).not.toMatch(/channel|Slack|チャンネル/)
  })

  it('name no settings and no files of the repository', () => {
    for (const key of keys)
      for (const text of [en[key], ja[key]]) expect(text, key).not.toMatch(/[A-Z]{2,}_[A-Z]|docs\//)
  })

  it('hold one for each refusal', () => {
    for (const code of refusalCodes) expect(keys).toContain(`refusal.${code}`)
  })

  it('are all used somewhere', () => {
    const sources = ['commands/', 'views/', 'src/']
      .flatMap((folder) =>
        readdirSync(new URL(folder, packageRoot()), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts') && !file.includes('messages/'))
          .map((file) => readFileSync(new URL(`${folder}${file}`, packageRoot()), 'utf8')),
      )
      .join('\n')
    // Keys made of a part and a value are found by their part: t(`status.${…}`).
    const unused = keys.filter((key) => {
      const part = key.slice(0, key.indexOf('.') + 1)
      return !sources.includes(`'${key}'`) && !sources.includes(`\`${part}\${`)
    })
    expect(unused).toEqual([])
  })
})
