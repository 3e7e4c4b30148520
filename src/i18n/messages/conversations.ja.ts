import type { Translated } from '../message-parameters.ts'
import type { conversations as english } from './conversations.en.ts'

export const conversations = {
  'declare.title': 'ここを閲覧できる人',
  'declare.done': 'この{place}に {domain} のケースを表示します。',
  'declare.done.customer':
    'この{place}に {customer} のケースを表示します。表示するのは {domain} と {customer} の双方が閲覧できる内容のみです。',
  'declare.done.with-desk':
    'この{place}に {domain} のケースを表示します。表示するのはサポート窓口も閲覧できる内容のみです。',
  'declare.done.awaits-desk':
    'サポート窓口の担当者がこの{place}で「/case domain here」と入力して同意するまで、ここには何も投稿しません。',
  'declare.done.desk': 'この{place}はサポート窓口のものです。サポート窓口が閲覧できる内容を表示します。',
  'declare.everybody':
    'ここに投稿された内容は、この{place}にいる全員が閲覧できます。それ以外の人は閲覧できません。',
  'declare.acts': '{domain} のアカウントを持つ人は、ここではそのアカウントで操作します。権限は変わりません。',
  'declare.blocked':
    'この{place}にはまだ {domain} のケースを表示できません。次の人は閲覧が認められていないため、先に退出してもらってください。',
  'declare.confirm':
    '次の人（またはアプリ）は、閲覧してよいことが確認できませんが、ここで {domain} のケースを閲覧できるようになります。名前を確認して閲覧を認めるか、退出してもらってください。',
  'declare.can-read': 'ここでケースを閲覧できる人',
  'declare.let-in': '確認のうえ閲覧を認めた人',
  'declare.nobody-else': 'ほかには誰もいません。',
  'declare.more': '{count, plural, other {ほか # 人}}',
  'declare.private-word':
    'このスペースを外部の人が見つけて開けるかどうかは、{chat} から Casethread に通知されません。スペースの設定でアクセスが「限定公開」になっている必要があります。そうなっている場合のみ確定してください。',
  'declare.external':
    'この{place}は別の組織と共有されています。相手側では全員に公開されている可能性があります。非公開にしてもらってください。',
  'declare.earlier-stays':
    'この{place}にある {domain} のスレッドには、今後何も投稿しません。これまでに表示した内容は引き続き閲覧できます。',
  'declare.after':
    '後から参加した人は以前の投稿も閲覧できます。新しい内容の閲覧が認められていない人が参加した場合、Casethread は投稿せずにお知らせします。',
  'button.declare.confirm': '閲覧を認める',
  'button.declare.private': '限定公開になっています',
  'button.declare.again': 'もう一度確認',
  'button.declare.here': 'ここにケースを表示',
  'standing.staff': 'ケースの担当者',
  'standing.customer': 'お客様',
  'standing.desk': 'サポート窓口',
  'standing.staff-without-access': 'ケースの権限を持たない社員',
  'standing.customer-without-access': 'ケースを閲覧できないお客様のユーザー',
  'standing.other-party.partner': '別の販売パートナー',
  'standing.other-party.customer': '別のお客様',
  'standing.other-party.desk': 'サポート窓口',
  'standing.suspended': '停止中のアカウント',
  'standing.guest': 'ゲスト',
  'standing.outside': '別の組織の人',
  'standing.unknown': 'アカウント不明',
  'standing.app': 'アプリ',

  'allow.done': '閲覧を認めました。保留していた内容を投稿します。',
  'sharing.told':
    '{domain} は、{customer} の方がいる {where} に {customer} のケースを表示しています。いつでも終了できます。',
  'button.sharing.end': '共有を終了',

  'home.set':
    'この{place}を {domain} のホームにしました。ほかの場所で作成したケースのスレッドはここに表示します。',
  'home.removed':
    'この{place}は {domain} のホームではなくなりました。ほかの場所で作成したケースのスレッドは、作成者のダイレクト メッセージに表示します。',
  'home.not-set': 'この{place}は {domain} のホームではありません。',
  'home.missing':
    '{domain} のお客様のケースが作成されていますが、{domain} にはホームがないため、社内の誰にも通知されません。{domain} 用に設定した{place}で「/case domain home here」と入力してください。',

  'channel.shows': '{domain} のケースを表示します。',
  'channel.shows.customer': '{customer} のケースを、{customer} が閲覧できる範囲で表示します。',
  'channel.shows.desk': '{domain} のケースを、サポート窓口が閲覧できる範囲で表示します。',
  'channel.desks': 'サポート窓口のものです。',
  'channel.held': 'ここには何も投稿しません：{why}',

  'thread.readers': '閲覧できる人',
  'thread.choose': 'スレッドを表示する場所',
  'thread.option.here': 'この{place}',
  'thread.option.home': 'ホーム：{name}',
  'thread.option.declared': '{name}',
  'thread.option.direct': '自分のダイレクト メッセージ',
  'thread.option.readers': '{count, plural, other {# 人}}',
  'thread.readers.direct': '自分のみ（Casethread とのダイレクト メッセージ）',
  'thread.readers.channel': '{name}：{people}',
  'thread.readers.shared': '{name}：{people}。{guest} も閲覧できる内容のみを表示します。',
  'thread.not-here': 'この{place}には投稿しません：{why}',

  'held.title': 'ケース {number}：スレッドへの投稿を保留しています',
  'held.present':
    'ケース {number} の新しい内容を {where} に投稿していません。閲覧を認められていない {people} がそこで閲覧できるためです。',
  'held.present.allow': '{people} の閲覧を認めるか、退出してもらうと投稿します。',
  'held.present.leave': '次の人が退出すると投稿します：{people}',
  'held.undeclared':
    'ケース {number} の新しい内容を {where} に投稿していません。誰が閲覧してよいか設定されていないためです。そこで「/case domain here」と入力してください。',
  'held.unconfirmed':
    'ケース {number} の新しい内容を {where} に投稿していません。このバージョンから、そこに誰がいるかの確認が必要です。一度だけ「/case domain here」と入力してください。',
  'held.other': 'ケース {number} の新しい内容を {where} に投稿していません：{why}',
  'held.meanwhile': 'ケース {number} に、{where} のスレッドには現在表示できない新しい内容があります。',
  'button.held.allow': '閲覧を認める',
  'button.follow.direct': 'ダイレクト メッセージで受け取る',
  'button.follow.here': 'ここにスレッドを表示',

  'held.why.undeclared': '誰が閲覧してよいか設定されていません。',
  'held.why.unconfirmed': '先に、そこに誰がいるかの確認が必要です：「/case domain here」',
  'held.why.unagreed': '相手側の同意がまだ得られていません。',
  'held.why.other-domain': '別の相手のために設定されています。',
  'held.why.open': '参加していない人も閲覧できます。非公開にしてください。',
  'held.why.shared-outside': '別の組織と共有されました。設定し直してください。',
  'held.why.group-direct': '複数の人が参加しているダイレクト メッセージです。',
  'held.why.not-in-it': 'Casethread が参加していません。',
  'held.why.not-permitted':
    'Casethread には、そこに誰がいるかを確認する権限がありません。アプリを再インストールする必要があります。',
  'held.why.members-unknown': 'そこに誰がいるかを確認できませんでした。Casethread が引き続き確認します。',
  'held.why.present': '閲覧を認められていない人がいます。',
  'held.why.reader-without-access': '閲覧していた人が、ケースを閲覧できなくなりました。',
  'held.why.guest-without-case': '共有先の人は、このケースを閲覧できません。',

  'follow.done': 'ケース {number} のスレッドをここに表示しました。これ以降の内容を投稿します。',
  'follow.done.direct': 'ケース {number} のスレッドを Casethread とのダイレクト メッセージに表示しました。',
  'follow.not-here': 'ケース {number} はこの{place}に表示できません：{why}',
  'follow.earlier': '{count, plural, other {これより前の # 件はここに表示していません。}}',
  'show.threads': 'スレッド',
  'show.thread.channel': '{place}',
  'show.thread.direct': 'ダイレクト メッセージ',
} as const satisfies Translated<typeof english>
