import type { Locale } from '../../../cases/case.ts'

/** A page of Google's that says what a field of its console is for. */
export interface GooglePage {
  readonly title: Readonly<Record<Locale, string>>
  readonly address: string
  /** The day of the copy that was read, as 2026-04-23; null: it bore no date. No page was read live. */
  readonly copiedOn: string | null
}

const chat = 'https://developers.google.com/workspace/chat'
const marketplace = 'https://developers.google.com/workspace/marketplace'
const help = 'https://support.google.com/a/answer'
const copiedOn = '2026-04-23'

export const googlePages = {
  project: {
    title: { en: 'Configure the Chat API', ja: 'Google Chat API を構成する' },
    address: `${chat}/configure-chat-api`,
    copiedOn,
  },
  appAuthentication: {
    title: { en: 'Authenticate as a Chat app', ja: 'Google Chat アプリとして認証する' },
    address: `${chat}/authenticate-authorize-chat-app`,
    copiedOn: null,
  },
  configuration: {
    title: { en: 'Configure a Chat app', ja: 'Chat アプリを構成する' },
    address: 'https://developers.google.com/workspace/add-ons/chat/configure',
    copiedOn,
  },
  interactions: {
    title: { en: 'Receive interaction events', ja: 'インタラクション イベントを受信する' },
    address: `${chat}/receive-respond-interactions`,
    copiedOn,
  },
  quickstart: {
    title: { en: 'HTTP quickstart', ja: 'HTTP クイックスタート' },
    address: `${chat}/quickstart/gcf-app`,
    copiedOn,
  },
  appHome: {
    title: { en: 'Build a homepage', ja: 'ホームページを作成する' },
    address: `${chat}/send-app-home-card-message`,
    copiedOn,
  },
  verification: {
    title: { en: 'Verify requests', ja: 'リクエストを検証する' },
    address: `${chat}/verify-requests-from-chat`,
    copiedOn,
  },
  commands: {
    title: { en: 'Commands', ja: 'コマンド' },
    address: `${chat}/commands`,
    copiedOn,
  },
  testers: {
    title: { en: 'Add trusted testers', ja: '信頼できるテスターを追加する' },
    address: `${chat}/test-interactive-features`,
    copiedOn,
  },
  troubleshooting: {
    title: { en: 'Troubleshoot Chat apps', ja: 'トラブルシューティング' },
    address: `${chat}/troubleshoot-chat-apps`,
    copiedOn,
  },
  consent: {
    title: { en: 'Configure OAuth', ja: 'OAuth を構成する' },
    address: `${marketplace}/configure-oauth-consent-screen`,
    copiedOn,
  },
  marketplaceSdk: {
    title: { en: 'Configure the Marketplace SDK', ja: 'Marketplace SDK を構成する' },
    address: `${marketplace}/enable-configure-sdk`,
    copiedOn,
  },
  listing: {
    title: { en: 'Create a store listing', ja: 'ストアの掲載情報を作成する' },
    address: `${marketplace}/create-listing`,
    copiedOn,
  },
  publishing: {
    title: { en: 'Publish apps', ja: 'アプリを公開する' },
    address: `${marketplace}/how-to-publish`,
    copiedOn,
  },
  chatApps: {
    title: { en: 'Allow users to install Chat apps', ja: 'Chat 用アプリのインストールを許可する' },
    address: `${help}/7651360`,
    copiedOn: null,
  },
  allowlist: {
    title: { en: 'Let users install Marketplace apps', ja: 'Marketplace アプリのインストールを許可する' },
    address: `${help}/172931`,
    copiedOn: null,
  },
} as const satisfies Readonly<Record<string, GooglePage>>
