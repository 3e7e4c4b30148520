import type { Translated } from '../message-parameters.ts'
import type { chat as english } from './chat.en.ts'

export const chat = {
  'chat.app': 'Casethread',
  'chat.close': '閉じる',
  'chat.moment': '少々お待ちください…',
  'chat.working':
    '⏳ 処理中です。この画面を開いたままにすると、結果がここに表示されます。入力した内容は保持されます。',
  'chat.late-form': '{chat} の制限時間を超えました。ボタンを押してフォームを開いてください。',
  'chat.open-form': 'フォームを開く',
  'chat.too-late-form': '{chat} の制限時間を超えました。もう一度コマンドを実行してください。',
  'chat.not-understood': 'このボタンは有効期限が切れています。もう一度コマンドを実行してください。',
  'chat.not-in-case-thread':
    'この方法で追加できるのは、ケースのスレッドにあるメッセージだけです。それ以外は、ケース番号を付けて「/case reply」を実行してください。',
  'chat.not-served':
    '現在、このワークスペースは Casethread に接続されていないため、操作は行われませんでした。アプリをもう一度追加するよう、ワークスペースの管理者に依頼してください。',
  'chat.not-now':
    '現在、Casethread でこの操作を行うことができません。操作は行われませんでした。しばらくしてからもう一度お試しください。',
  'chat.not-ours': '/case をお試しください。',
  'chat.files-lost':
    '次のファイルは {chat} に投稿できませんでした：{names}。ケースには保存されています。管理者がログで理由を確認できます。',
  'chat.not-shown':
    'ケース {number}：{entry} 件目の更新は {chat} に表示できませんでした。「/case show {number}」で確認してください。',
  'chat.case-removed': 'このケースは削除されました。',
  'chat.part': '{parts} 件中 {part} 件目',
  'chat.failed':
    '問題が発生しました。もう一度お試しください。問題が続く場合は、次の ID を管理者にお知らせください：{id}',
  'gchat.form-ready': 'フォームの準備ができました。ボタンを押して開いてください。',
  'gchat.form-too-long':
    '入力した文章が長いため、フォームに引き継げません。文章なしでコマンドを実行してから、フォームに入力してください。',
  'gchat.form-correct': 'ボタンを押して、フォームで修正してください。',
  'gchat.text-too-long':
    '文章が長すぎて、Google Chat のフォームに収まりません。「{label}」（現在 {length, number} 文字）を短くして、もう一度送信してください。入力した内容はそのまま残っています。',
  'gchat.text-cut':
    '文章が長すぎて、Google Chat のフォームに収まりません。「{label}」は最初の {max, number} 文字までに短縮されています。',
  'gchat.late': '処理を続けています。再試行する前に「/case list」で確認してください。',
  'gchat.late-submit':
    '処理を続けています。少し待ってからもう一度ボタンを押すと、結果が表示されます。二重に処理されることはありません。',
  'gchat.not-shown':
    'ケース {number}：このメッセージは Google Chat に表示できませんでした。「/case show {number}」で確認してください。',
  'gchat.unknown-command':
    'このコマンド（ID {id}）は設定されていません。/case を使用し、管理者にお知らせください。',
  'gchat.ok': 'OK',
  'gchat.more': 'その他',
  'gchat.quote': '引用',
  'gchat.refresh': 'フォームを更新',
  'gchat.cut':
    '… Google Chat のカードに収まらないため省略しました。続きはケースの「履歴を表示」または「/case show」で確認できます。',
  'gchat.files':
    'Google Chat のフォームにはファイルを追加できません。フォームを開くメッセージ（「/case reply」とケース番号など）にファイルを添付すると、フォームと一緒に送信されます。',
  'gchat.optional': '{label}（任意）',
} as const satisfies Translated<typeof english>
