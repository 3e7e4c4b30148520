/** A thread of `createScannerPool`. Each of its functions is a task. */
import { createReadStream } from 'node:fs'
import type { FileContent, OfferedFile, Recognised, SearchedFile } from '../cases/attachments.ts'
import { createFileScanner } from './file-scanner.ts'

export interface FileTask {
  readonly name: string
  readonly content: Omit<FileContent, 'read'>
}

export interface SearchTask extends FileTask {
  readonly region: string
  readonly ms: number
}

const scanner = createFileScanner()

export function recognise(task: FileTask): Promise<Recognised> {
  return scanner.recognise(toFile(task))
}

export function findPersonalData(task: SearchTask): Promise<SearchedFile> {
  return scanner.findPersonalData(toFile(task), task.region, task.ms)
}

function toFile({ name, content }: FileTask): OfferedFile {
  return { name, content: { ...content, read: () => createReadStream(content.path) } }
}
