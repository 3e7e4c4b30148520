import { describe, expect, it } from 'vitest'
import { toMailDeliveryFailure } from '../../src/mail/mail-failure.ts'

/** What nodemailer throws. */
const smtp = (fields: object) => Object.assign(new Error('mail failed'), fields)

describe('a mail that did not go out', () => {
  it.each([
    [
      'installation',
      'the login is refused',
      { code: 'EAUTH', responseCode: 535, response: '535 no' },
      'smtp_535',
    ],
    [
      'installation',
      'there is no login',
      { code: 'EENVELOPE', responseCode: 530, response: '530 log in' },
      'smtp_530',
    ],
    ['installation', 'the server is not reached', { code: 'ECONNECTION' }, 'ECONNECTION'],
    ['installation', 'its name is not known', { code: 'EDNS' }, 'EDNS'],
    ['installation', 'it hangs from the start', { code: 'ETIMEDOUT' }, 'ETIMEDOUT'],
    [
      'installation',
      'the sender is refused',
      { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 },
      'smtp_550',
    ],
    [
      'channel',
      'the mailbox is refused',
      { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 5.1.1 nobody' },
      'smtp_550',
    ],
    [
      'message',
      'what it says is refused',
      { code: 'EMESSAGE', command: 'DATA', responseCode: 554 },
      'smtp_554',
    ],
    [
      'passing',
      'a policy forbids it',
      { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 5.7.1 relaying' },
      'smtp_550',
    ],
    [
      'passing',
      'the mailbox is busy',
      { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 },
      'smtp_450',
    ],
    ['passing', 'it hangs in the middle', { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'ETIMEDOUT'],
    ['passing', 'it says something new', { code: 'ETOMORROW' }, 'ETOMORROW'],
  ])('is about the %s because %s', (scope, _why, fields, code) => {
    expect(toMailDeliveryFailure(smtp(fields))).toMatchObject({ scope, code, retryAfterMs: null })
  })
})
