/** Files that the operator writes are read as UTF-8 or not at all: what is misread once is stored as U+FFFD for good (MIG-1). */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { FileIssue } from '../config/file-validation-error.ts'

const lineFeed = 0x0a
const saveAs = 'save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)'

/** The first place where the bytes are no UTF-8; undefined where all of them are. */
export function findUtf8Issue(bytes: Uint8Array): FileIssue | undefined {
  if (isUtf16(bytes)) return utf16Fault()
  return isUtf8(bytes) ? undefined : createIssue(firstBadLine(bytes) ?? 1)
}

/** The same for a file that may be too large to be held at once. */
export async function findUtf8IssueInFile(file: string): Promise<FileIssue | undefined> {
  let line = 1
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (isFirst && isUtf16(chunk)) return utf16Fault()
    isFirst = false
    // A line feed is never a part of another character: up to the last one the bytes stand for themselves.
    const end = chunk.lastIndexOf(lineFeed) + 1
    if (end === 0) {
      rest = Buffer.concat([rest, chunk])
      continue
    }
    const whole = Buffer.concat([rest, chunk.subarray(0, end)])
    rest = chunk.subarray(end)
    if (!isUtf8(whole)) return createIssue(line - 1 + (firstBadLine(whole) ?? 1))
    line += countLines(whole)
  }
  return isUtf8(rest) ? undefined : createIssue(line)
}

function createIssue(line: number): FileIssue {
  return { line, path: '', message: `is not UTF-8: ${saveAs}` }
}

function utf16Fault(): FileIssue {
  return { line: 1, path: '', message: `is UTF-16: ${saveAs}` }
}

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function firstBadLine(bytes: Uint8Array): number | undefined {
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(lineFeed, start)
    const stop = end < 0 ? bytes.length : end + 1
    if (!isUtf8(bytes.subarray(start, stop))) return line
    start = stop
  }
  return undefined
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) lines += 1
  return lines
}
