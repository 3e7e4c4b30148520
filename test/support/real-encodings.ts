/** Files in the encodings that Excel, editors, mail programs and databases write. */
import iconv from 'iconv-lite'
import { toCsv } from './case-table.ts'
import { encodeIso2022Jp } from './encode-text.ts'
import {
  bad,
  bothCases,
  columns,
  first,
  firstCase,
  type RealFile,
  refused,
  second,
  secondCase,
  table,
  taken,
  withTitle,
} from './real-files.ts'

const csv = toCsv(table)
const utf16 = (text: string, encoding: 'utf-16le' | 'utf-16be', addBOM: boolean) =>
  iconv.encode(text, encoding, { addBOM })
const titled = (title: string) => [firstCase, { ...secondCase, title }]

const titleAt = columns.indexOf('title')

/** Nothing in it but what the row needs, so that little tells its encoding. */
const plain = (title: string) =>
  toCsv([columns, second.with(titleAt, title).with(titleAt + 1, 'See the title.')])
const plainCase = (title: string) => [{ number: 5002, title, description: 'See the title.' }]

const jsonLines = (title: string) =>
  [first, second.with(titleAt, title)]
    .map((row) =>
      JSON.stringify({
        number: Number(row[0]),
        customer: row[1],
        partners: [{ domain: row[5], kind: 'reseller' }],
        createdBy: { email: row[3], name: row[4], domain: row[5] },
        title: row[6],
        description: row[7],
        category: row[8],
        severity: row[9],
        status: row[10],
        createdAt: row[11],
      }),
    )
    .join('\n')

const replaceBytes = (text: string, mark: string, bytes: readonly number[]) => {
  const [before = '', after = ''] = text.split(mark)
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
}

export const realEncodings: readonly RealFile[] = [
  { what: 'UTF-8', content: csv, outcome: taken(bothCases) },
  { what: 'UTF-8 with a mark (Excel: CSV UTF-8)', content: `\ufeff${csv}`, outcome: taken(bothCases) },
  { what: 'UTF-8 with two marks', content: `\ufeff\ufeff${csv}`, outcome: taken(bothCases) },
  {
    what: 'UTF-8 files with marks, one put behind the other',
    content: `\ufeff${toCsv([columns, first])}\ufeff${toCsv([second])}`,
    outcome: taken(bothCases),
  },
  {
    what: 'UTF-16 LE with a mark and tabs (Excel: Unicode text)',
    content: utf16(toCsv(table, { separator: '\t' }), 'utf-16le', true),
    outcome: taken(bothCases, 'utf-16le'),
  },
  {
    what: 'UTF-16 BE with a mark',
    content: utf16(csv, 'utf-16be', true),
    outcome: taken(bothCases, 'utf-16be'),
  },
  {
    what: 'UTF-16 LE without a mark',
    content: utf16(csv, 'utf-16le', false),
    outcome: taken(bothCases, 'utf-16le'),
  },
  {
    what: 'UTF-16 BE without a mark',
    content: utf16(csv, 'utf-16be', false),
    outcome: taken(bothCases, 'utf-16be'),
  },
  {
    what: 'CP932 (a Japanese Excel: CSV)',
    content: iconv.encode(csv, 'cp932'),
    outcome: taken(bothCases, 'cp932'),
  },
  {
    what: 'CP932 with the characters of Windows alone',
    content: iconv.encode(withTitle('①㈱髙橋﨑Ⅲ㍻のメールが届かない'), 'cp932'),
    outcome: taken(titled('①㈱髙橋﨑Ⅲ㍻のメールが届かない'), 'cp932'),
  },
  {
    what: 'CP932 with wave dash, minus and parallel lines',
    content: iconv.encode(withTitle('１０～１２時の予定が－になる∥'), 'cp932'),
    outcome: taken(titled('１０～１２時の予定が－になる∥'), 'cp932'),
  },
  {
    what: 'CP932 with a backslash as the second byte of a character',
    content: iconv.encode(withTitle('ソフトの表示が能力を十分に予測しない'), 'cp932'),
    outcome: taken(titled('ソフトの表示が能力を十分に予測しない'), 'cp932'),
  },
  {
    what: 'CP932 with half-width katakana',
    content: iconv.encode(withTitle('ﾒｰﾙがﾄﾞｺﾓに届かない'), 'cp932'),
    outcome: taken(titled('ﾒｰﾙがﾄﾞｺﾓに届かない'), 'cp932'),
  },
  {
    what: 'CP932 with semicolons, all cells in quotation marks, and LF',
    content: iconv.encode(toCsv(table, { separator: ';', quotesAll: true, lineEnd: '\n' }), 'cp932'),
    outcome: taken(bothCases, 'cp932'),
  },
  { what: 'EUC-JP', content: iconv.encode(csv, 'euc-jp'), outcome: taken(bothCases, 'euc-jp') },
  {
    what: 'EUC-JP with tabs, and CR',
    content: iconv.encode(toCsv(table, { separator: '\t', lineEnd: '\r' }), 'euc-jp'),
    outcome: taken(bothCases, 'euc-jp'),
  },
  {
    what: 'EUC-JP with half-width katakana',
    content: iconv.encode(withTitle('ﾒｰﾙがﾄﾞｺﾓに届かない'), 'euc-jp'),
    outcome: taken(titled('ﾒｰﾙがﾄﾞｺﾓに届かない'), 'euc-jp'),
  },
  { what: 'ISO-2022-JP (old mail)', content: encodeIso2022Jp(csv), outcome: taken(bothCases, 'iso-2022-jp') },
  {
    what: 'CP932 whose only Japanese is a name, named',
    content: iconv.encode(plain('日本'), 'cp932'),
    named: 'cp932',
    outcome: taken(plainCase('日本'), 'cp932'),
  },
  {
    what: 'CP932 whose only Japanese is a name',
    content: iconv.encode(plain('日本'), 'cp932'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Shift_JIS (CP932) reads «…example.com,日本,See the title.,calendar.s…»; Windows-1252 reads «…example.com,“ú–{,See the title.,calendar…»): name the right one with --encoding cp932 or --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'EUC-JP whose only Japanese is a name',
    content: iconv.encode(plain('山田 太郎'), 'euc-jp'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (EUC-JP reads «…example.com,山田 太郎,See the title.,calenda…»; Shift_JIS (CP932) reads «…example.com,ｻｳﾅﾄ ﾂﾀﾏｺ,See the title.,cal…»; Windows-1252 reads «…example.com,»³ÅÄ ÂÀÏº,See the title.,cal…»): name the right one with --encoding euc-jp or --encoding cp932 or --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'EUC-JP whose only Japanese is a name, named',
    content: iconv.encode(plain('山田 太郎'), 'euc-jp'),
    named: 'euc-jp',
    outcome: taken(plainCase('山田 太郎'), 'euc-jp'),
  },
  {
    what: 'EUC-JP that is named CP932',
    content: iconv.encode(csv, 'euc-jp'),
    named: 'cp932',
    outcome: refused('2: is not Shift_JIS (CP932): name the encoding that the file is in'),
  },
  {
    what: 'CP932 that is named UTF-8',
    content: iconv.encode(csv, 'cp932'),
    named: 'utf-8',
    outcome: refused('2: is not UTF-8: name the encoding that the file is in'),
  },
  {
    what: 'UTF-16 with a mark that is named CP932',
    content: utf16(csv, 'utf-16le', true),
    named: 'cp932',
    outcome: refused(
      '1: begins with the mark of UTF-16 (little-endian), and is not Shift_JIS (CP932): name the encoding that the file is in',
    ),
  },
  {
    what: 'Windows-1252 (a Western Excel: CSV)',
    content: iconv.encode(plain('Größe “über” 5 €'), 'windows-1252'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…ample.com,Größe “über” 5 €,See the title…»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'Windows-1252 that is named',
    content: iconv.encode(plain('Größe “über” 5 €'), 'windows-1252'),
    named: 'windows-1252',
    outcome: taken(plainCase('Größe “über” 5 €'), 'windows-1252'),
  },
  {
    what: 'Windows-1251',
    content: iconv.encode(plain('Почта не приходит'), 'windows-1251'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…example.com,Ïî÷òà íå ïðèõîäèò,See the ti…»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'Windows-1250',
    content: iconv.encode(plain('Wiadomość nie dociera, proszę'), 'windows-1250'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…com,"Wiadomoœæ nie dociera, proszê",See …»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'GBK',
    content: iconv.encode(plain('共享日历在星期一之后没有事件'), 'gbk'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…example.com,¹²ÏíÈÕÀúÔÚÐÇÆÚÒ»Ö®ºóÃ»ÓÐÊÂ¼þ…»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'Big5',
    content: iconv.encode(plain('郵件無法送達，日曆為空'), 'big5'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…example.com,¶l¥óµLªk°e¹F¡A¤é¾ä¬°ªÅ,See t…»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'EUC-KR',
    content: iconv.encode(plain('메일이 오지 않습니다'), 'euc-kr'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (EUC-JP reads «…example.com,五析戚 神走 省柔艦陥,See the title.,c…»; Windows-1252 reads «…example.com,¸ÞÀÏÀÌ ¿ÀÁö ¾Ê½À´Ï´Ù,See the…»): name the right one with --encoding euc-jp or --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'MacRoman',
    content: iconv.encode(plain('déjà vu, été'), 'macroman'),
    outcome: refused(
      '2: is not UTF-8, and which encoding it is in cannot be told for certain (Windows-1252 reads «…ample.com,"dŽjˆ vu, ŽtŽ",See the title.,…»): name the right one with --encoding windows-1252, or save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'UTF-8 that ends within a character',
    content: Buffer.from(csv.replace(/,,\r\n$/, ',共')).subarray(0, -1),
    outcome: refused(
      '4: is not UTF-8, while other lines are: the file is damaged, or was put together from several; save all of it as UTF-8 and try again',
    ),
  },
  {
    what: 'UTF-8 with one byte that is none',
    content: replaceBytes(withTitle('ab<>cd'), '<>', [0xff]),
    outcome: refused(
      '4: is not UTF-8, while other lines are: the file is damaged, or was put together from several; save all of it as UTF-8 and try again',
    ),
  },
  {
    what: 'UTF-8 with half a surrogate pair in bytes',
    content: replaceBytes(withTitle('ab<>cd'), '<>', [0xed, 0xa0, 0xbd]),
    outcome: refused(
      '4: is not UTF-8, while other lines are: the file is damaged, or was put together from several; save all of it as UTF-8 and try again',
    ),
  },
  {
    what: 'UTF-8 with a zero in two bytes',
    content: replaceBytes(withTitle('ab<>cd'), '<>', [0xc0, 0x80]),
    outcome: refused(
      '4: is not UTF-8, while other lines are: the file is damaged, or was put together from several; save all of it as UTF-8 and try again',
    ),
  },
  {
    what: 'UTF-8 with a mark, and rows in CP932',
    content: Buffer.concat([
      Buffer.from(`\ufeff${toCsv([columns])}`),
      iconv.encode(toCsv([first, second]), 'cp932'),
    ]),
    outcome: refused(
      "2: is not UTF-8, as the file's mark says it is: the file is damaged, or was put together from several; save all of it as UTF-8 and try again",
    ),
  },
  {
    what: 'UTF-8 with one row in CP932',
    content: Buffer.concat([Buffer.from(toCsv([columns, first])), iconv.encode(toCsv([second]), 'cp932')]),
    outcome: refused(
      '4: is not UTF-8, while other lines are: the file is damaged, or was put together from several; save all of it as UTF-8 and try again',
    ),
  },
  {
    what: 'UTF-32',
    content: iconv.encode(csv, 'utf-32le', { addBOM: true }),
    outcome: refused(
      '1: is UTF-32: save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)',
    ),
  },
  {
    what: 'UTF-16 with a byte left over',
    content: Buffer.concat([utf16(csv, 'utf-16le', true), Buffer.from([0x61])]),
    outcome: refused(
      "5: is not UTF-16 (little-endian), as the file's mark says it is: the file is damaged, or was put together from several; save all of it as UTF-8 and try again",
    ),
  },
  {
    what: 'UTF-16 with half a surrogate pair',
    content: Buffer.concat([utf16(csv, 'utf-16le', true), Buffer.from([0x00, 0xd8, 0x0a, 0x00])]),
    outcome: refused(
      "5: is not UTF-16 (little-endian), as the file's mark says it is: the file is damaged, or was put together from several; save all of it as UTF-8 and try again",
    ),
  },
  {
    what: 'a character that was lost before',
    content: withTitle('ab\ufffdcd'),
    outcome: bad(
      '4: holds a character that was lost when the file was written (U+FFFD): correct it where the file comes from',
    ),
  },
  {
    what: 'a character that was lost before, in a mark of JSON',
    content: jsonLines('ab<>cd').replace('<>', '\\ufffd'),
    name: 'cases.jsonl',
    outcome: bad(
      '2: holds a character that was lost when the file was written (U+FFFD): correct it where the file comes from',
    ),
  },
  {
    what: 'UTF-8 in parts, as a Mac writes names',
    content: withTitle('ガクブチ'.normalize('NFD')),
    outcome: taken(titled('ガクブチ'.normalize('NFD'))),
  },
  {
    what: 'emoji that are joined, flags and keycaps',
    content: withTitle('👩‍👩‍👧 🇯🇵 1️⃣ が出ない'),
    outcome: taken(titled('👩‍👩‍👧 🇯🇵 1️⃣ が出ない')),
  },
  {
    what: 'kanji of the fourth level, and variants',
    content: withTitle('𠮷野家 葛󠄀城 𩸽'),
    outcome: taken(titled('𠮷野家 葛󠄀城 𩸽')),
  },
  {
    what: 'line and paragraph separators in a cell',
    content: withTitle('one\u2028two\u2029three\u0085four'),
    outcome: taken(titled('one\u2028two\u2029threefour')),
  },
  {
    what: 'from right to left',
    content: withTitle('البريد لا يصل'),
    outcome: taken(titled('البريد لا يصل')),
  },
  {
    what: 'JSON Lines in UTF-8, with a mark and CRLF',
    content: `\ufeff${jsonLines('件名').replace('\n', '\r\n')}\r\n`,
    name: 'cases.jsonl',
    outcome: taken(titled('件名')),
  },
  {
    what: 'JSON Lines in CP932',
    content: iconv.encode(jsonLines('メールが届かない'), 'cp932'),
    name: 'cases.jsonl',
    outcome: taken(titled('メールが届かない'), 'cp932'),
  },
  {
    what: 'JSON Lines in EUC-JP',
    content: iconv.encode(jsonLines('メールが届かない'), 'euc-jp'),
    name: 'cases.jsonl',
    outcome: taken(titled('メールが届かない'), 'euc-jp'),
  },
  {
    what: 'JSON Lines in UTF-16',
    content: utf16(jsonLines('メールが届かない'), 'utf-16le', true),
    name: 'cases.jsonl',
    outcome: taken(titled('メールが届かない'), 'utf-16le'),
  },
  {
    what: 'JSON Lines with everything escaped',
    content: jsonLines('件名').replace(
      /[^\p{ASCII}]/gu,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    name: 'cases.jsonl',
    outcome: taken(titled('件名')),
  },
]
