import type { LocalChannel, LocalUser } from './protocol.ts'
import type { PersonOption } from './slack/local-options.ts'

/** A person of the local Slack. What they may do stands in `sample-directory.yaml` under the same e-mail; `title` says it in short. */
export type SamplePerson = Pick<LocalUser, 'name' | 'real_name' | 'email' | 'locale' | 'tz' | 'title'>

/** The reseller domain that a channel is bound to, and the domain of the customer that it is shared with. */
export interface Belonging {
  readonly domain: string
  readonly sharedWith?: string
}

/** A channel of the local Slack or a space of the local Google Chat; its members by `name`. Those of somebody are private. */
export interface SampleChannel extends Pick<LocalChannel, 'name' | 'topic' | 'members' | 'is_private'> {
  /** The desk's is so by setting. Without it the channel is everybody's. */
  readonly belongsTo?: Belonging | 'desk'
}

function tokyo(name: string, realName: string, email: string, title: string): SamplePerson {
  return { name, real_name: realName, email, locale: 'ja-JP', tz: 'Asia/Tokyo', title }
}

function london(name: string, realName: string, email: string, title: string): SamplePerson {
  return { name, real_name: realName, email, locale: 'en-GB', tz: 'Europe/London', title }
}

/** The first is the one to begin as. */
export const samplePeople: readonly SamplePerson[] = [
  london(
    'marcus.bell',
    'Marcus Bell',
    'marcus.bell@northwind-apps.example.com',
    'Reseller Admin, Northwind Apps: works with all its cases',
  ),
  tokyo(
    'kenji.tanaka',
    '田中 健司',
    'kenji.tanaka@hoshi-cloud.example.com',
    '星クラウドの販売パートナー管理者。Northwind Apps のアカウントも持つ',
  ),
  tokyo(
    'yui.suzuki',
    '鈴木 結衣',
    'yui.suzuki@hoshi-cloud.example.com',
    '星クラウドのサポート担当:3つの権限がそろい、ケースを扱える',
  ),
  tokyo(
    'haruka.sato',
    '佐藤 遥',
    'haruka.sato@hoshi-cloud.example.com',
    '星クラウドの特権管理者:すべての権限を持つ',
  ),
  tokyo(
    'naoki.mori',
    '森 直樹',
    'naoki.mori@hoshi-cloud.example.com',
    '星クラウド、旧エンタープライズ再販サポートのロール:ケースを扱える',
  ),
  tokyo(
    'emi.kato',
    '加藤 恵美',
    'emi.kato@hoshi-cloud.example.com',
    '星クラウドの営業:お客様の一覧だけ見られる',
  ),
  tokyo(
    'daichi.ito',
    '伊藤 大地',
    'daichi.ito@hoshi-cloud.example.com',
    '星クラウド、3つの権限のうち2つだけ:お客様の一覧だけ見られる',
  ),
  tokyo(
    'akira.hayashi',
    '林 晃',
    'akira.hayashi@hoshi-cloud.example.com',
    '星クラウド、廃止されたサポート マネージャーのロールだけ:何もできない',
  ),
  tokyo(
    'sota.abe',
    '阿部 颯太',
    'sota.abe@hoshi-cloud.example.com',
    '星クラウド、停止中のアカウント:何もできない',
  ),
  london(
    'priya.nair',
    'Priya Nair',
    'priya.nair@northwind-apps.example.com',
    'Support, Northwind Apps: all three privileges, works with cases',
  ),
  london(
    'olivia.reed',
    'Olivia Reed',
    'olivia.reed@northwind-apps.example.com',
    'Super admin, Northwind Apps: holds every privilege',
  ),
  london(
    'tom.walsh',
    'Tom Walsh',
    'tom.walsh@northwind-apps.example.com',
    'Legacy enterprise role, Northwind Apps: works with cases',
  ),
  london(
    'nina.park',
    'Nina Park',
    'nina.park@northwind-apps.example.com',
    'Northwind Apps, no role and no privilege: can do nothing',
  ),
  tokyo('aoi.nakamura', '中村 葵', 'aoi.nakamura@desk.example.org', 'サポート窓口:ケースに回答する'),
  london('ben.carter', 'Ben Carter', 'ben.carter@desk.example.org', 'Support desk: answers cases'),
  london(
    'sofia.marin',
    'Sofia Marin',
    'sofia.marin@granite-insurance.example.com',
    'Customer: admin of Granite Insurance, grants and withdraws access with /case grant',
  ),
  london(
    'amelia.stone',
    'Amelia Stone',
    'amelia.stone@brightwater.example.com',
    'Customer: user of Brightwater Foods, sees and answers its cases',
  ),
  tokyo(
    'nishimura',
    '西村 剛',
    'nishimura@yamabiko-electric.example.com',
    'お客様：やまびこ電機の管理者。/case grant でアクセスを許可・取り消しできる',
  ),
  london(
    'jordan.lee',
    'Jordan Lee',
    'jordan.lee@example.org',
    'Contractor with no account anywhere: can do nothing',
  ),
]

/** Whom a workspace of Slack has beside its full members. Nobody knows them in the directory. */
export const sampleStrangers: readonly PersonOption[] = [
  {
    ...london(
      'chris.doyle',
      'Chris Doyle',
      'chris.doyle@freelance.example.net',
      'Guest of this workspace, with no account anywhere: can do nothing',
    ),
    standing: 'guest',
  },
  {
    ...london(
      'dana.fox',
      'Dana Fox',
      'dana.fox@riverbend.example.net',
      'Of another workspace, here over Slack Connect: can do nothing',
    ),
    standing: 'outside',
    team: 'Riverbend Consulting',
  },
  { ...london('standup', 'Standup', '', 'Another app'), is_bot: true },
]

const hoshi = ['kenji.tanaka', 'yui.suzuki', 'haruka.sato', 'naoki.mori']
const northwind = ['marcus.bell', 'kenji.tanaka', 'priya.nair', 'olivia.reed', 'tom.walsh']

const atHoshi: Belonging = { domain: 'hoshi-cloud.example.com' }
const atNorthwind: Belonging = { domain: 'northwind-apps.example.com' }
const withBrightwater: Belonging = { ...atNorthwind, sharedWith: 'brightwater.example.com' }

export const sampleChannels: readonly SampleChannel[] = [
  { name: 'general', topic: 'Everyone / 全員', members: samplePeople.map((person) => person.name) },
  {
    name: 'northwind-support',
    topic: "Northwind Apps: our customers' cases",
    members: northwind,
    is_private: true,
    belongsTo: atNorthwind,
  },
  {
    name: 'hoshi-support',
    topic: '星クラウド:お客様のケース',
    members: hoshi,
    is_private: true,
    belongsTo: atHoshi,
  },
  {
    name: 'support-desk',
    topic: 'The desk that answers cases / サポート窓口',
    members: ['aoi.nakamura', 'ben.carter'],
    is_private: true,
    belongsTo: 'desk',
  },
  {
    name: 'brightwater-shared',
    topic: 'Brightwater Foods and Northwind Apps: shared with the customer',
    members: ['marcus.bell', 'priya.nair', 'amelia.stone'],
    is_private: true,
    belongsTo: withBrightwater,
  },
  {
    name: 'migration-project',
    topic: 'A migration with people of all kinds: nobody has declared whose channel this is',
    members: [
      'marcus.bell',
      'priya.nair',
      'nina.park',
      'sofia.marin',
      'jordan.lee',
      'chris.doyle',
      'dana.fox',
      'standup',
    ],
    is_private: true,
  },
]

export const sampleSpaces: readonly SampleChannel[] = [
  { name: 'Everyone', topic: '全員', members: samplePeople.map((person) => person.name) },
  {
    name: 'Northwind support',
    topic: "Northwind Apps: our customers' cases",
    members: northwind,
    is_private: true,
    belongsTo: atNorthwind,
  },
  {
    name: '星クラウド サポート',
    topic: 'お客様のケース',
    members: hoshi,
    is_private: true,
    belongsTo: atHoshi,
  },
  {
    name: 'Support desk',
    topic: 'The desk that answers cases / サポート窓口',
    members: ['aoi.nakamura', 'ben.carter'],
    is_private: true,
    belongsTo: 'desk',
  },
  {
    name: 'Brightwater and Northwind',
    topic: 'Shared with the customer',
    members: ['marcus.bell', 'priya.nair', 'amelia.stone'],
    is_private: true,
    belongsTo: withBrightwater,
  },
  {
    name: 'Migration project',
    topic: 'A migration with people of all kinds: nobody has declared whose space this is',
    members: ['marcus.bell', 'priya.nair', 'nina.park', 'sofia.marin', 'jordan.lee'],
    is_private: true,
  },
]
