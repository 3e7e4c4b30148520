/** 300 cases as two desks would have them: thirty matters, each at ten customers, in the spellings that people mix. */

export interface SearchableCase {
  readonly number: number
  readonly title: string
  readonly customer: { readonly id: string; readonly name: string; readonly domain: string }
  readonly category: string
  readonly description: string
  readonly answers: readonly string[]
}

type Customer = readonly [name: string, domain: string, person: string]

/** Their places: 1001 is the first matter at みどり商会, 1014 the second at 星野製作所. */
const japanese: readonly Customer[] = [
  ['みどり商会', 'midori.example.jp', 'hanako.yamada'],
  ['空運輸', 'sora-unyu.example.jp', 'taro.suzuki'],
  ['海水産', 'umi.example.jp', 'jiro-tanaka'],
  ['星野製作所', 'hoshino.example.co.jp', 'misaki.ito'],
  ['大和印刷', 'yamato-print.example.jp', 'ken_watanabe'],
  ['東雲病院', 'shinonome.example.or.jp', 'aya.kobayashi'],
  ['白樺学園', 'shirakaba.example.ac.jp', 'yuki.kato'],
  ['鳳不動産', 'otori.example.jp', 'ryo.yoshida'],
  ['富士見市役所', 'fujimi.example.lg.jp', 'mei.sasaki'],
  ['若葉保育園', 'wakaba.example.jp', 'sora.matsumoto'],
]

/** 1151 is the sixteenth matter at Northwind Traders. */
const english: readonly Customer[] = [
  ['Northwind Traders', 'northwind.example.com', 'nancy.davolio'],
  ['Acme Foundry', 'acme.example.com', 'wile.coyote'],
  ['O’Brien & Sons', 'obrien.example.ie', 'siobhan.obrien'],
  ['Contoso Legal', 'contoso.example.com', 'kim_abercrombie'],
  ['Bluebird Airways', 'bluebird.example.aero', 'amelia.hart'],
  ['Granite Bank', 'granite.example.com', 'george-stone'],
  ['Juniper Labs', 'juniper.example.io', 'ada.byron'],
  ['Kestrel Media', 'kestrel.example.tv', 'robin.falk'],
  ['Lumen Studio', 'lumen.example.design', 'iris.bright'],
  ['Maple Farms', 'maple.example.ca', 'olive.grove'],
]

interface Matter {
  readonly title: string
  readonly category: string
  readonly description: string
  readonly answer?: string
}

/** `[a|b]`: one of them, in turn. `@`: somebody's address; `#`: a number of the customer’s own, from 01 to 10. */
const matters: readonly Matter[] = [
  {
    title: 'メールが届かない',
    category: 'gmail.delivery',
    description:
      '[社外|取引先|外部]から送られたメールが @ に届きません。差出人には 550 5.7.1 のエラーが返っています。',
    answer: '<CAFx91ab#=k7Q@mail.gmail.com>',
  },
  {
    title: '[ファイルサーバ|ファイルサーバー|ﾌｧｲﾙｻｰﾊﾞｰ]からの移行',
    category: 'drive.migration',
    description: '共有ドライブへ移したあと、フォルダの権限が引き継がれていません。担当は @ です。',
  },
  {
    title: '[ユーザ|ユーザー|ﾕｰｻﾞｰ]を追加できない',
    category: 'admin.users',
    description: '管理コンソールで新入社員を登録すると「ライセンスが不足しています」と表示されます。',
  },
  {
    title: '[プリンタ|プリンター]で印刷できない',
    category: 'devices.printing',
    description: 'Chromebook から複合機に出力すると認証エラーになります。機種は MX-26#FN です。',
  },
  {
    title: '請求書の金額が違う',
    category: 'billing.invoice',
    description:
      '先月分に解約したはずの[サブスクリプション|契約]が含まれています。注文番号は ABC-123# です。',
  },
  {
    title: '[２段階認証|2段階認証|2 段階認証]のコードが届かない',
    category: 'identity.two-step',
    description: '機種変更した社員 @ がログインできません。バックアップ コードも手元にないそうです。',
  },
  {
    title: '[カレンダー|カレンダ|ｶﾚﾝﾀﾞｰ]の予定が同期されない',
    category: 'calendar.sync',
    description: 'iPhone の標準アプリに、会議室の予約が表示されません。',
  },
  {
    title: 'Meet の録画が見つからない',
    category: 'meet.recording',
    description:
      '昨日の定例会議を録画しましたが、主催者のマイドライブに保存されていません。音声も途切れていました。',
  },
  {
    title: '社内通知が迷惑メールに入る',
    category: 'gmail.spam',
    description: 'SPF と DKIM と DMARC は設定済みですが、給与明細のお知らせが振り分けられてしまいます。',
  },
  {
    title: 'パスワードを[再設定|リセット]できない',
    category: 'identity.password',
    description: '管理者が変更しても、複合機の [SMTP_AUTH|SMTP-AUTH|SMTP AUTH] で古いものが使われ続けます。',
  },
  {
    title: '[メーリングリスト|メーリング リスト]に投稿できない',
    category: 'groups.posting',
    description: '委託先のメンバーが sales-#@ 宛てに投稿すると拒否されます。',
  },
  {
    title: '紛失した[スマートフォン|ｽﾏｰﾄﾌｫﾝ]のデータを消したい',
    category: 'devices.wipe',
    description: '電車に置き忘れた業務用の端末を遠隔でワイプしたいです。シリアル番号は SN#F77 です。',
  },
  {
    title: 'ドメインの所有権を確認できない',
    category: 'domains.verify',
    description: 'DNS に TXT レコードを追加して 48 時間待ちましたが、確認に失敗します。',
  },
  {
    title: '退職者のデータを残したい',
    category: 'vault.retention',
    description: 'Vault の保持ルールと記録保持の違いについての[お問い合わせ|問合せ|問い合わせ]です。',
  },
  {
    title: 'API の割り当てを超えた',
    category: 'apis.quota',
    description: '夜間バッチで rateLimitExceeded が返り、処理の[取り消し|取消し|取消]もできません。',
  },
  {
    title: 'Emails to customers [bounce|are bouncing|bounced]',
    category: 'gmail.delivery',
    description: 'Messages from @ come back with 550-5.7.26. It began after the weekend.',
    answer: 'CAB0Rx77#.zz9@mail.gmail.com',
  },
  {
    title: 'Cannot [sign in|sign-in|signin] after changing phones',
    category: 'identity.two-step',
    description:
      'The two-step verification prompt for @ still goes to the old handset. No backup codes were printed.',
  },
  {
    title: 'Permissions lost on a shared drive',
    category: 'drive.sharing',
    description:
      'Folders that we moved there no longer inherit access. Contractors see “You need permission”.',
  },
  {
    title: 'Invoice charges for cancelled [licenses|license]',
    category: 'billing.invoice',
    description:
      'We reduced our seats in March and were billed for all of them. Purchase order PO-88# refers.',
  },
  {
    title: 'Meeting rooms missing from calendars',
    category: 'calendar.rooms',
    description:
      'Bookable resources disappeared from the Outlook [plug-in|plugin|plug in] for everybody in the Berlin office.',
  },
  {
    title: 'Copier can’t scan to mail',
    category: 'gmail.smtp',
    description:
      '[SMTP_AUTH|SMTP AUTH|SMTP-AUTH] is refused with error 535 5.7.8. The device is a Ricoh IM-C#.',
  },
  {
    title: 'Recording of a webinar is gone',
    category: 'meet.recording',
    description: 'The organizer’s transcripts are there, the video file isn’t.',
  },
  {
    title: 'Newsletters land in quarantine',
    category: 'gmail.spam',
    description: 'SPF, DKIM and DMARC all pass. The sender is our marketing agency.',
  },
  {
    title: 'Password reset [e-mail|email] never arrives',
    category: 'identity.password',
    description: 'The recovery address of the administrator belongs to somebody who left: @.',
  },
  {
    title: 'Mailing list rejects posts from outside',
    category: 'groups.posting',
    description: 'Suppliers who write to orders-#@ get “You do not have permission to post”.',
  },
  {
    title: 'Wipe a stolen laptop',
    category: 'devices.wipe',
    description:
      'A Chromebook with the serial 5CD#9X was taken from a car. Please confirm that the remote wipe ran.',
  },
  {
    title: 'Domain verification fails',
    category: 'domains.verify',
    description:
      'The TXT record is published, yet the [set-up|setup|set up] wizard keeps saying “not found”.',
  },
  {
    title: 'Legal hold for a former employee',
    category: 'vault.holds',
    description: 'Counsel asked us to preserve the inbox of @. Which retention rule wins?',
  },
  {
    title: 'API quota exceeded',
    category: 'apis.quota',
    description: 'The nightly job gets 403 userRateLimitExceeded from project crm-sync-#.',
  },
  {
    title: 'Chat space history is off in the [café|cafe] team',
    category: 'chat.history',
    description: 'Nobody can switch it on; the toggle is greyed out for managers.',
  },
]

export const searchCases: readonly SearchableCase[] = matters.flatMap((matter, at) =>
  (at < 15 ? japanese : english).map((customer, index) => toCase(matter, at * 10 + index, customer, index)),
)

function toCase(matter: Matter, at: number, [name, domain, person]: Customer, index: number): SearchableCase {
  const fill = (text: string) =>
    text
      .replace(/\[([^\]]*)\]/g, (_, choices: string) => {
        const all = choices.split('|')
        return all[index % all.length] ?? ''
      })
      .replaceAll('#@', `${String(index + 1).padStart(2, '0')}@${domain}`)
      .replaceAll(/(?<![#\w])@/g, `${person}@${domain}`)
      .replaceAll('#', String(index + 1).padStart(2, '0'))
  return {
    number: 1001 + at,
    title: fill(matter.title),
    customer: { id: `C-${domain}`, name, domain },
    category: matter.category,
    description: fill(matter.description),
    answers: matter.answer ? [fill(matter.answer)] : [],
  }
}
