import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import { anOfferedFile } from '../support/offered-files.ts'

describe('CRE-3: personal data is looked for in a log as it was written', () => {
  const scanner = createFileScanner()
  const phone = '電話　０９０－１２３４－５６７８'

  it.each([
    ['cp932', `10:04 お客様へ連絡 ${phone}`],
    ['euc-jp', `10:04 お客様へ連絡 ${phone}`],
    ['utf-16le', `10:04 お客様へ連絡 ${phone}`],
    ['windows-1252', '10:04 Rückruf für Käufer “Müller” – card 4111 1111 1111 1111'],
    ['windows-1252', '10:04 payé par carte «4111111111111111» à Besançon'],
  ])('in %s: %s', async (encoding, text) => {
    const file = anOfferedFile('server.log', iconv.encode(`10:03 start\r\n${text}\r\n`, encoding))

    expect(await scanner.recognise(file)).toEqual({ type: 'text/plain', isText: true })
    const { found } = await scanner.findPersonalData(file, 'JP', 10_000)
    expect(found.length).toBeGreaterThan(0)
  })

  it('and nothing is found in one without', async () => {
    const file = anOfferedFile(
      'server.log',
      iconv.encode('10:04 Zustellung fehlgeschlagen – Käse\r\n', 'windows-1252'),
    )

    expect((await scanner.findPersonalData(file, 'JP', 10_000)).found).toEqual([])
  })
})
