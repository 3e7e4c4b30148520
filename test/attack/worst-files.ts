import type { AttachedFile } from './attack-scene.ts'

const size = 9_900_000
const full = (name: string, text: string): AttachedFile => ({
  name,
  bytes: Buffer.alloc(size, text),
})
const each = (name: string, item: (index: number) => string): AttachedFile => {
  let text = ''
  for (let index = 0; text.length < size; index += 1) text += item(index)
  return { name, bytes: Buffer.from(text.slice(0, size)) }
}

/** Files of nearly ten megabytes that searches and formats find hard. */
export function worstFiles(): readonly AttachedFile[] {
  return [
    full('zeros.txt', '0 '),
    full('ones.log', '1 '),
    full('comments.txt', '<!---->'),
    full('long-line.json', '{"a":"x'),
    full('keys.txt', 'eyJaaaaaaaa.'),
    full('passwords.txt', 'password: '),
    full('japanese.log', '電話番号は０３－'),
    each('cards.txt', (index) => `4${String(index * 7919).padStart(14, '1')} `),
    each(
      'phones.txt',
      (index) => `03-${String(index).padStart(4, '1')}-${String(index * 31).padStart(9, '2')}\n`,
    ),
    {
      name: 'wide.txt',
      bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(size, '0 1', 'utf16le')]),
    },
  ]
}
