/** The cases that the playground begins with, so that there is something of each kind to try things on. Everything in them is made up. */
import type { Audience, EscalationReason, Locale, Severity, Status } from '../src/cases/case.ts'
import { findOfficeMoment } from './office-hours.ts'
import { samplePeople } from './sample-people.ts'

/** One case as `casethread import` takes it. */
export type SampleLine = Readonly<Record<string, unknown>> & {
  readonly number: number
  readonly status: Status
  readonly createdAt: string
}

interface SampleCase {
  readonly customer: string
  readonly by: Who
  readonly title: string
  readonly description: string
  readonly category: string
  readonly severity: Severity
  readonly language?: Locale
  readonly opened: When
  readonly sharedWith?: readonly string[]
  /** In the place of those that serve the customer now. */
  readonly partners?: Partners
  readonly steps?: readonly (readonly [When, Who, Step])[]
}

/** Days before the start, moved back into the office hours of who acts; or a moment of its own. */
type When = number | string
type Who = keyof typeof people
type Partners = readonly { readonly domain: string; readonly kind: 'reseller' | 'support-partner' }[]

/** What somebody wrote, and what became of the case with it. */
interface Step {
  readonly say?: string
  /** Everyone by default. */
  readonly to?: Audience
  readonly status?: Exclude<Status, 'closed'>
  readonly severity?: Severity
  readonly escalate?: EscalationReason
  readonly close?: string
}

const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'

function partner(mailbox: string, domain: string, name: string) {
  return { party: 'partner', email: `${mailbox}@${domain}`, name, domain } as const
}

const people = {
  marcus: partner('marcus.bell', northwind, 'Marcus Bell'),
  priya: partner('priya.nair', northwind, 'Priya Nair'),
  olivia: partner('olivia.reed', northwind, 'Olivia Reed'),
  tom: partner('tom.walsh', northwind, 'Tom Walsh'),
  kenjiOfNorthwind: partner('kenji.tanaka', northwind, 'Kenji Tanaka'),
  kenji: partner('kenji.tanaka', hoshi, '田中 健司'),
  yui: partner('yui.suzuki', hoshi, '鈴木 結衣'),
  haruka: partner('haruka.sato', hoshi, '佐藤 遥'),
  naoki: partner('naoki.mori', hoshi, '森 直樹'),
  ben: { party: 'desk', email: 'ben.carter@desk.example.org', name: 'Ben Carter' },
  aoi: { party: 'desk', email: 'aoi.nakamura@desk.example.org', name: '中村 葵' },
  amelia: { party: 'customer', email: 'amelia.stone@brightwater.example.com', name: 'Amelia Stone' },
  nishimura: { party: 'customer', email: 'nishimura@yamabiko-electric.example.com', name: '西村 剛' },
} as const

const dayMs = 86_400_000
/** Between two entries of one case. */
const leastMinutesApart = 7

/** Where each of them works: as in their chat profile, or in Japan, where those without one live. */
const timeZones = Object.fromEntries(
  Object.entries(people).map(([who, { email }]) => [
    who,
    samplePeople.find((person) => person.email === email)?.tz ?? 'Asia/Tokyo',
  ]),
) as Readonly<Record<Who, string>>

const both: Partners = [
  { domain: hoshi, kind: 'reseller' },
  { domain: northwind, kind: 'support-partner' },
]

const cases: readonly SampleCase[] = [
  // Of a former partner: Hoshi Cloud opened it, and the customer went to Northwind Apps on 1 October 2025.
  {
    customer: 'C08cedar',
    by: 'kenji',
    title: 'Front desk cannot send from the shared mailbox',
    description:
      'Three people at the front desk have access to the clinic’s reception mailbox. They can read it, but "send as" is refused since the mailbox was renamed.',
    category: 'gmail.delegation',
    severity: 'P3',
    opened: '2025-09-22T02:10:00Z',
    partners: [{ domain: hoshi, kind: 'reseller' }],
    steps: [
      [
        '2025-09-22T14:30:00Z',
        'ben',
        {
          say: 'The rename left the old address behind as an alias. Could you tell us which of the two addresses the three of them chose under "Send mail as"?',
          status: 'action-required',
        },
      ],
      [
        '2025-09-29T01:05:00Z',
        'kenji',
        {
          say: 'The customer moves to another partner on 1 October. Their new partner will go on with this.',
          to: 'internal',
        },
      ],
    ],
  },

  // Northwind Apps
  {
    customer: 'C10lakeside',
    by: 'tom',
    title: 'Which licences do supply teachers need?',
    description:
      'About thirty supply teachers work for two to six weeks each. The school would like to know whether they need a paid licence or may share the staff ones.',
    category: 'billing.licences',
    severity: 'P4',
    opened: 6.2,
    steps: [
      [
        5.1,
        'ben',
        {
          say: 'A licence follows the person, so sharing one is not allowed, but it may be moved to the next person as soon as an account is suspended. A small pool that you reassign will do.',
          status: 'solution-provided',
        },
      ],
      [1.1, 'tom', { close: 'The school keeps a pool of eight licences. Thank you!' }],
    ],
  },
  {
    customer: 'C10lakeside',
    by: 'tom',
    title: 'Chromebooks of one classroom ask for enrolment again',
    description:
      'Since the term began, 24 Chromebooks of one classroom show the enrolment screen at each start. All others of the same model are fine.',
    category: 'devices.chrome',
    severity: 'P3',
    opened: 5.4,
    steps: [
      [
        4.2,
        'ben',
        {
          say: 'They look deprovisioned rather than wiped. When did somebody last move them between organisational units, and does the audit log show a bulk action that day?',
          status: 'action-required',
        },
      ],
    ],
  },
  {
    customer: 'C12harbor',
    by: 'olivia',
    title: 'Vault export ends without a file',
    description:
      'An export of two mailboxes for a matter has ended as "completed" three times, but the download list stays empty.',
    category: 'vault.export',
    severity: 'P3',
    opened: 8.3,
    steps: [
      [
        7.6,
        'ben',
        {
          say: 'We see the three exports. Did they end more than fifteen days ago? Files are removed after that time, and the entry stays.',
          status: 'in-progress',
        },
      ],
      [6.9, 'olivia', { say: 'No: the last one ended yesterday.' }],
      [
        2.2,
        'ben',
        {
          say: 'The matter’s owner had lost the export privilege, which empties the list for everybody. It is back; please open the list again.',
          status: 'solution-provided',
        },
      ],
    ],
  },
  {
    customer: 'C11granite',
    by: 'marcus',
    title: 'One office is asked for two-step verification at each sign-in',
    description:
      'About fifty people in the Granite office tick "Don’t ask again on this device" and are asked again the next morning. Other offices are not.',
    category: 'identity.two-step',
    severity: 'P2',
    opened: 26.1,
    steps: [
      [
        25.8,
        'ben',
        { say: 'Do browsers in that office delete cookies when they are closed?', status: 'in-progress' },
      ],
      [25.2, 'marcus', { say: 'Yes, by a policy that was rolled out the week before.' }],
      [
        24.9,
        'ben',
        {
          say: 'That explains it. May we suggest a change of that policy to the customer? We need their go-ahead.',
          status: 'action-required',
        },
      ],
    ],
  },
  {
    customer: 'C08cedar',
    by: 'priya',
    title: 'Main number rings nobody after six in the evening',
    description:
      'Calls after closing time should go to the doctor on call. Since last week callers hear the greeting, and then the line goes silent.',
    category: 'voice.routing',
    severity: 'P2',
    opened: 3.3,
    steps: [
      [
        2.9,
        'ben',
        {
          say: 'The ring group of the evening menu is empty: its one member was removed when an account was deleted. Whom should it ring?',
          status: 'action-required',
        },
      ],
      [2.1, 'priya', { say: 'The customer will name two people by tomorrow.', status: 'in-progress' }],
      [
        2.05,
        'priya',
        { say: 'Call the clinic’s office manager first, they asked not to be mailed.', to: 'internal' },
      ],
    ],
  },
  {
    customer: 'C09brightwater',
    by: 'marcus',
    title: 'Calendar invitations arrive twice',
    description:
      'Everybody in the sales team gets each invitation twice, once with and once without the Meet link.',
    category: 'calendar.events',
    severity: 'P3',
    opened: 52.4,
    steps: [
      [
        51.2,
        'ben',
        { say: 'Is there a tool beside Calendar that writes into it, such as a CRM?', status: 'in-progress' },
      ],
      [50.3, 'marcus', { say: 'Yes, it was connected that week.' }],
      [
        48.1,
        'ben',
        {
          say: 'Its "send invitations" option doubles them. Switching it off is enough.',
          status: 'solution-provided',
        },
      ],
      [41.2, 'marcus', { close: 'Switched off, no duplicates for a week.' }],
    ],
  },
  {
    customer: 'C09brightwater',
    by: 'priya',
    title: 'Directory sync leaves leavers’ accounts active',
    description:
      'People who left are disabled in the local directory, but about forty of them can still sign in. The sync reports no error.',
    category: 'identity.sync',
    severity: 'P3',
    opened: 24.2,
    steps: [
      [
        23.8,
        'ben',
        { say: 'Thank you. Which rule suspends users in your configuration?', status: 'in-progress' },
      ],
      [23.1, 'priya', { say: 'The default one: users that the search does not find are suspended.' }],
      [
        22.7,
        'ben',
        { say: 'Then the search must still find them. Is there an exclusion for disabled users?' },
      ],
      [
        21.9,
        'amelia',
        { say: 'Our directory team says there is none. They would like to add one on Thursday.' },
      ],
      [
        21.6,
        'ben',
        {
          say: 'Please simulate first and send us how many users it would suspend.',
          status: 'action-required',
        },
      ],
      [
        18.2,
        'amelia',
        { say: 'The simulation would suspend 1,204 users. That is nearly everybody!', status: 'in-progress' },
      ],
      [18.1, 'priya', { say: 'Nobody runs it for real, please.', to: 'customer' }],
      [18.0, 'priya', { severity: 'P2' }],
      [
        17.4,
        'ben',
        {
          say: 'Good that you asked first. The filter compares a number with a text. Correct is the bitwise form; we have added it to the example below your question.',
        },
      ],
      [16.2, 'amelia', { say: 'With that it is 43 users, and the list looks right.' }],
      [
        15.8,
        'priya',
        {
          say: 'Their change freeze ends on the first of the month. Keep it open until then.',
          to: 'internal',
        },
      ],
      [
        15.1,
        'ben',
        { say: 'Lower the deletion limit to 5 percent before the first run, so that a slip stops it.' },
      ],
      [9.3, 'priya', { severity: 'P3' }],
      [9.2, 'priya', { say: 'The first run is planned for next week, outside of working hours.' }],
      [
        4.1,
        'amelia',
        { say: 'First run done: 43 suspended. Two were contractors who are still here; we restored both.' },
      ],
      [3.6, 'ben', { say: 'Shall we keep the case open for a second run?' }],
      [1.4, 'amelia', { say: 'Yes please, it is on Friday.' }],
    ],
  },
  {
    customer: 'C09brightwater',
    by: 'olivia',
    title: 'Migration of the Leeds office: three mailboxes stop at 80 percent',
    description:
      'Of 61 mailboxes 58 are done. The other three have stood at 80 percent since Monday, with "message too large" for one folder each.',
    category: 'migration.mail',
    severity: 'P3',
    opened: 4.6,
    sharedWith: ['helpdesk@brightwater.example.com', 'amelia.stone@brightwater.example.com'],
    steps: [
      [
        3.9,
        'ben',
        {
          say: 'Messages over 50 MB with their attachments are skipped, and a folder with many of them is tried again and again. We look for a way to leave that folder out.',
          status: 'in-progress',
        },
      ],
    ],
  },
  {
    customer: 'C09brightwater',
    by: 'priya',
    title: 'Mail to one large customer is delayed by hours',
    description:
      'Mail to a supermarket chain arrives three to five hours late since yesterday morning. Orders are missed. Mail to others goes through at once.',
    category: 'gmail.delivery',
    severity: 'P1',
    opened: 1.3,
    steps: [
      [
        1.25,
        'ben',
        {
          say: 'We see the deferrals: the other side asks us to slow down. We are in touch with them.',
          status: 'in-progress',
        },
      ],
      [
        0.6,
        'priya',
        {
          say: 'Two delivery slots were lost overnight. The customer’s board asks for an estimate.',
          escalate: 'business-impact',
        },
      ],
      [0.4, 'ben', { say: 'A delivery specialist has taken over. Next news within two hours.' }],
    ],
  },
  {
    customer: 'C09brightwater',
    by: 'marcus',
    title: 'Finance cannot open its shared drive since this morning',
    description:
      'All twelve people in Finance see "You need access" when they open their shared drive. Nobody changed its members as far as we know.',
    category: 'drive.shared-drives',
    severity: 'P2',
    opened: 0.1,
  },
  {
    customer: 'C13yunagi',
    by: 'kenjiOfNorthwind',
    title: 'Meet の録画がドライブに保存されない',
    description:
      '主催者が録画しても、終了後にドライブへ保存されません。録画の開始と停止の通知は表示されます。',
    category: 'meet.recording',
    severity: 'P3',
    opened: 49.3,
    steps: [
      [48.4, 'aoi', { say: '主催者のドライブの空き容量をご確認いただけますか。', status: 'action-required' }],
      [
        47.9,
        'kenjiOfNorthwind',
        { say: '上限に達していました。不要なファイルを整理してもらいます。', status: 'in-progress' },
      ],
      [36.2, 'kenjiOfNorthwind', { close: '容量を空けたところ、録画が保存されるようになりました。' }],
    ],
  },
  {
    customer: 'C13yunagi',
    by: 'kenjiOfNorthwind',
    title: '予約担当グループ宛の社外メールが届かない',
    description:
      '予約担当のグループに社外から送ったメールが、昨日の午後からメンバーに届きません。社内から送ったメールは届きます。',
    category: 'groups.delivery',
    severity: 'P2',
    opened: 1.6,
    steps: [
      [
        1.2,
        'aoi',
        {
          say: 'グループの投稿権限が「組織内のユーザーのみ」に変わっています。変更した方に心当たりがないか、お客様にご確認ください。',
          status: 'action-required',
        },
      ],
    ],
  },

  // Hoshi Cloud
  {
    customer: 'C03sakura',
    by: 'yui',
    title: 'Chat のスペースに社外の運送会社を招待できない',
    description:
      '配車連絡用のスペースに協力会社の方を招待すると、「組織のポリシーにより追加できません」と表示されます。',
    category: 'chat.external',
    severity: 'P3',
    opened: 44.2,
    steps: [
      [
        43.3,
        'aoi',
        {
          say: '社外ユーザーの参加を許可するかどうかは、スペースの作成時に決まります。組織部門で外部チャットを許可したうえで、スペースを作り直してください。',
          status: 'solution-provided',
        },
      ],
      [38.4, 'yui', { close: 'スペースを作り直して招待できました。ありがとうございました。' }],
    ],
  },
  {
    customer: 'C07tokiwa',
    by: 'yui',
    title: '編入生のアカウント一括作成で一部だけエラーになる',
    description:
      'CSV で 320 人分のアカウントを作成したところ、27 人分だけエラーになりました。名前に旧字体を含む人が多いようです。',
    category: 'admin.users',
    severity: 'P2',
    opened: 12.3,
    partners: both,
    steps: [
      [
        11.8,
        'aoi',
        {
          say: 'エラーになった行のうち、2、3 行の形式を教えてください（氏名は伏せたままで結構です）。',
          status: 'in-progress',
        },
      ],
      [11.1, 'yui', { say: 'ファイルの文字コードが混在していました。UTF-8 に直して再実行します。' }],
      [
        10.2,
        'priya',
        {
          say: 'We tried the corrected file in our test domain: 25 of the 27 rows go through. The other two have a space at the end of the address.',
        },
      ],
      [9.9, 'yui', { say: '残りの 2 行も修正しました。教務課の確認を待っています。' }],
      [9.8, 'yui', { say: '教務課は金曜まで不在とのこと。週明けに連絡する。', to: 'internal' }],
      [2.3, 'yui', { say: '全員分を作成できました。ログインの確認が済みましたらクローズします。' }],
    ],
  },
  {
    customer: 'C04yamabiko',
    by: 'kenji',
    title: '取引先からの見積書が迷惑メールに入る',
    description: '特定の取引先 2 社からの見積書メールが、先月末から迷惑メールに振り分けられています。',
    category: 'gmail.spam',
    severity: 'P3',
    opened: 28.3,
    steps: [
      [
        27.6,
        'aoi',
        {
          say: '2 社とも送信元の SPF が失敗しています。取引先で送信サーバーを変更していないか、ご確認いただけますか。',
          status: 'in-progress',
        },
      ],
      [26.4, 'nishimura', { say: '1 社は先月サーバーを入れ替えたそうです。もう 1 社は確認中です。' }],
      [25.7, 'aoi', { say: '承知しました。もう 1 社の回答をお待ちしています。', status: 'action-required' }],
    ],
  },
  {
    customer: 'C05hokkai',
    by: 'yui',
    title: 'ライセンス数と請求書の数が合わない',
    description: '管理コンソールでは 85 ライセンスですが、今月の請求書は 92 ライセンス分になっています。',
    category: 'billing.invoice',
    severity: 'P4',
    opened: 7.2,
    steps: [
      [
        6.1,
        'aoi',
        {
          say: '月の途中で 7 ライセンスが追加され、その後に割り当てが解除されています。解除だけでは請求数は減りません。契約数を減らすかどうか、お客様のご意向をお聞かせください。',
          status: 'action-required',
        },
      ],
    ],
  },
  {
    customer: 'C02minato',
    by: 'yui',
    title: 'MX レコードの変更後、一部のメールが届かない',
    description:
      'ドメイン事業者を移管した後から、社外からのメールの一部が届きません。送信者にエラーは返っていないそうです。',
    category: 'domains.mx',
    severity: 'P2',
    opened: 9.1,
    steps: [
      [
        8.8,
        'aoi',
        {
          say: '移管前の MX レコードが 1 件残っており、そちらに配送されたメールが失われています。古いレコードを削除してください。',
          status: 'solution-provided',
        },
      ],
      [1.2, 'yui', { close: '削除後 1 週間、問題なく届いています。' }],
    ],
  },
  {
    customer: 'C06lighthouse',
    by: 'kenji',
    title: 'Gemini side panel is missing for half of the team',
    description:
      'Ten of twenty-one designers have no Gemini side panel in Docs and Slides, although all of them have the licence.',
    category: 'gemini.side-panel',
    severity: 'P3',
    opened: 5.7,
    steps: [
      [
        5.1,
        'ben',
        { say: 'Do the ten have "smart features" switched off in Gmail’s settings?', status: 'in-progress' },
      ],
      [4.4, 'kenji', { say: 'Yes, all ten. They came from an older domain where this was the default.' }],
      [
        3.2,
        'ben',
        {
          say: 'Switching smart features on brings the panel back after a reload; an admin may also set the default for new users.',
          status: 'solution-provided',
        },
      ],
    ],
  },
  {
    customer: 'C01aoba',
    by: 'kenji',
    title: '監査用に Vault の検索結果を書き出したい',
    description:
      '内部監査のため、特定期間のメールを書き出す必要があります。対象は 3 部署、期間は半年です。手順と所要時間を教えてください。',
    category: 'vault.export',
    severity: 'P3',
    opened: 6.4,
    sharedWith: ['it@aoba-bank.example.com', 'audit@aoba-bank.example.com'],
    steps: [
      [
        5.9,
        'aoi',
        {
          say: '部署ごとに案件を分けて書き出すことをおすすめします。所要時間の目安は 1 部署あたり数時間です。手順書をお送りしました。',
          status: 'solution-provided',
        },
      ],
    ],
  },
  {
    customer: 'C03sakura',
    by: 'naoki',
    title: '配送拠点の Android 端末にポリシーが反映されない',
    description:
      '大阪の拠点にある端末 40 台だけ、先週変更した画面ロックのポリシーが反映されません。ほかの拠点では反映されています。',
    category: 'devices.mobile',
    severity: 'P2',
    opened: 3.6,
    steps: [
      [
        2.4,
        'aoi',
        {
          say: '40 台の最終同期が変更前の日時で止まっています。拠点のネットワークから、端末管理のサーバーに接続できるかをご確認ください。',
          status: 'action-required',
        },
      ],
    ],
  },
  {
    customer: 'C01aoba',
    by: 'yui',
    title: 'SSO の証明書更新後、一部の支店でログインできない',
    description:
      '昨夜、SSO の署名証明書を更新しました。今朝から 4 支店の約 200 人がログインできず、窓口業務に影響が出ています。',
    category: 'identity.sso',
    severity: 'P1',
    opened: 1.1,
    steps: [
      [
        1.05,
        'aoi',
        {
          say: '新しい証明書を登録していないプロファイルが 1 件あります。4 支店がそのプロファイルを使っているようです。',
          status: 'in-progress',
        },
      ],
      [
        0.7,
        'haruka',
        { say: '窓口業務が止まっており、本日中の復旧が必要です。', escalate: 'business-impact' },
      ],
      [0.5, 'aoi', { say: '認証の専門チームに引き継ぎました。復旧の手順を 1 時間以内にご連絡します。' }],
      [
        0.45,
        'haruka',
        { say: '先方の部長には私から電話しました。次の連絡は 1 時間後の予定。', to: 'internal' },
      ],
    ],
  },
  {
    customer: 'C02minato',
    by: 'kenji',
    title: '共有ドライブの大きな PDF をプレビューできない',
    description:
      '今朝から、校正用の PDF（100 MB 前後）をプレビューすると読み込み中のまま進みません。ダウンロードはできます。',
    category: 'drive.other',
    severity: 'P3',
    opened: 0.15,
  },
]

/** The lines of an import, numbered from 1001 in the order in which the cases were opened before `now`. */
export function createSampleLines(now: Date): readonly SampleLine[] {
  return cases
    .map((sample) => toLine(sample, now))
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map((line, index) => ({ ...line, number: 1001 + index }))
}

function toLine(sample: SampleCase, now: Date) {
  const { by, opened, steps = [], partners, ...rest } = sample
  const domain = people[by].party === 'partner' ? people[by].domain : northwind
  const [createdAt = now, ...moments] = placeInOfficeHours(
    [[opened, by], ...steps.map(([when, who]) => [when, who] as const)],
    now,
  )
  const begin: Walked = { status: 'new', severity: sample.severity, history: [] }
  const { status, severity, history } = walk(begin, steps, moments)
  const last = history.at(-1)
  return {
    ...rest,
    ...(status === 'closed' && last ? { closedAt: last.at } : {}),
    partners: partners ?? [{ domain, kind: 'reseller' }],
    createdBy: people[by],
    severity,
    status,
    createdAt: createdAt.toISOString(),
    history,
  }
}

/** From the last to the first, so that each lies before the next and none after `now`. */
function placeInOfficeHours(deeds: readonly (readonly [When, Who])[], now: Date): readonly Date[] {
  const placed: Date[] = []
  for (const [when, who] of deeds.toReversed()) {
    const next = placed[0]
    const latest = next ? next.getTime() - leastMinutesApart * 60_000 : now.getTime()
    const wanted = typeof when === 'string' ? Date.parse(when) : now.getTime() - when * dayMs
    const part = typeof when === 'string' ? 0 : (when * 7.3) % 1
    placed.unshift(findOfficeMoment(new Date(Math.min(wanted, latest)), timeZones[who], part))
  }
  return placed
}

interface HistoryLine {
  readonly at: string
  readonly author: (typeof people)[Who]
  readonly audience: Audience
  readonly event: Readonly<Record<string, unknown>>
}

interface Walked {
  readonly status: Status
  readonly severity: Severity
  readonly history: readonly HistoryLine[]
}

/** Each change tells what it was before. */
function walk(from: Walked, steps: NonNullable<SampleCase['steps']>, moments: readonly Date[]): Walked {
  return steps.reduce<Walked>((before, [, who, { say, to = 'everyone', ...change }], index) => {
    const { status, severity } = before
    const events: Readonly<Record<string, unknown>>[] = []
    if (change.escalate) events.push({ type: 'escalated', reason: change.escalate, justification: say })
    else if (say) events.push({ type: 'message', text: say })
    if (change.status) events.push({ type: 'status-changed', from: status, to: change.status })
    if (change.severity) events.push({ type: 'severity-changed', from: severity, to: change.severity })
    if (change.close) events.push({ type: 'closed', from: status, note: change.close })
    const entry = { at: (moments[index] as Date).toISOString(), author: people[who], audience: to }
    return {
      status: change.close ? 'closed' : (change.status ?? status),
      severity: change.severity ?? severity,
      history: [...before.history, ...events.map((event) => ({ ...entry, event }))],
    }
  }, from)
}
