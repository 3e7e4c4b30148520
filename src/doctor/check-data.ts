import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
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
