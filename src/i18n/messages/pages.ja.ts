import type { Translated } from '../message-parameters.ts'
import type { pages as english } from './pages.en.ts'

export const pages = {
  'page.account': 'Google アカウント',
  'page.chat': 'チャット',
  'page.code': 'コード',
  'page.compare':
    '比較してください。チャットの回答に同じコードが表示され、ユーザー名またはユーザー ID がご自身のものである必要があります。表示名は誰でも自由に設定できるため、判断の根拠にしないでください。',
  'page.start.title': 'このチャット ユーザーにアカウントを結び付けますか？',
  'page.start.text':
    'ご自身で「/case link」と入力した場合にのみ続行してください。ほかの人からリンクを受け取った場合は、このページを閉じてください。',
  'page.start.button': 'Google に進む',
  'page.undo.title': '{account} とほかのチャット ユーザーの結び付けを解除しますか？',
  'page.undo.user': '結び付けを解除するチャット ユーザー',
  'page.undo.text': 'このチャット ユーザーは、このアカウントの権限で操作できなくなります。',
  'page.undo.button': '結び付けを解除',
  'page.undone.title': '結び付けを解除しました',
  'page.undone.text':
    'このチャット ユーザーは、このアカウントの権限で操作できなくなりました。このページを閉じてください。',
  'page.confirm.title': 'このアカウントを結び付けますか？',
  'page.confirm.text': 'チャットのこのユーザーが、このアカウントの権限で操作できるようになります。',
  'page.confirm.warning':
    'ご自身で開始した場合にのみ続行してください。ほかの人からリンクを受け取った場合は、このページを閉じてください。',
  'page.confirm.button': '結び付ける',
  'page.linked.title': 'アカウントを結び付けました',
  'page.linked.text': 'このページを閉じて、チャットで操作を続けてください。例：「/case list」',
  'page.dead.title': 'このリンクは使用できません',
  'page.dead.text': '使用済みか、有効期限が切れているか、別のブラウザで開かれました。',
  'page.again': '新しいリンクを取得するには、チャットで「/case link」と入力してください。',
  'page.cancelled.title': 'アカウントは結び付けられていません',
  'page.cancelled.text': 'ログインが完了しませんでした。',
  'page.unproved.title': 'アカウントは結び付けられていません',
  'page.unproved.text': 'ログインした人を Google で確認できませんでした。',
  'page.unreachable.title': 'Google に接続できません',
  'page.unreachable.text':
    '何も変更されていません。数分後にもう一度お試しください。このページの有効期限が切れた場合は、チャットで新しいリンクを取得してください。',
  'page.unasked.title': 'ただいまこのアカウントを確認できません',
  'page.files.unasked': 'ただいまアクセス権を確認できません。数分後にこのページを再読み込みしてください。',
  'page.failed.title': '問題が発生しました',
  'page.refused.title': 'このアカウントは結び付けられませんでした',
  'proof.email-unverified':
    'メールアドレス {email} は Google で確認されていません。Google アカウントで確認してから、もう一度お試しください。',
  'proof.not-in-directory':
    '{email} は登録されていません。業務用のアカウントでログインするか、販売ドメインの特権管理者にアカウントの作成を依頼してください。お客様は、ご契約の販売パートナーにお問い合わせください。',
  'proof.wrong-organisation':
    '{email} は、{domain} の Google Workspace のメンバーとしてログインしていません。該当するアカウントでログインするか、特権管理者にお問い合わせください。',
  'proof.other-account':
    '{email} でログインしました。結び付けを取り消すには、{account} でログインしてください。',
  'proof.suspended':
    'アカウント {email} は停止されています。特権管理者（{admin}）に停止の解除を依頼してください。',
} as const satisfies Translated<typeof english>
