import type { Translated } from '../message-parameters.ts'
import type { setup as english } from './setup.en.ts'

export const setup = {
  'command.setup': 'このアプリの初期設定を行います（管理者のみ）',
  'usage.setup': '/case setup [コード | desk here | desk none | grants ask | grants assume | check]',

  'button.setup': '初期設定',
  'button.setup.desk': 'この{place}を使用',
  'button.setup.desk.none': 'この{place}の使用をやめる',
  'setup-grants-button.ask': 'アクセス権の付与を必須にする',
  'setup-grants-button.assume': '付与済みとみなす',
  'button.setup.check': '診断を実行',
  'button.setup.again': 'もう一度診断',

  'setup.title': 'Casethread の初期設定',
  'setup.intro':
    '次の項目を設定してください。順番は問いません。変更は数秒で反映されます。この画面は「/case setup」でいつでも表示できます。',
  'setup.given': '{setting} で設定されているため、ここでは変更できません。',
  'setup.desk': 'サポート窓口の{place}',
  'setup.desk.here': '新しいケースごとに、サポート窓口用のスレッドがこの{place}に作成されます。',
  'setup.desk.elsewhere': '新しいケースごとに、サポート窓口用のスレッドが {where} に作成されます。',
  'setup.desk.none':
    '未設定のため、サポート窓口用のスレッドは作成されません。この{place}がサポート窓口の担当者専用の場合は、「この{place}を使用」を選択してください。',
  'setup.desk.none.go':
    '未設定のため、サポート窓口用のスレッドは作成されません。サポート窓口の担当者専用の{place}にこのアプリを追加し、そこで「/case setup desk here」と入力してください。',
  'setup.desk.done':
    '今後は、新しいケースごとに、サポート窓口用のスレッドがこの{place}に作成されます。参加者はサポート窓口の担当者のみにしてください。ご自身が担当者でない場合は、ここで退出してください。',
  'setup.desk.removed': '今後は、サポート窓口用のスレッドは作成されません。',
  'setup.homes': '販売ドメイン',
  'setup.homes.no-domain': 'ディレクトリに販売ドメインがまだありません。先にディレクトリに追加してください。',
  'setup.homes.all': 'すべての販売ドメインに、ケースのホームとなる{place}があります。',
  'setup.homes.missing':
    'ケースのホームとなる{place}がまだありません：{names}。各ドメインの担当者が、そのドメインの{place}で「/case domain here」、続けて「/case domain home here」と入力してください。',
  'setup.homes.missing.more':
    'ケースのホームとなる{place}がまだありません：{names}、ほか {more} 件。各ドメインの担当者が、そのドメインの{place}で「/case domain here」、続けて「/case domain home here」と入力してください。',
  'setup.people': '本人確認の方法',
  'setup.people.linking': '「/case link」で Google にログインして、アカウントを結び付けることができます。',
  'setup.people.no-linking':
    'Google にログインしてアカウントを結び付ける方法は、設定されていません。使用する場合は、{settings} を設定して再起動してください。',
  'setup.people.listed': 'ディレクトリの「people」に登録したチャット ユーザーは、結び付けの操作が不要です。',
  'setup.emails': '{chat} のメールアドレス',
  'setup.emails.trusted':
    '信頼する：{chat} のプロフィールのメールアドレスで本人を確認します（{setting}）。メールアドレスを自社で管理している場合にのみ使用してください。',
  'setup.emails.untrusted':
    '信頼しない：アカウントの結び付け、またはディレクトリへの登録が必要です（{setting}）。シングル サインオンなどでメールアドレスを自社で管理している場合にのみ、信頼するように設定してください。',
  'setup.grants': 'お客様のアクセス権',
  'setup-grants.ask':
    '販売パートナーがお客様のケースを扱うには、お客様によるアクセス権の付与の記録が必要です。',
  'setup-grants.assume':
    'Google と同様に、お客様が取り消すまで販売パートナーにアクセス権があるものとみなします。「未確認」と表示されます。',
  'setup-grants-done.ask': '今後は、お客様によるアクセス権の付与の記録が必要です。',
  'setup-grants-done.assume':
    '今後は、お客様が取り消すまで販売パートナーにアクセス権があるものとみなします。',
  'setup.check': '診断',
  'setup.check.detail':
    '不足している設定や誤りを調べ、対処方法を表示します。少し時間がかかる場合があります。',
  'setup.operators': 'チャットで管理者になったユーザー：{names}',
  'setup.findings': '診断の結果',
  'setup.findings.none': '問題は見つかりませんでした。',
  'setup.findings.more':
    '{more, plural, other {ほか # 件あります}}。すべて確認するには「casethread doctor」を実行してください。',
  'setup-finding.fault': '{chapter}：要対応',
  'setup-finding.warning': '{chapter}：警告',
  'setup.unclaimed':
    'Casethread の初期設定がまだ完了していません。管理者は、ログに表示されたコード、または「casethread setup code」で取得したコードを、ここに入力してください：/case setup <コード>',
  'setup.unclaimed.hint':
    'Casethread はインストールされたばかりで、初期設定がまだ完了していません。管理者の方は、ログに表示されたコードを入力してください：/case setup <コード>',
  'setup.which':
    '入力内容を認識できませんでした。コードは 16 文字の英数字です。設定できる項目を確認するには「/case setup」と入力してください。',
  'setup.told': '{name} さんが Casethread の管理者になりました',
  'setup.told.detail':
    'ログに表示されたコードを入力したため、Casethread の設定を変更できるようになりました。心当たりがない場合は、ログが第三者に閲覧されている可能性があります。チームに連絡してください。',
} as const satisfies Translated<typeof english>
