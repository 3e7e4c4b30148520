/** An address begins after a mark or a gap; what stands between is walked over once. */
const localPart = /(?<![^\s<>()[\]"',;:=])([^\s<>()[\]"',;:=@])[^\s<>()[\]"',;:=@]{0,99}@/g

/** E-mail addresses as a log may hold them: `jo@example.com` is `j…@example.com`. */
export function maskAddresses(text: string): string {
  return text.replace(localPart, '$1…@')
}
