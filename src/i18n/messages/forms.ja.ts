import type { Translated } from '../message-parameters.ts'
import type { forms as english } from './forms.en.ts'

export const forms = {
  'form.cancel': 'キャンセル',
  'form.acting': '{domain} のアカウントで操作します',
  'form.meanwhile':
    'フォームを開いている間にこのケースが変更されました。内容を確認して、もう一度送信してください。',
  'new.title': 'ケースの作成',
  'new.submit': '送信',
  'new.customer': 'お客様',
  'new.customer.hint': '名前の一部を入力してください。{domain} のお客様のみ表示されます。',
  'new.customer.placeholder': 'お客様の名前またはドメイン',
  'new.choose-customer':
    '最初にお客様を選択してください。アクセス権を確認すると、プロダクト タイプとカテゴリが表示されます。',
  'new.refused': 'プロダクト タイプとカテゴリはまだ選択できません。',
  'new.readonly': '住所とお客様の連絡先は販売コンソールの情報です。変更は販売コンソールで行ってください。',
  'new.product': 'プロダクト タイプ',
  'new.case-title': 'タイトル',
  'new.case-title.placeholder': '問題の概要（1 行）',
  'new.cut':
    '{length, number} 文字のうち最初の {max, number} 文字のみ入力されています。残りは返信で送信してください。',
  'new.cut.title': '最初の {max, number} 文字のみ入力されています。全文は説明欄にあります。',
  'new.left-out': 'メッセージのファイルなど {count} 件は含まれていません。必要なものは下で追加してください。',
  'new.category': 'カテゴリ',
  'new.category.placeholder': 'キーワードを入力：メール、同期、ログイン、請求…',
  'new.category.hint': '日本語または英語で検索するか、一覧から選択してください。',
  'new.area': '{service} の分野',
  'new.guidance': '送信前にご確認ください',
  'new.description': '説明',
  'new.description.placeholder': '発生している問題、発生時期、影響を受けるユーザー、試したこと',
  'new.severity': '重大度',
  'new.language': 'ケースの言語',
  'new.time-zone': 'タイムゾーン',
  'new.share': '共有先',
  'new.personal-data':
    '個人情報や機密情報（カード番号、電話番号、マイナンバー、パスワード、秘密鍵など）を記載しないでください。',
  'new.confirm': '個人情報',
  'new.confirm.option': '個人情報が含まれていてもこのまま送信する',
  'new.confirm.detail': '個人情報が見つかった場合にのみ選択してください。確認したことは履歴に残ります。',
  'new.done': 'ケース {number} を作成しました：{title}。スレッドはここに表示されます。',
  'new.done.elsewhere': 'ケース {number} を作成しました：{title}。スレッドは {where} に表示されます。',
  'new.done.direct':
    'ケース {number} を作成しました：{title}。スレッドは Casethread とのダイレクト メッセージに表示されます。',
  'new.thread.write-first':
    'Casethread にメッセージを送ったことがない場合は、先にダイレクト メッセージを送信してください。',
  'new.follow-up':
    'ケース {number} の続きです。内容は引き継がれています。現在このお客様を担当している全員が閲覧できます。元のケースへのリンクは、{number} を閲覧できる人にのみ表示されます。',
  'new.follow-up.others': 'すでに続きのケースがあります：{numbers}',
  'personal-data.card-number': 'カード番号',
  'personal-data.phone-number': '電話番号',
  'personal-data.my-number': 'マイナンバー',
  'personal-data.password': 'パスワード',
  'personal-data.secret-key': '鍵またはトークン',
  'personal-data.not-searched': 'スキャンできなかったファイル',
  failed:
    '問題が発生したため処理できませんでした。保存済みの内容は失われていません。もう一度お試しください。問題が続く場合は、次の ID を管理者にお知らせください：{id}',
  'store-fault.full':
    '記録できませんでした。Casethread のディスクに空きがありません。管理者にお知らせのうえ、空きができたらもう一度お試しください。',
  'store-fault.read-only':
    '記録できませんでした。Casethread のディスクに書き込めません。管理者にお知らせのうえ、復旧したらもう一度お試しください。',
  'store-fault.damaged':
    '記録できませんでした。Casethread のデータベースが破損しています。バックアップから復元できるよう、管理者にお知らせください。',
  'store-fault.busy':
    '記録できませんでした。データベースが混み合っています。しばらくしてからもう一度お試しください。',
  'store-fault.unreachable':
    '記録できませんでした。Casethread のデータベースに接続できません。しばらくしてからもう一度お試しください。問題が続く場合は、管理者にお知らせください。',
  'store-fault.unknown':
    'データベースから時間内に応答がなかったため、保存されたかどうか確認できません。もう一度送信する前に、内容をご確認ください。',
  'failed.form-gone': 'このフォームは古くなりました。「/case {command}」で開き直してください。',
} as const satisfies Translated<typeof english>
