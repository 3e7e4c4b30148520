import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Finding, ok, problem, warning } from './finding.ts'

/** Below that, a busy day with attachments fills the disk. */
const littleRoom = 256 * 1024 * 1024

/** Whether the data folder of the embedded store can be written to, and how much room its disk has left. */
export function checkDataFolder(
  dataDir: string,
  readRoom: (folder: string) => number = readFreeBytes,
): readonly Finding[] {
  const about = { kind: 'data-folder', subject: dataDir } as const
  const files = join(dataDir, 'files')
  const closed = [dataDir, files].find((folder) => existsSync(folder) && !isWritable(folder))
  if (closed !== undefined)
    return [
      problem(
        { ...about, subject: closed },
        `${closed} cannot be written to: nothing new can be saved there.`,
        'Let this user write to it.',
      ),
    ]
  const room = readRoom(dataDir)
  const left = `${Math.floor(room / 1024 / 1024)} MB are left on the disk of ${dataDir}.`
  if (room === 0)
    return [problem(about, `The disk of ${dataDir} is full: nothing new can be saved.`, makeRoom)]
  return [room < littleRoom ? warning(about, left, makeRoom) : ok(about, left)]
}

/** There is no database yet: whether the first start can make one. The folder may be missing as well. */
export function checkFirstStart(file: string, dataDir: string): readonly Finding[] {
  const folder = findExisting(resolve(dataDir))
  const isFolder = statSync(folder).isDirectory()
  if (!isFolder || !isWritable(folder))
    return [
      problem(
        { kind: 'data-folder', subject: dataDir },
        `${file} is not there yet, and can't be made: ${isFolder ? `this user can't write to ${folder}` : `${folder} is no folder`}.`,
        isFolder
          ? `Let this user write to ${folder}, or name another folder with DATA_DIR.`
          : 'Name a folder with DATA_DIR.',
      ),
    ]
  return [ok({ kind: 'database', subject: file }, `${file} is not there yet: the first start makes it.`)]
}

function findExisting(path: string): string {
  return existsSync(path) ? path : findExisting(dirname(path))
}

const makeRoom = 'Make room, or move the data folder to a larger disk.'

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readFreeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
