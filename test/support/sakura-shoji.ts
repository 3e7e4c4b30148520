/** A customer of Hoshi Cloud beside those of the sample directory, whose name says nothing of how it is read. */

const customer = `  - id: C21sakura
    name: 桜商事
    phoneticName: サクラショウジ
    domain: cherry-trading.example.com
    tier: standard
    language: ja
    timeZone: Asia/Tokyo
    address: 〒600-0000 京都府京都市見本区25-26
    contact: { name: 木村 豊, email: it@cherry-trading.example.com, phone: 03-5550-1121 }
`
const relationship = `  - customer: C21sakura
    domain: hoshi-cloud.example.com
    kind: reseller
    from: 2021-04-01
`
const grant = `  - customer: C21sakura
    domain: hoshi-cloud.example.com
    state: granted
    changedAt: 2026-01-05T09:00:00+09:00
    changedBy: it@cherry-trading.example.com
`

export const sakuraShoji = {
  id: 'C21sakura',
  name: '桜商事',
  domain: 'cherry-trading.example.com',
} as const

/** Puts it into the directory file. */
export function withSakuraShoji(yaml: string): string {
  return yaml
    .replace(/^customers:\n/m, (line) => line + customer)
    .replace(/^relationships:\n/m, (line) => line + relationship)
    .replace(/^grants:\n/m, (line) => line + grant)
}

/** As a directory is that says nothing of how names are read. */
export function withoutPhoneticNames(yaml: string): string {
  return yaml.replace(/^ {4}phoneticName: .*\n/gm, '')
}

/** What people type who mean it. */
export const sakuraTyped = [
  'サクラショウジ',
  'サクラ',
  'さくら',
  'ｻｸﾗ',
  'しょうじ',
  'さくらしょーじ',
  'ｻｸﾗｼｮｰｼﾞ',
] as const
