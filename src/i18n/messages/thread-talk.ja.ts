import type { Translated } from '../message-parameters.ts'
import type { threadTalk as english } from './thread-talk.en.ts'

export const threadTalk = {
  'talk.which':
    'この{place}にあるケースのスレッドで、通常のメッセージをどのように扱いますか。「/case domain talk」の後に「two-way」（双方向）、「hint」（案内）、または「off」（なし）を入力してください。',
  'talk-set.two-way':
    'これ以降、この{place}にあるケースのスレッドに書かれた内容は、ケースに追加されます。追加した内容は、ケースの販売パートナー、{customer}、サポート窓口が閲覧できます。各ケースのカードにもそのように表示します。',
  'talk-set.hint':
    'これ以降、ここにあるケースのスレッドに通常のメッセージで返信した人に、履歴に含まれていないことを本人のみに 1 回お知らせします。お知らせから履歴に追加できます。',
  'talk-set.off':
    'これ以降、ここにあるスレッドの通常のメッセージはチャットのみに残ります。ケースには追加されず、お知らせもしません。',
  'talk-state.two-way': '双方向スレッド：ここにあるケースのスレッドに書かれた内容は、ケースに追加されます。',
  'talk-state.hint':
    'ここにあるケースのスレッドに通常のメッセージを書いた人に、履歴に追加する方法を 1 回お知らせします。',
  'talk.sharing':
    'そこにあるケースのスレッドに貴社の方が書いた内容は、ケースに追加されます。{domain}、貴社、サポート窓口が閲覧できます。',
  'talk-button.two-way': '双方向スレッドにする',
  'talk-button.hint': '通常のメッセージを案内',
  'talk-button.off': 'チャットのみに残す',
  'talk.card': 'ここに書いた内容は {readers} に届きます。',
  'talk.card.reply-only':
    'ケースに追加されるのは「返信」のみです。このスレッドのほかのメッセージはチャットのみに残ります。',

  'talk.hint':
    'このメッセージはケース {number} の履歴に含まれていません。このスレッドにいない人には届きません。必要であれば履歴に追加してください。このスレッドでのお知らせは今回のみです。',
  'button.talk.add': 'ケースの履歴に追加',
  'talk.recorded':
    'メッセージをケース {number} に追加しました。このスレッドに書いた内容は {readers} に届きます。このスレッドでのお知らせは今回のみです。',
  'talk.refused': 'メッセージをケース {number} に追加していません。',
  'talk.found': '{line} 行目に{found}と思われる内容が含まれています（{shown}）。',
  'talk.found-in-file': '{file} の {line} 行目に{found}と思われる内容が含まれています（{shown}）。',
  'talk.personal-data':
    'ケースに追加する内容を変更するには「編集」を、そのまま追加する場合は「確定」を選択してください。書いたメッセージはこのスレッドに残っているため、そちらも変更または削除してください。',
  'talk.held': '現在、ここに書いた内容はケース {number} に追加されません：{why}',
  'talk.not-theirs':
    'ここに書いた内容はケース {number} に追加されません。ここからケースに書き込めるのは、{domain} と {customer} の方、およびサポート窓口の担当者のみです。',
  'talk.not-saved':
    'Casethread に必要なものが応答しなかったため、メッセージをまだケースに追加していません。しばらくしてからもう一度お試しください。',
  'talk.already': 'このメッセージはケース {number} に追加されています。',
  'talk.look-again': 'このメッセージはもう一度確認が必要です。スレッド内の新しいお知らせをご覧ください。',
  'talk.gone': 'メッセージが見つからないか、現在このスレッドからは追加できません。',
  'button.talk.edit': '編集',
  'button.talk.confirm': '確定',
  'talk.waits': 'ステータスは「{status}」のままです。対応を続けますか、それとも完了しましたか。',
  'talk.waits.customer': 'ステータスは「{status}」のままです。対応を続けますか。',
  'talk.waits.desk':
    'ステータスは「{status}」のままで、サポート窓口の対応待ちです。お客様または販売パートナーの対応が必要な場合は、ステータスを更新してください。',

  'command.resume': '回答待ちのケースについて、まだ解決していないことを伝えます',
  'usage.resume': '/case resume <番号>',
  'button.resume': 'まだ解決していません',
  'resume.done': 'ケース {number} を対応中に戻しました。',

  'refusal.not-waiting': 'ケース {number} は回答待ちではないため、そのまま対応が続きます。',
  'refusal.talk-not-heard':
    '{chat} は、アプリを呼び出さずにスレッドに書かれた内容をアプリに知らせません。ケースに追加されるのは「返信」のみです。',
  'refusal.talk-without-customer':
    '双方向スレッドは、お客様と共有している場合のみ使用できます。先にこの{place}をお客様と共有してください：「/case domain here customer <お客様>」',
} as const satisfies Translated<typeof english>
