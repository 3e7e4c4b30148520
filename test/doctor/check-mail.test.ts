import { afterEach, expect, it } from 'vitest'
import { checkMail } from '../../src/doctor/check-mail.ts'
import { aMailServer, type MailServer, mailLogin } from '../support/mail-server.ts'

let server: MailServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function check(login: { readonly user: string; readonly pass: string } | null, port?: number) {
  server = await aMailServer({ login: true })
  const from = { name: '', address: 'cases@example.com' }
  return checkMail({
    host: '127.0.0.1',
    port: port ?? server.port,
    secure: false,
    login,
    from,
    replyTo: null,
  })
}

it('NOT-3: a mail server that lets us in is found in order, and nothing is sent', async () => {
  const findings = await check(mailLogin)

  expect(findings.map(({ level }) => level)).toEqual(['ok', 'by-hand'])
  expect(findings[0]?.message).toContain('takes user and password')
  expect(server?.taken).toEqual([])
})

it('a wrong password is told from a server that does not answer, and is not shown', async () => {
  const refused = await check({ user: 'cases', pass: 'hunter2-wrong' })
  await server?.close()
  const away = await check(mailLogin, 1)

  expect([...refused, ...away].map(({ level }) => level)).toEqual(['fault', 'fault'])
  expect(refused[0]?.message).toContain('refuses the user or password of SMTP_URL')
  expect(away[0]?.message).toContain('127.0.0.1:1 cannot be used')
  expect(JSON.stringify(refused)).not.toContain('hunter2')
})

it('no mail settings are no fault', async () => {
  expect((await checkMail(null)).map(({ level }) => level)).toEqual(['by-hand'])
})
