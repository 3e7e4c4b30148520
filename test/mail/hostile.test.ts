/** What a mail must stand: hostile text, long Japanese, a server that asks for a password. */

import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { domainToASCII } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mailSubscriptionsToAdd } from '../../src/cases/mail-threads.ts'
import { importCases } from '../../src/import-export/import-cases.ts'
import { createSmtp } from '../../src/mail/smtp.ts'
import type { Store } from '../../src/store/store.ts'
import { aCase, aNewCase, anEntry } from '../support/build-case.ts'
import { aMailDesk, tidyMailDesks } from '../support/mail-fixture.ts'
import { aMailServer, mailLogin } from '../support/mail-server.ts'
import { naughtyStrings } from '../support/naughty-strings.ts'
import { onSqlite } from '../support/stores.ts'

const jo = 'jo@brightwater.example.com'

/** The names of a mail's header fields, in order. */
function headerNames(raw: string): readonly string[] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'))
  return head
    .split('\r\n')
    .flatMap((line) => (/^\s/.test(line) ? [] : [line.slice(0, line.indexOf(':')).toLowerCase()]))
}

const expectedHeaders = [
  'auto-submitted',
  'content-language',
  'content-type',
  'date',
  'from',
  'list-id',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-auto-response-suppress',
  'x-casethread-case',
]

onSqlite((_name, open) => {
  tidyMailDesks()

  /** A mail of a case and entry as they are, past the service's own checks. */
  async function mailed(store: Store, title: string, text = title, name = title) {
    const at = await aMailDesk(store)
    const author = {
      party: 'partner',
      email: 'a@example.com',
      name,
      domain: 'northwind-apps.example.com',
    } as const
    const of = aCase({
      title,
      sharedWith: [jo],
      customer: { id: 'C', name, domain: 'brightwater.example.com' },
      partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
      createdBy: author,
    })
    const thread = {
      id: 'thread-1',
      platform: 'mail',
      tenant: '',
      channel: jo,
      root: null,
      reader: { party: 'partner', domain: 'northwind-apps.example.com' },
      locale: 'ja',
      cursor: 0,
      renderedVersion: 0,
      tries: 0,
      retryAt: null,
      suspended: null,
    } as const
    const entries = [anEntry({ author, event: { type: 'created', description: text, answers: [] } })]
    await at.mail.publisher.send(of, thread, { entries, from: 0, to: 1, more: false })
    const [taken] = at.server.taken
    if (!taken) throw new Error('no mail came')
    return taken
  }

  describe('a title with line breaks', () => {
    it.each([
      'Hi\r\nBcc: victim@example.net',
      'Hi\nBcc: victim@example.net\n\nnew body',
      'Hi\rBcc: victim@example.net',
      'Hi\u2028Bcc: victim@example.net',
      'Hi\u0000\u0085Bcc: victim@example.net',
      `${'あ'.repeat(60)}\r\nBcc: victim@example.net`,
    ])('adds no header and no recipient: %j', async (title) => {
      const { raw, mail, to } = await mailed(await open(), title)

      expect(headerNames(raw).toSorted()).toEqual(expectedHeaders)
      expect(to).toBe(jo)
      expect(mail.bcc).toBeUndefined()
      expect(mail.subject).toMatch(/^\[#1001\] (Hi|あ+) ?Bcc: victim@example\.net( new body)?$/)
    })
  })

  it('naughty strings come through as they are, and none of them comes alive', async () => {
    const store = await open()
    const at = await aMailDesk(store)
    const number = await at.open({ share: [jo] })
    await at.deliver()
    const all = naughtyStrings.join('\n')
    const pieces = Array.from({ length: Math.ceil(all.length / 2900) }, (_, index) =>
      all.slice(index * 2900, (index + 1) * 2900),
    )
    for (const text of pieces)
      await at.change(number, [{ kind: 'message', text, audience: 'everyone', files: undefined }])
    await at.deliver()

    const mails = at.server.taken.slice(1)
    expect(mails).toHaveLength(pieces.length)
    const history = (await store.history(number, { limit: 500 })).flatMap(({ event }) =>
      event.type === 'message' ? [event.text] : [],
    )
    for (const [index, { raw, mail, to }] of mails.entries()) {
      expect(to).toBe(jo)
      expect(headerNames(raw).toSorted()).toEqual(
        [...expectedHeaders, 'in-reply-to', 'references'].toSorted(),
      )
      const quoted = (history[index] ?? '').replace(/^/gm, '> ')
      expect(mail.text?.replace(/\r/g, '')).toContain(quoted)
      const tags = new Set(
        [...String(mail.html).matchAll(/<(?:!|\/)?([a-z]\w*)/gi)].map(([, tag]) => tag?.toLowerCase()),
      )
      expect([...tags].toSorted()).toEqual([
        'blockquote',
        'body',
        'br',
        'dd',
        'dl',
        'doctype',
        'dt',
        'h1',
        'head',
        'hr',
        'html',
        'main',
        'meta',
        'p',
        'strong',
        'title',
      ])
      expect(String(mail.html)).not.toMatch(/<[^>]+\son\w+\s*=/i)
    }
  })

  it('a title of 200 and a text of 3,000 Japanese characters come through whole, in lines that any server takes', async () => {
    const title = '東京支社で送信メールが届かない件について'.repeat(10)
    const text = '本日の朝から、特定の宛先へのメールがすべて戻ってきます。\n'.repeat(103).slice(0, 3000)
    const { raw, mail } = await mailed(await open(), title, text, '山田 太郎')

    expect([...title]).toHaveLength(200)
    expect(mail.subject).toBe(`[#1001] ${title}`)
    expect(mail.text).toContain(text.trim().replace(/^/gm, '> '))
    expect(mail.html).toContain('山田 太郎')
    expect(Math.max(...raw.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
    // Nothing but ASCII on the way: not every server takes more.
    expect(raw).not.toMatch(/[^\0-\x7f]/)
  })

  it.each([
    ["o'brien+cases@example.com"],
    ['a.b_c-d@sub.domain.example.co.jp'],
    ['user@例え.jp'],
    ['ｕｓｅｒ@example.com'],
  ])('an address such as %s gets its mail', async (address) => {
    const at = await aMailDesk(await open())
    const number = await at.open({ share: [address] })
    const [shared] = (await at.world.store.get(number))?.sharedWith ?? []
    await at.deliver()

    const [taken] = at.server.taken
    // The server of the test shows hosts in their own script; on the way they are plain.
    const plain = (one: string) => one.replace(/@(.+)$/, (_, host: string) => `@${domainToASCII(host)}`)
    expect(plain(taken?.to ?? '')).toBe(shared)
    expect(taken?.raw).toContain(`To: ${shared}`)
    expect(shared).toMatch(/^[\x21-\x7e]+$/)
  })

  it('a server that wants a user and a password gets them; with a wrong one mails wait, the log says so, and never holds it', async () => {
    const store = await open()
    const wrong = await aMailDesk(store, {
      login: true,
      settings: { login: { user: 'cases', pass: 'hunter2-wrong' } },
    })
    await wrong.mail.check()
    await wrong.open({ share: [jo] })
    await wrong.deliver()
    await wrong.deliver(120_000)
    expect(wrong.server.taken).toEqual([])
    const complaints = wrong.log.lines.filter(({ level }) => level === 'error')
    expect(complaints.map(({ message }) => message)).toEqual([
      expect.stringContaining('refuses the user or password of SMTP_URL'),
      'Installation takes no posts, pausing',
    ])
    const logged = JSON.stringify(wrong.log.lines, (_key, one) =>
      one instanceof Error ? { ...one, message: one.message, stack: one.stack, cause: one.cause } : one,
    )
    expect(logged).not.toContain('hunter2')
    expect(logged).not.toContain(Buffer.from('hunter2-wrong').toString('base64').slice(0, 12))
    expect((await store.get(1001))?.subscriptions).toMatchObject([{ suspended: null, tries: 0 }])

    const mended = await aMailDesk(store, { login: true, settings: { login: mailLogin } })
    mended.world.setNow(wrong.world.now())
    await mended.mail.check()
    await mended.deliver(120_000)
    expect(mended.server.to(jo)).toHaveLength(1)
    expect(mended.log.lines.map(({ level }) => level)).toEqual(['info'])
  })

  it('a password goes to no other machine unencrypted', async () => {
    const server = await aMailServer({ login: true, host: '127.0.0.2' })
    const from = { name: '', address: 'cases@example.com' }
    // Not known as this machine by its name, and offering no encryption.
    const smtp = createSmtp({
      host: '127.0.0.2',
      port: server.port,
      secure: false,
      login: mailLogin,
      from,
      replyTo: null,
    })

    await expect(smtp.check()).rejects.toThrow(/STARTTLS|TLS|upgrad/i)
    await smtp.close()
    await server.close()
  })

  it('answers go to the operator where MAIL_REPLY_TO says so, and the mail tells it', async () => {
    const replyTo = { name: 'サポート, "窓口"', address: 'help@northwind-apps.example.com' }
    const at = await aMailDesk(await open(), { settings: { replyTo } })
    await at.open({ share: [jo] })
    await at.deliver()

    const [mail] = at.server.to(jo)
    expect(mail?.replyTo?.value).toEqual([{ name: replyTo.name, address: replyTo.address }])
    expect(mail?.text).toContain('Replies go to help@northwind-apps.example.com')
    expect(mail?.text).not.toContain('This mailbox')
  })

  it('files are named with their size and not sent', async () => {
    const store = await open()
    const at = await aMailDesk(store)
    const file = { id: 'a'.repeat(32), name: '画面 <1>.png', type: 'image/png', size: 2_400_000, sha256: 'x' }
    await store.create(
      aNewCase(
        {
          sharedWith: [jo],
          subscriptions: [],
          partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
        },
        {
          entries: [
            anEntry({
              event: { type: 'created', description: 'See the picture.', answers: [], attachments: [file] },
            }),
          ],
        },
      ),
    )
    const of = await store.get(1001)
    if (!of) throw new Error('the case is gone')
    const [thread] = mailSubscriptionsToAdd(undefined, of, of.createdBy, () => 't')
    if (!thread) throw new Error('no thread')
    const entries = await store.history(1001, { limit: 9 })
    await at.mail.publisher.send(of, thread, { entries, from: 0, to: 1, more: false })

    const [mail] = at.server.to(jo)
    expect(mail?.text).toContain('画面 <1>.png')
    expect(mail?.text).toContain('2.4 MB')
    expect(mail?.text).toContain('メールには添付されません')
    expect(mail?.attachments).toEqual([])
  })

  it('MIG-1: taking a case over mails nobody; its next change is told, with the case as it stands', async () => {
    const store = await open()
    const at = await aMailDesk(store)
    const file = join(mkdtempSync(join(tmpdir(), 'casethread-mail-')), 'cases.jsonl')
    const line = {
      number: 77,
      customer: 'C09brightwater',
      partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
      createdBy: {
        email: 'marcus.bell@northwind-apps.example.com',
        name: 'Marcus',
        domain: 'northwind-apps.example.com',
      },
      title: 'Old case',
      description: 'From former times.',
      category: 'gmail.delivery',
      severity: 'P3',
      status: 'in-progress',
      createdAt: '2025-01-02T03:04:05Z',
      sharedWith: [jo],
    }
    writeFileSync(file, JSON.stringify(line))
    const onProblem = (_line: number, problem: string) => {
      throw new Error(problem)
    }
    await importCases({
      file,
      store,
      directory: at.world.directory,
      skipBad: false,
      dryRun: false,
      now: () => new Date(),
      newId: randomUUID,
      by: 'operator',
      onProblem,
    })
    await at.deliver()
    expect(at.server.taken).toEqual([])

    await at.change(77, [{ kind: 'severity', severity: 'P1' }])
    await at.deliver()
    expect(at.textsTo(jo)).toHaveLength(1)
    expect(at.textsTo(jo)[0]).toContain('> From former times.')
    expect(at.textsTo(jo)[0]).toContain('changed the severity from P3 to P1')
  })
})
