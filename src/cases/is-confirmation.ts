/** Whether a message only says thanks or that it was read: nothing that anybody has to come back for. */
import type { Attachment } from './case.ts'

const longest = 80

/** Of what a confirmation is made; whatever is left when these are gone is something to read. */
const english: ReadonlySet<string> = new Set(
  [
    'ok okay k thanks thank thx ty you u many much very so a lot great good perfect nice cool fine sure',
    'got it that noted understood acknowledged ack received confirmed will do all right alright',
    'we i have read this the for your help update reply quick best kind regards hi hello dear team',
    'appreciated appreciate cheers',
  ].flatMap((line) => line.split(' ')),
)
/** At least one of these is in it: a greeting alone is none. */
const told: ReadonlySet<string> = new Set(
  [
    'ok okay thanks thank thx ty got noted understood acknowledged ack received confirmed cheers sure',
    'alright appreciated appreciate',
  ].flatMap((line) => line.split(' ')),
)

/** Longer ones first, for the shorter ones are parts of them. */
const japanese: readonly string[] = [
  'よろしくお願いいたします',
  'よろしくお願いします',
  'よろしくお願い致します',
  'お世話になっております',
  'ご連絡いただきありがとうございます',
  'ありがとうございました',
  'ありがとうございます',
  '確認いたしました',
  '確認しました',
  '了解いたしました',
  '了解しました',
  '承知いたしました',
  '承知致しました',
  '承知しました',
  'かしこまりました',
  '拝受いたしました',
  '受領しました',
  '受領いたしました',
  'わかりました',
  '分かりました',
  'ありがとう',
  '了解です',
  '承知です',
  '助かります',
  '助かりました',
  '了解',
  '承知',
  'ご連絡',
  'ご対応',
  'ご回答',
  'ご返信',
  '早速の',
  '早速',
  '内容',
  '引き続き',
  'どうも',
  '誠に',
  'いただき',
  'を',
  'の',
].toSorted((one, other) => other.length - one.length)

export function isConfirmation(text: string, attachments: readonly Attachment[] = []): boolean {
  if (attachments.length > 0) return false
  const said = text.normalize('NFKC').toLowerCase().trim()
  if (said === '' || said.length > longest || /[?？]/.test(said)) return false
  const words = said.split(/[^\p{L}\p{N}']+/u).filter(Boolean)
  if (words.length === 0) return false
  const left = words.filter((word) => !english.has(word.replaceAll("'", '')))
  if (left.length === 0) return words.some((word) => told.has(word))
  return left.every(isJapaneseConfirmation)
}

function isJapaneseConfirmation(word: string): boolean {
  let rest = word
  while (rest !== '') {
    const phrase = japanese.find((one) => rest.startsWith(one))
    if (!phrase) return false
    rest = rest.slice(phrase.length)
  }
  return true
}
