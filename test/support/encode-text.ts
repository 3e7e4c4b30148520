import iconv from 'iconv-lite'

/** As old Japanese mail is written: seven bits that shift into the other characters and back. */
export function encodeIso2022Jp(text: string): Buffer {
  const pieces = text
    .split(/([^\p{ASCII}]+)/u)
    .map((piece, index) =>
      index % 2 === 0
        ? Buffer.from(piece)
        : Buffer.concat([
            Buffer.from('\u001b$B'),
            iconv.encode(piece, 'euc-jp').map((byte) => byte & 0x7f),
            Buffer.from('\u001b(B'),
          ]),
    )
  return Buffer.concat(pieces)
}
