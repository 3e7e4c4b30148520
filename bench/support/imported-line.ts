/** A case of the former support center as real ones are: half of them in Japanese, each with some answers. */
const english =
  'mail calendar outage since monday shared printer shows no events user cannot sign in phone drive quota exceeded docs link sharing external domain routing bounce'.split(
    ' ',
  )
const japanese = [
  '共有カレンダーが空になります。',
  'メールが届きません。',
  '月曜日から、あるチームの予定が見えません。',
  'オフラインと表示されます。',
  'ログインできないユーザーがいます。',
  '請求先の変更をお願いします。',
]

export function importedLine(index: number): object {
  const isJapanese = index % 2 === 0
  const words = isJapanese ? japanese : english
  const say = (salt: number, count: number) =>
    Array.from(
      { length: isJapanese ? Math.ceil(count / 6) : count },
      (_, at) => words[(index * 31 + salt * 7 + at * 17 + ((index * at) % 13)) % words.length],
    ).join(isJapanese ? '' : ' ')
  const at = (hours: number) => new Date(1_000_000_000_000 + (index + hours) * 3_600_000).toISOString()
  return {
    number: 50_000 + index,
    customer: 'C09brightwater',
    partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
    createdBy: {
      email: 'marcus.bell@northwind-apps.example.com',
      name: 'Marcus Bell',
      domain: 'northwind-apps.example.com',
    },
    title: `${say(1, 6)} ${index}`.slice(0, 150),
    description: say(2, 60),
    category: 'calendar.sharing',
    severity: 'P3',
    status: 'closed',
    createdAt: at(0),
    closedAt: at(30),
    sharedWith: ['it@brightwater.example.com'],
    history: Array.from({ length: 5 }, (_, entry) => ({
      at: at(entry * 5 + 1),
      author: { party: 'desk', email: 'desk@support.example.com', name: 'Desk' },
      audience: 'everyone',
      event: { type: 'message', text: say(entry + 3, 30) },
    })),
  }
}
