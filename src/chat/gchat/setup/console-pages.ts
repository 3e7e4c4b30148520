import type { Locale } from '../../../cases/case.ts'
import { avatarPath } from '../avatar-route.ts'
import { eventsPath } from '../endpoint.ts'
import { botScope } from '../google-chat-api.ts'
import { type GooglePage, googlePages } from './google-pages.ts'

type Text = Readonly<Record<Locale, string>>

/** What is this installation's own. */
export interface Installation {
  /** Without a slash at its end. */
  readonly publicUrl: string
  /** Null: not told yet. */
  readonly projectNumber: string | null
}

/** A field of one of Google's consoles, in the order in which it stands there. */
interface Field {
  readonly id: string
  /** As the console calls it. The Japanese labels are those of Google's Japanese pages, as far as they were found there. */
  readonly label: Text
  /** To copy as it is. */
  readonly value?: (installation: Installation, locale: Locale) => string
  /** What else there is to do or to know. */
  readonly hint?: Text
  /** Undefined: no page of Google's was found that tells of it. */
  readonly page?: GooglePage
}

interface Page {
  readonly id: 'project' | 'service-account' | 'chat' | 'consent' | 'marketplace' | 'listing' | 'admin'
  readonly title: Text
  readonly address: string
  readonly fields: readonly Field[]
}

export interface ConsoleField {
  readonly id: string
  readonly label: string
  readonly value: string | null
  readonly hint: string | null
  readonly page: {
    readonly title: string
    readonly address: string
    readonly copiedOn: string | null
  } | null
}

export interface ConsolePage {
  readonly id: Page['id']
  readonly title: string
  readonly address: string
  readonly fields: readonly ConsoleField[]
}

/** What Google takes, in characters. https://developers.google.com/workspace/add-ons/chat/configure, …/marketplace/create-listing */
export const fieldLimits: Readonly<Record<string, number>> = {
  'app-name': 25,
  description: 40,
  'application-name': 50,
  'short-description': 200,
  'detailed-description': 15_999,
}

/** What people are asked for when they link an account (docs/linking.md). The app itself asks nobody for anything. */
export const linkingScopes = ['openid', 'email'] as const

const consoleUrl = 'https://console.cloud.google.com'
const same = (text: string) => () => text
const said = (text: Text) => (_: Installation, locale: Locale) => text[locale]
const endpoint = ({ publicUrl }: Installation) => `${publicUrl}${eventsPath}`

const appName = 'Casethread'
const numberHere: Text = { en: '<project number>', ja: '<プロジェクト番号>' }

const project: Page = {
  id: 'project',
  title: { en: 'Google Cloud project', ja: 'Google Cloud プロジェクト' },
  address: `${consoleUrl}/projectcreate`,
  fields: [
    {
      id: 'project-number',
      label: {
        en: 'Cloud overview > Dashboard: Project number',
        ja: 'Cloud の概要 > ダッシュボード：プロジェクト番号',
      },
      hint: {
        en: 'Digits only, not the project ID. Set GCHAT_PROJECT_NUMBER to it.',
        ja: '数字のみ（プロジェクト ID ではありません）。GCHAT_PROJECT_NUMBER に設定します。',
      },
      page: googlePages.project,
    },
    {
      id: 'api',
      label: {
        en: 'APIs & Services > Library: Google Chat API',
        ja: 'API とサービス > ライブラリ：Google Chat API',
      },
      value: same(`${consoleUrl}/apis/library/chat.googleapis.com`),
      hint: { en: 'Enable it.', ja: '有効にします。' },
      page: googlePages.project,
    },
  ],
}

const serviceAccount: Page = {
  id: 'service-account',
  title: { en: 'IAM & Admin > Service accounts', ja: 'IAM と管理 > サービス アカウント' },
  address: `${consoleUrl}/iam-admin/serviceaccounts`,
  fields: [
    {
      id: 'service-account-name',
      label: { en: 'Service account name', ja: 'サービス アカウント名' },
      value: same('casethread'),
      hint: {
        en: 'Any name. Google makes the ID and the email address from it. Select "Create and continue".',
        ja: '名前は自由です。ID とメールアドレスは自動で決まります。「作成して続行」を選択します。',
      },
      page: googlePages.appAuthentication,
    },
    {
      id: 'roles',
      label: { en: 'Roles and principals with access', ja: 'ロール、アクセスできるプリンシパル' },
      hint: {
        en: 'Leave both empty, and select "Done". Chat knows the account by its project.',
        ja: 'どちらも空のまま「完了」を選択します。Chat は、プロジェクトによってこのアカウントを認識します。',
      },
      page: googlePages.appAuthentication,
    },
    {
      id: 'key',
      label: { en: 'Keys > Add key > Create new key', ja: '鍵 > 鍵を追加 > 新しい鍵を作成' },
      hint: {
        en: 'Open the new account, and create a key of type JSON. Set GOOGLE_APPLICATION_CREDENTIALS to the path of the file. On Google Cloud, or where keys are blocked, create none: docs/google-chat.md, "Without a key".',
        ja: '作成したアカウントを開き、JSON 形式の鍵を作成します。GOOGLE_APPLICATION_CREDENTIALS にファイルのパスを設定します。ボットを Google Cloud で実行する場合や、鍵の作成が禁止されている場合は作成しません（docs/google-chat.ja.md の「鍵を使わない場合」を参照）。',
      },
      page: googlePages.appAuthentication,
    },
    {
      id: 'bot-scope',
      label: { en: 'Scope that the bot asks for', ja: 'ボットが要求するスコープ' },
      value: same(botScope),
      hint: {
        en: 'Nothing to enter: it needs no approval. Only a Compute Engine machine has to have it as an access scope.',
        ja: '入力は不要です。承認も要りません。Compute Engine の VM の場合のみ、アクセス スコープとして設定します。',
      },
      page: googlePages.appAuthentication,
    },
  ],
}

const chat: Page = {
  id: 'chat',
  title: { en: 'Google Chat API > Configuration', ja: 'Google Chat API > 構成' },
  address: `${consoleUrl}/apis/api/chat.googleapis.com/hangouts-chat`,
  fields: [
    {
      id: 'add-on',
      label: {
        en: 'Build this Chat app as a Google Workspace add-on',
        ja: 'Google Workspace アドオンとしてこの Chat アプリをビルドする',
      },
      hint: {
        en: 'Clear it before the first save, and select "Disable" in the dialog. It can\'t be changed after that. If the app was saved with it, leave it: Casethread works either way.',
        ja: '初めて保存する前にオフにし、ダイアログで「無効にする」を選びます。保存した後は変更できません。オンのまま保存した場合は、そのままにします。Casethread はどちらでも動作します。',
      },
      page: googlePages.quickstart,
    },
    {
      id: 'app-name',
      label: { en: 'App name', ja: 'アプリ名' },
      value: same(appName),
      hint: {
        en: 'People mention the app by this name. Up to 25 characters.',
        ja: 'この名前でアプリをメンションします。25 文字まで。',
      },
      page: googlePages.configuration,
    },
    {
      id: 'avatar-url',
      label: { en: 'Avatar URL', ja: 'アバターの URL' },
      value: ({ publicUrl }) => `${publicUrl}${avatarPath}`,
      hint: {
        en: 'The bot serves this picture (PNG, 256 by 256 pixels). Any other square PNG or JPEG by HTTPS will do.',
        ja: 'ボットが配信する画像（PNG、256 × 256 ピクセル）です。HTTPS で取得できる正方形の PNG または JPEG であれば、ほかの画像でもかまいません。',
      },
      page: googlePages.configuration,
    },
    {
      id: 'description',
      label: { en: 'Description', ja: '説明' },
      value: said({ en: 'Support cases in chat', ja: 'チャットでサポートケースに対応します' }),
      hint: {
        en: 'Up to 40 characters.',
        ja: '40 文字まで。Google のページには「英数字」とあります。日本語を保存できない場合は「Support cases in chat」とします。',
      },
      page: googlePages.configuration,
    },
    {
      id: 'interactive-features',
      label: { en: 'Enable interactive features', ja: 'インタラクティブ機能を有効にする' },
      hint: { en: 'On.', ja: 'オンにします。' },
      page: googlePages.configuration,
    },
    {
      id: 'join-spaces',
      label: {
        en: 'Functionality: Join spaces and group conversations',
        ja: '機能：スペースとグループの会話に参加する',
      },
      hint: {
        en: 'Select it. Direct messages need no field; if there is "Receive 1:1 messages", select that, too.',
        ja: '選択します。ダイレクト メッセージのための項目はありません。「1:1 のメッセージを受信する」がある場合は、それも選択します。',
      },
      page: googlePages.interactions,
    },
    {
      id: 'app-home',
      label: { en: 'Functionality: Support App Home', ja: '機能：App Home のサポート（Support App Home）' },
      hint: {
        en: 'Select it, if it is there. It appears once the add-on box is cleared.',
        ja: '表示されている場合は選択します。アドオンのチェックボックスをオフにすると表示されます。',
      },
      page: googlePages.appHome,
    },
    {
      id: 'connection',
      label: { en: 'Connection settings', ja: '接続設定' },
      hint: { en: 'Select "HTTP endpoint URL".', ja: '「HTTP エンドポイント URL」を選択します。' },
      page: googlePages.interactions,
    },
    {
      id: 'triggers',
      label: {
        en: 'Triggers: Use a common HTTP endpoint URL for all triggers',
        ja: 'トリガー：すべてのトリガーに共通の HTTP エンドポイント URL を使用する',
      },
      value: endpoint,
      hint: {
        en: 'Exactly this address, without a slash at its end.',
        ja: 'このアドレスをそのまま入力します。末尾にスラッシュは付けません。',
      },
      page: googlePages.quickstart,
    },
    {
      id: 'app-home-url',
      label: { en: 'App Home URL', ja: 'App Home の URL' },
      value: endpoint,
      hint: {
        en: 'The same address, if there is such a field.',
        ja: '項目がある場合は、同じアドレスを入力します。',
      },
      page: googlePages.appHome,
    },
    {
      id: 'audience',
      label: { en: 'Authentication audience', ja: '認証オーディエンス' },
      hint: {
        en: 'Select "Project Number". Add-ons have no such field. With "HTTP endpoint URL", Casethread refuses the requests.',
        ja: '「プロジェクト番号」を選択します。アドオンにはこの項目がありません。「HTTP エンドポイント URL」にすると、Casethread はリクエストを拒否します。',
      },
      page: googlePages.verification,
    },
    {
      id: 'service-account-email',
      label: { en: 'Service account email', ja: 'サービス アカウントのメールアドレス' },
      value: ({ projectNumber }, locale) =>
        `service-${projectNumber ?? numberHere[locale]}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`,
      hint: {
        en: "Nothing to enter: add-ons show it once they are saved. It is Google's account, not the one that you created. The number in it has to be GCHAT_PROJECT_NUMBER.",
        ja: '入力は不要です。アドオンの場合、保存後に表示されます。作成したサービス アカウントではなく、Google のものです。この中の番号は GCHAT_PROJECT_NUMBER と一致している必要があります。',
      },
    },
    {
      id: 'commands',
      label: { en: 'Commands', ja: 'コマンド' },
      hint: {
        en: 'Add /case, and others from the list of commands if you want them.',
        ja: '/case を追加します。ほかのコマンドは、必要に応じて一覧から追加します。',
      },
      page: googlePages.commands,
    },
    {
      id: 'link-previews',
      label: { en: 'Link previews', ja: 'リンクのプレビュー' },
      hint: { en: 'Leave empty.', ja: '空のままにします。' },
      page: googlePages.interactions,
    },
    {
      id: 'visibility',
      label: {
        en: 'Visibility: Make this Chat app available to specific people and groups in <your organization>',
        ja: '公開設定：ドメイン内の特定のユーザーとグループにこの Chat アプリを公開する',
      },
      hint: {
        en: 'Select it, and enter addresses of your own organization, separated by commas: up to five people, or Google Groups. After you publish the app in the Marketplace, this field no longer counts.',
        ja: '選択し、自分の組織のメールアドレスをカンマ区切りで入力します。指定できるのは、ユーザー 5 人まで、または Google グループです。Marketplace で公開した後は、この項目は使われません。',
      },
      page: googlePages.testers,
    },
    {
      id: 'logs',
      label: { en: 'Logs: Log errors to Logging', ja: 'ログ：エラーを Logging に記録する' },
      hint: {
        en: 'Select it. Cloud Logging then shows what Google could not deliver.',
        ja: '選択します。Google が配信できなかったものを Cloud Logging で確認できます。',
      },
      page: googlePages.configuration,
    },
    {
      id: 'app-status',
      label: { en: 'App status', ja: 'アプリのステータス' },
      hint: {
        en: 'Save, and reload the page. If "Live - available to users" is not selected, select it and save again.',
        ja: '保存して、ページを再読み込みします。「Live - available to users」（ライブ：ユーザーが利用可能）が選択されていない場合は、選択してもう一度保存します。',
      },
      page: googlePages.troubleshooting,
    },
  ],
}

const consent: Page = {
  id: 'consent',
  title: { en: 'Google Auth Platform', ja: 'Google Auth Platform（OAuth 同意画面）' },
  address: `${consoleUrl}/auth/branding`,
  fields: [
    {
      id: 'branding-name',
      label: { en: 'Branding: App name', ja: 'ブランディング：アプリ名' },
      value: same(appName),
      hint: {
        en: 'The same as in the store listing, if you publish the app.',
        ja: 'アプリを公開する場合は、ストアの掲載情報と同じ名前にします。',
      },
      page: googlePages.consent,
    },
    {
      id: 'support-email',
      label: { en: 'Branding: User support email', ja: 'ブランディング：ユーザー サポートメール' },
      hint: {
        en: 'Where people can write to you: your own address, or a group that you manage.',
        ja: 'ユーザーからの問い合わせを受けるアドレス。自分のアドレスか、自分が管理するグループを選択します。',
      },
      page: googlePages.consent,
    },
    {
      id: 'audience-type',
      label: { en: 'Audience', ja: '対象' },
      hint: {
        en: '"Internal" if only people of your own organization use the app and link accounts; otherwise "External".',
        ja: 'アプリを使う人も、アカウントを結び付ける人も、自分の組織の人だけの場合は「内部」。それ以外は「外部」。',
      },
      page: googlePages.consent,
    },
    {
      id: 'contact-email',
      label: { en: 'Contact information: Email address', ja: '連絡先情報：メールアドレス' },
      hint: {
        en: 'Where Google writes to you about the project.',
        ja: 'プロジェクトについて Google から連絡を受けるアドレス。',
      },
      page: googlePages.consent,
    },
    {
      id: 'scopes',
      label: { en: 'Data Access: scopes', ja: 'データアクセス：スコープ' },
      value: same(linkingScopes.join(', ')),
      hint: {
        en: 'Only if people link accounts with /case link. The console lists "email" as ".../auth/userinfo.email". Both are non-sensitive, so Google does not verify the app for them. Do not enter chat.bot: the Chat app itself asks nobody for access.',
        ja: '/case link でアカウントを結び付ける場合のみ。コンソールの一覧では、email は「.../auth/userinfo.email」と表示されます。どちらも機密性の低いスコープのため、Google の検証は不要です。Chat アプリ自体は誰にもアクセスを求めないため、chat.bot は入力しません。',
      },
      page: googlePages.consent,
    },
  ],
}

const marketplace: Page = {
  id: 'marketplace',
  title: {
    en: 'Google Workspace Marketplace SDK > App Configuration',
    ja: 'Google Workspace Marketplace SDK > アプリの構成',
  },
  address: `${consoleUrl}/apis/api/appsmarket-component.googleapis.com/googleapps_sdk`,
  fields: [
    {
      id: 'app-visibility',
      label: { en: 'App visibility', ja: 'アプリの公開設定' },
      hint: {
        en: '"Private" if only your own organization uses the app, otherwise "Public". Once saved, it can never be changed.',
        ja: '自分の組織だけが使う場合は「非公開」（Private）、ほかの組織も使う場合は「公開」（Public）。一度保存すると変更できません。Google の日本語ページでは、Private を「限定公開」、Public を「一般公開」とも呼びます。',
      },
      page: googlePages.marketplaceSdk,
    },
    {
      id: 'unlisted',
      label: { en: 'Unlisted', ja: '限定公開（Unlisted）' },
      hint: {
        en: 'For a public app, select it: only people who have the address find the listing. For a private app, leave it cleared.',
        ja: '公開アプリの場合は選択します。掲載ページを見つけられるのは、アドレスを知っている人だけになります。非公開（Private）のアプリの場合は選択しません。',
      },
      page: googlePages.marketplaceSdk,
    },
    {
      id: 'installation',
      label: { en: 'Installation settings', ja: 'インストール設定' },
      hint: {
        en: '"Individual + Admin Install". Chat apps have to be installable both ways.',
        ja: '「個別インストール + 管理者によるインストール」（Individual + Admin Install）。Chat アプリは両方でインストールできる必要があります。',
      },
      page: googlePages.configuration,
    },
    {
      id: 'integrations',
      label: { en: 'App integrations', ja: 'アプリの統合' },
      hint: {
        en: 'Only "Chat app". Google takes its settings from the configuration of the Chat API.',
        ja: '「Chat アプリ」のみ。Chat API の構成の内容が使われます。',
      },
      page: googlePages.marketplaceSdk,
    },
    {
      id: 'oauth-scopes',
      label: { en: 'OAuth scopes', ja: 'OAuth スコープ' },
      hint: {
        en: 'Add none, not even chat.bot. Leave what Google has filled in.',
        ja: '追加しません（chat.bot も不要です）。あらかじめ入力されているものはそのままにします。',
      },
      page: googlePages.marketplaceSdk,
    },
    {
      id: 'developer',
      label: {
        en: 'Developer information: Trader status, name, mailing address, website URL, email',
        ja: 'デベロッパー情報：取引業者のステータス、名前、住所、ウェブサイトの URL、メール',
      },
      hint: {
        en: "Your company's. A business is a trader, and has to give its address.",
        ja: '自社の情報。事業者は「取引業者」にあたり、住所の入力が必要です。',
      },
      page: googlePages.marketplaceSdk,
    },
    {
      id: 'application-website',
      label: { en: 'Application website URL', ja: 'アプリケーションのウェブサイトの URL' },
      hint: {
        en: 'A page of yours about the app. Leave it empty if you have none.',
        ja: 'アプリについての自社のページ。ない場合は空のままにします。',
      },
      page: googlePages.marketplaceSdk,
    },
  ],
}

const listing: Page = {
  id: 'listing',
  title: {
    en: 'Google Workspace Marketplace SDK > Store Listing',
    ja: 'Google Workspace Marketplace SDK > ストアの掲載情報',
  },
  address: `${consoleUrl}/apis/api/appsmarket-component.googleapis.com/googleapps_sdk_publish`,
  fields: [
    {
      id: 'language',
      label: { en: 'Language', ja: '言語' },
      value: said({ en: 'English', ja: '日本語' }),
      hint: {
        en: 'You can add other languages: "--language ja" prints the texts in Japanese.',
        ja: 'ほかの言語も追加できます。英語の文言は「--language en」で表示します。',
      },
      page: googlePages.listing,
    },
    {
      id: 'application-name',
      label: { en: 'Application name', ja: 'アプリケーション名' },
      value: same(appName),
      hint: {
        en: "The same as on the consent screen. Up to 50 characters, no product name of Google's. No other listing may have a public app's name: if it is taken, add your company's name here, on the consent screen, and in the Chat API's App name.",
        ja: '同意画面と同じ名前。50 文字まで。Google のプロダクト名は使えません。公開アプリでは、ほかの掲載情報と同じ名前も使えません。すでに使われている場合は、ここと同意画面、Chat API の「アプリ名」に会社名を付けます。',
      },
      page: googlePages.listing,
    },
    {
      id: 'short-description',
      label: { en: 'Short description', ja: '簡単な説明' },
      value: said({
        en: "Open and work customers' support cases from team chat.",
        ja: 'お客様のサポートケースの作成と対応を、チームのチャットから行えます。',
      }),
      hint: { en: 'Up to 200 characters.', ja: '200 文字まで。' },
      page: googlePages.listing,
    },
    {
      id: 'detailed-description',
      label: { en: 'Detailed description', ja: '詳しい説明' },
      value: said({
        en: 'Create, reply to, escalate, share, and close support cases without leaving chat. Each case has its own thread, and a thread shows only what everybody who can read it may see. Access follows the roles and privileges of your reseller domain.',
        ja: 'サポートケースの作成、返信、エスカレーション、共有、クローズを、チャットを離れずに行えます。ケースごとにスレッドがあり、スレッドを閲覧できる全員が見てよい内容だけを表示します。アクセスできる範囲は、販売ドメインのロールと権限に従います。',
      }),
      hint: { en: 'Less than 16,000 characters.', ja: '16,000 文字未満。' },
      page: googlePages.listing,
    },
    {
      id: 'category',
      label: { en: 'Category', ja: 'カテゴリ' },
      hint: {
        en: 'The one that fits best, such as one for customer support.',
        ja: '最も近いもの（カスタマー サポートなど）。',
      },
      page: googlePages.listing,
    },
    {
      id: 'pricing',
      label: { en: 'Pricing', ja: '料金' },
      value: said({ en: 'Free of charge', ja: '無料' }),
      page: googlePages.listing,
    },
    {
      id: 'icons',
      label: {
        en: 'Application icons, 128 × 128 and 32 × 32',
        ja: 'アプリケーション アイコン（128 × 128、32 × 32）',
      },
      value: same('data/listing/icon-128.png, data/listing/icon-32.png'),
      hint: { en: 'Files of this package.', ja: 'このパッケージに含まれるファイルです。' },
      page: googlePages.listing,
    },
    {
      id: 'banner',
      label: { en: 'Application card banner, 220 × 140', ja: 'アプリケーション カードバナー（220 × 140）' },
      value: same('data/listing/banner-220x140.png'),
      hint: { en: 'A file of this package.', ja: 'このパッケージに含まれるファイルです。' },
      page: googlePages.listing,
    },
    {
      id: 'screenshots',
      label: { en: 'Screenshots, 1280 × 800', ja: 'スクリーンショット（1280 × 800）' },
      hint: {
        en: 'At least one. Take it in your own Chat, with a case that anybody may see.',
        ja: '1 枚以上。自分の Chat で、公開してよいケースを表示して撮影します。',
      },
      page: googlePages.listing,
    },
    {
      id: 'support-links',
      label: {
        en: 'Terms of service, Privacy policy, Support',
        ja: '利用規約、プライバシー ポリシー、サポート',
      },
      hint: { en: 'Three pages of yours. All are required.', ja: '自社のページ 3 つ。すべて必須です。' },
      page: googlePages.listing,
    },
    {
      id: 'optional-links',
      label: {
        en: 'Setup, Admin config, Help, Report issue',
        ja: 'セットアップ、管理者による構成、ヘルプ、問題の報告',
      },
      hint: { en: 'Leave empty.', ja: '空のままにします。' },
      page: googlePages.listing,
    },
    {
      id: 'distribution',
      label: { en: 'Distribution', ja: '配信' },
      hint: {
        en: 'Leave "All regions", or select your countries.',
        ja: '「すべての地域」のままにするか、対象の国を選択します。',
      },
      page: googlePages.listing,
    },
  ],
}

const admin: Page = {
  id: 'admin',
  title: {
    en: 'Google Admin console of each organization whose people use the app',
    ja: 'アプリを使う各組織の Google 管理コンソール',
  },
  address: 'https://admin.google.com/',
  fields: [
    {
      id: 'chat-apps',
      label: {
        en: 'Apps > Google Workspace > Google Chat > Chat apps: Allow users to install Chat apps',
        ja: 'アプリ > Google Workspace > Google Chat > Chat 用アプリ：ユーザーに Chat 用アプリのインストールを許可する',
      },
      hint: {
        en: 'On, both for the people who use the app and in the top organizational unit.',
        ja: 'アプリを使う人の組織部門と、最上位の組織部門の両方でオンにします。',
      },
      page: googlePages.chatApps,
    },
    {
      id: 'allowlist',
      label: {
        en: 'Apps > Google Workspace Marketplace apps > Apps list: User install settings',
        ja: 'アプリ > Google Workspace Marketplace アプリ > アプリリスト：ユーザー インストールの設定',
      },
      hint: {
        en: 'If people may install only the apps on the allowlist, add Casethread to it. If they may install none, install it for them, as below.',
        ja: '許可リストのアプリだけをインストールできる設定の場合は、Casethread を許可リストに追加します。ユーザーがアプリをインストールできない設定の場合は、次の項目のとおり管理者がインストールします。',
      },
      page: googlePages.allowlist,
    },
    {
      id: 'admin-install',
      label: {
        en: 'Google Workspace Marketplace: Admin install',
        ja: 'Google Workspace Marketplace：管理者によるインストール',
      },
      hint: {
        en: 'After the app is published: installs it for everyone, an organizational unit, or a group. They all get a direct message with the app.',
        ja: 'アプリの公開後に、全員、組織部門、またはグループにインストールします。対象の全員に、アプリとのダイレクト メッセージができます。',
      },
      page: googlePages.chatApps,
    },
  ],
}

const pages: readonly Page[] = [project, consent, serviceAccount, chat, admin, marketplace, listing]

/** All fields in the order of Google's consoles, in one language. */
export function listConsolePages(installation: Installation, locale: Locale): readonly ConsolePage[] {
  return pages.map(({ id, title, address, fields }) => ({
    id,
    title: title[locale],
    address,
    fields: fields.map(({ label, value, hint, page, ...field }) => ({
      id: field.id,
      label: label[locale],
      value: value?.(installation, locale) ?? null,
      hint: hint?.[locale] ?? null,
      page: page
        ? {
            title: page.title[locale],
            address: locale === 'en' ? page.address : `${page.address}?hl=${locale}`,
            copiedOn: page.copiedOn,
          }
        : null,
    })),
  }))
}
