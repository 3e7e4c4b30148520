import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Targets } from '../../src/targets/targets.ts'
import { readTargetsFile } from '../../src/targets/targets-file.ts'

/** Through the operator's file, as it is written. */
export async function buildTargets(yaml: string, now = new Date('2026-11-02T00:00:00Z')): Promise<Targets> {
  const folder = await mkdtemp(join(tmpdir(), 'targets-'))
  try {
    const file = join(folder, 'targets.yaml')
    await writeFile(file, yaml)
    return await readTargetsFile(file, now)
  } finally {
    await rm(folder, { recursive: true })
  }
}
