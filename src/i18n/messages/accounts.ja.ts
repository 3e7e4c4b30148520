import type { Translated } from '../message-parameters.ts'
import type { accounts as english } from './accounts.en.ts'

export const accounts = {
  'button.act-for': '{domain} のアカウントで操作',
  'button.act-desk': 'サポート窓口として操作',
  'button.domain': '自分のアカウント',
  'button.link': 'アカウントを結び付ける',
  'button.unlink': '結び付けを解除',
  'button.sign-in': 'Google でログイン',
  'button.try-again': 'もう一度試す',
  'button.undo-link': 'この結び付けを取り消す',
  'button.switch': 'このアカウントに切り替える',
  'button.bind': 'この{place}を {domain} に結び付ける',
  'button.unbind': 'この{place}の結び付けを解除',
  'button.audience.desk': 'サポート窓口も閲覧する{place}にする',
  'button.audience.own': '自社専用に戻す',

  'choose.account':
    'どのアカウントで操作しますか。「自分のアカウント」で既定のアカウントを設定すると、次回から確認は表示されません。',
  'choose.account.long':
    'どのアカウントで操作しますか。本文が長いため引き継げません。アカウントを選択してフォームに入力するか、本文の前に「in:{domain}」を付けてもう一度送信してください。',
  'choose.bound':
    'この{place}は {domain} に結び付けられていますが、このドメインのアカウントをお持ちではありません。ここでの操作は、ほかの参加者に見える場合があります。どのアカウントで操作しますか。',
  'acts.channel': 'この{place}では {domain} のアカウントで操作します（{place}が結び付けられているため）。',
  'acts.current': 'ここでは {domain} のアカウントで操作します（既定のアカウントのため）。',
  'acts.only': 'ここでは {domain} のアカウントで操作します（お持ちのアカウントがこれのみのため）。',
  'acts.ask': 'どのアカウントで操作するか、毎回確認します。',
  'acts.bound':
    'この{place}は {domain} に結び付けられていますが、このドメインのアカウントをお持ちではないため、毎回確認します。',

  'domain.title': '自分のアカウント',
  'domain.none': 'アカウントはまだ結び付けられていません。',
  'domain.proved': 'Google でのログインにより確認済み',
  'domain.vouched': '管理者が追加',
  'domain.suspended': '停止中',
  'domain.is-current': '既定',
  'domain.binding': '{domain} に結び付け済み（設定者：{by}）',
  'domain.order':
    '使用されるアカウントの優先順位：指定したアカウント（in:ドメイン）またはカードのアカウント、{place}のアカウント、既定のアカウント、唯一のアカウント',
  'domain.switched':
    'コマンド、カード、{place}でほかのアカウントが指定されていない限り、{domain} のアカウントで操作します。',
  'domain.released':
    '既定のアカウントの設定を解除しました。該当するアカウントが複数ある場合は、そのつど確認します。',
  'domain.audience-which':
    'この{place}をほかに誰が閲覧できますか。ドメインの後に「own」（自社のみ）、「desk」、または「customer」とお客様の名前を入力してください。',
  'domain.unbound': 'この{place}と {domain} の結び付けを解除しました。',
  'domain.not-bound': 'この{place}はどのドメインにも結び付けられていません。',
  'domain.bind-which': 'どのドメインに結び付けますか。「/case domain here <名前>」と入力してください。',

  'link.invite':
    '結び付ける Google アカウントでログインしてください。ページに次のコードが表示されることを確認してください：{code}。このリンクはご本人専用で、1 回のみ使用でき、有効期間は 10 分です。ほかの人と共有しないでください。',
  'link.invite.undo':
    '{account} でログインして、ほかのチャット ユーザーとの結び付けを解除してください。ページに次のコードが表示されることを確認してください：{code}。このリンクはご本人専用で、1 回のみ使用でき、有効期間は 10 分です。',
  'link.not-set-up': 'アカウントの結び付けが設定されていません。管理者にお問い合わせください。',
  'link.told': '{account} がほかのチャット ユーザーに結び付けられました',
  'link.told.detail':
    'このチャット ユーザーは、{account} の権限で操作できるようになりました。ご本人の場合は、何もする必要はありません。心当たりがない場合は、「この結び付けを取り消す」を選択し、{account} でログインしてください。',
  'link.others': '{account} は、ほかのチャット ユーザーにも結び付けられています',
  'link.others.detail':
    'これらのチャット ユーザーは、{account} の権限で操作できます。心当たりがないユーザーがある場合は、「この結び付けを取り消す」を選択し、{account} でログインしてください。',
  'chat-user.handle': 'ユーザー名',
  'chat-user.user': 'ユーザー ID',
  'chat-user.workspace': 'ワークスペース',
  'chat-user.address': '{chat} のメールアドレス',
  'chat-user.name': '表示名（誰でも自由に設定できます）',
  'unasked.chat': 'ただいま {chat} でご本人を確認できません。もう一度お試しください。',
  'unasked.directory': 'ただいまアカウントを確認できません。もう一度お試しください。',
  'unlink.title': '結び付けたアカウント',
  'unlink.none': '結び付けたアカウントはありません。「/case link」で結び付けることができます。',
  'unlink.confirm': 'もう一度結び付けるまで、ここで {account} を使用できなくなります。',
  'unlink.keep': '解除しない',
  'unlink.done': '{account} の結び付けを解除しました。このアカウントの権限はここでは使用できません。',
  'unlink.unknown': '「{account}」というアカウントは結び付けられていません。',
  'unlink.vouched': '{account} は管理者が追加したアカウントです。削除するには管理者に依頼してください。',
  'unlink.which': '該当するアカウントが複数あります。どのアカウントの結び付けを解除しますか。',
} as const satisfies Translated<typeof english>
