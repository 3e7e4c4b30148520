import { describe, expect, it } from 'vitest'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'

async function kinds(text: string, region = 'US'): Promise<readonly string[]> {
  return (await findPersonalData(text, region)).map((one) => `${one.kind}@${one.line}`)
}

describe('CRE-3: personal data is found and named with its line', () => {
  it.each([
    ['a card number with blanks', 'Card: 4111 1111 1111 1111', ['card-number@1']],
    ['a card number in full-width digits', 'カード ４１１１１１１１１１１１１１１１', ['card-number@1']],
    ['a phone number on the third line', 'Hello\n\ncall +1 213 373 4253 please', ['phone-number@3']],
    ['a password that is told', 'user bob\npassword: hunter22!', ['password@2']],
    ['a password told in Japanese', 'パスワードは「abc12345」です', ['password@1']],
    ['an access key', 'key AKIAIOSFODNN7EXAMPLE here', ['secret-key@1']],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE', ['secret-key@1']],
    ['a My Number with a right check digit', 'マイナンバー 1234 5678 9018', ['my-number@1']],
  ])('finds %s', async (_what, text, expected) => {
    expect(await kinds(text)).toEqual(expected)
  })

  it('reads a Japanese phone number, wherever the customer is', async () => {
    expect(await kinds('折り返しは 03-3210-7000 まで', 'JP')).toEqual(['phone-number@1'])
    expect(await kinds('電話 090-1234-5678', 'US')).toEqual(['phone-number@1'])
  })

  it('reads a number without a country code also right before one with it', async () => {
    expect(await kinds('03-3210-7000 +1 213 373 4253', 'US')).toEqual(['phone-number@1', 'phone-number@1'])
  })

  it.each([
    ['a sentence about passwords', 'The user says the password is wrong.'],
    ['a Message-ID', '<CAF1x2y3-4567890@mail.example.com>'],
    ['a date and time', 'since 2026-11-22 09:30, ticket 1001'],
    ['twelve digits with a wrong check digit', 'id 123456789012'],
    ['a line of a mail log', '09:00 550 5.1.1 no such user 2026-03-02T09:00:01 250 2.0.0 OK 1709370000'],
    ['an IP address and a port', '192.0.2.10:8443'],
  ])('leaves %s alone', async (_what, text) => {
    expect(await kinds(text, 'JP')).toEqual([])
  })

  it('shows only the ends of what it found', async () => {
    const [found] = await findPersonalData('4111 1111 1111 1111', 'US')
    expect(found?.shown).toBe('411…111')
  })
})
