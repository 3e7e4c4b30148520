import type { Translated } from '../message-parameters.ts'
import type { grants as english } from './grants.en.ts'

export const grants = {
  'grant.granted': 'アクセス権: 付与済み',
  'grant.revoked': 'アクセス権: 取り消し済み',
  'grant.unknown': 'アクセス権: 未付与',
  'grant.assumed': 'アクセス権: 付与済みとみなす（未確認）',
  'grant.state.granted': '付与済み',
  'grant.state.revoked': '取り消し済み',
  'grant.state.unknown': '未付与',
  'grant.state.assumed': '付与済みとみなす（未確認）',
  'grant.recent':
    '{state}（{hours, plural, =0 {1 時間以内に変更} other {# 時間前に変更}}。Google での反映には最大 24 時間かかることがあります）',
  'relationship.reseller': '販売パートナー',
  'relationship.support-partner': 'サポート パートナー',
  'button.ask': '{contact} 様に依頼',
  'button.grant': 'アクセスを許可',
  'button.decline': '拒否',
  'button.withdraw': 'アクセス権を取り消す',
  'grant.question': '{partner}（{domain}）が {customer} のサポートケースへのアクセス権をリクエストしています',
  'grant.question.detail':
    '{asker} さんが、{customer} に代わってサポートケースを作成し、対応することを希望しています。管理者はここでアクセスを許可できます。許可した後も「/case grant {domain}」でいつでも取り消せます。',
  'grant.standing': '{customer} のサポートケースに対する {partner}（{domain}）のアクセス権',
  'grant.no-relationship':
    'まだパートナーではありません。アクセスを許可すると、ただちにサポート パートナーになります。',
  'grant.which-customer': 'どのお客様ですか。',
  'grant.which-customer.long':
    '該当するお客様が複数あります：{customers}。お客様のドメインをすべて入力して、もう一度送信してください。',
  'grant.asked':
    '{customer} の {names} 様にダイレクト メッセージで依頼しました。回答があれば Casethread からのダイレクト メッセージでお知らせします。フォームは回答後に送信できます。',
  'grant.asked-already':
    '{customer} には 1 時間以内に依頼済みで、まだ許可されていません。お客様の連絡先に次のメールを送ることもできます。',
  'grant.no-admin-here':
    '{customer} の管理者はこのチャットを利用していません。お客様の連絡先に次のメールを送ってください。',
  'grant.not-reached':
    'ただいま {customer} の管理者にメッセージを送信できないため、誰にも依頼していません。もう一度お試しください。',
  'grant.mail':
    '{contact} 様\n\n{customer} に代わってサポートケースの作成と対応を行いたく、{partner}（{domain}）にサポートケースへのアクセスを許可していただけますでしょうか。設定が完了しましたらお知らせください。\n\n{partner} {asker}',
  'grant.already': '{customer} はすでにアクセスを許可しています。',
  'grant.answered':
    '{customer} が {domain} にサポートケースへのアクセス権を付与しました。フォームをもう一度送信するか、ケースを作成してください。',
  'grant.declined': '{customer} が {domain} からのアクセス権のリクエストを拒否しました。',
  'grant.withdrawn': '{customer} が {domain} のサポートケースへのアクセス権を取り消しました。',
  'grant.revoke.ask':
    '{partner}（{domain}）は現在 {customer} のサポートケースに対応できます。アクセス権を取り消すと、ケースの作成や変更ができなくなります。取り消しますか。',
  'grant.revoke.keep': '取り消さない',
  'grant.answer.granted': '{name} さんがアクセスを許可しました',
  'grant.answer.declined': '{name} さんが拒否しました',
  'button.access': 'アクセス権を表示',
  'grant.done': '{partner}（{domain}）が {customer} のサポートケースに対応できるようになりました。',
  'grant.done.partner':
    '{partner}（{domain}）が {customer} のサポート パートナーになり、サポートケースに対応できるようになりました。',
  'grant.done.declined':
    'リクエストを拒否しました。{partner}（{domain}）は {customer} のサポートケースにアクセスできません。',
  'grant.done.revoked':
    '{customer} のサポートケースに対する {partner}（{domain}）のアクセス権を取り消しました。',
  'grants.title': '{customer} のサポートケースにアクセスできるパートナー',
  'grants.none': '{customer} のパートナーはありません。',
  'grants.none-to-revoke': '取り消すアクセス権のある販売パートナーはありません。',
  'button.grants': 'パートナーのアクセス権',
  'button.revoke-all': 'すべての販売パートナーのアクセス権を取り消す',
  'grants.revoke.ask':
    '{customer} の販売パートナー {count} 社（{partners}）のアクセス権を取り消すと、ケースの作成や変更ができなくなります。取り消しますか。',
  'grants.revoke.support-partners':
    'サポート パートナーのアクセス権は変わりません。取り消す場合は 1 社ずつ操作してください。',
  'grants.revoked':
    '販売パートナー {count} 社（{partners}）のアクセス権を取り消しました。{customer} のサポートケースには対応できなくなります。',
  'grants.revoked.changed': '同時に他の人が変更したため、次のパートナーは変更していません：{partners}。',
  'grants.grant-one-by-one':
    'アクセス権は 1 社ずつ付与します。ドメインを入力してください: /case grant <パートナーのドメイン> granted',
  'grant.recorded': '記録しました：{customer} は {domain} にアクセス権を付与しています（ただちに有効）。',
  'grant.evidence-removed':
    '{customer} での {domain} のアクセス権について記録された根拠を削除しました。変更者と変更日時の記録は残ります。',
  'grant.recorded.revoked':
    '記録しました：{customer} は {domain} のアクセス権を取り消しています（ただちに有効）。',
} as const satisfies Translated<typeof english>
