import type { Translated } from '../message-parameters.ts'
import type { installing as english } from './installing.en.ts'

export const installing = {
  'page.workspace': 'ワークスペース',
  'page.workspace-id': 'ワークスペース ID',
  'page.install.title': 'Slack に Casethread を追加する',
  'page.install.text':
    'Slack でワークスペースまたは組織を選択し、Casethread を許可してください。管理者の承認が必要な場合があります。',
  'page.install.allowed': 'この Casethread を追加できるのは、承認されたワークスペースだけです。',
  'page.install.button': 'Slack に進む',
  'page.installed.title': 'Slack に Casethread を追加しました',
  'page.installed.text': 'このページを閉じてください。Slack で「/case help」と入力すると使い始められます。',
  'page.not-allowed.title': 'このワークスペースは承認されていません',
  'page.not-allowed.text': 'ワークスペースから Casethread を削除しました。情報は保存していません。',
  'page.not-allowed.ask':
    '案内を受けたサポート窓口に、このワークスペース ID の承認を依頼してから、もう一度追加してください。',
  'page.not-installed.title': 'Slack に Casethread を追加できませんでした',
  'page.not-installed.text': 'Slack での操作が完了していないか、Slack に接続できませんでした。',
  'page.not-installed.stale': 'このページの有効期限が切れているか、別のブラウザで開かれました。',
} as const satisfies Translated<typeof english>
