/** `1 account`, `2 accounts`. Give the plural where it isn't the noun and an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
