/** `npm run demo`: the life of a case by signed HTTP against the bot and the local Slack. Exit code 1 if a step goes wrong. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config/config.ts'
import { orExit } from '../src/main.ts'
import { stageOf } from './demo-stage.ts'
import { type Stage, steps } from './demo-steps.ts'
import { startLocalCasethread } from './local-casethread.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-demo-'))
const local = await orExit(() =>
  startLocalCasethread({
    port: 0,
    env: {
      MONGODB_URI: demoDatabase(process.env.MONGODB_URI),
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      DATA_DIR: dataDir,
    },
    remember: false,
  }),
)

const failed = await play(stageOf(local)).finally(async () => {
  await local.stop()
  rmSync(dataDir, { recursive: true })
})
process.exitCode = failed ? 1 : 0

/** A database of the demo's own on the same server: what it makes up is never among real cases. */
function demoDatabase(uri: string | undefined): string | undefined {
  const { mongodbUri } = readConfig({ MONGODB_URI: uri })
  return mongodbUri?.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, '$1/casethread-demo')
}

/** Tells each step as it goes; stops at the first that does not come out as told. */
async function play(stage: Stage): Promise<boolean> {
  const memory = new Map<string, string>()
  console.log(
    `The life of a case, kept in ${process.env.MONGODB_URI?.trim() ? 'MongoDB (database casethread-demo)' : 'the embedded store'}\n`,
  )
  for (const [index, step] of steps.entries()) {
    console.log(`${index + 1}. ${step.who}: ${step.does}`)
    try {
      for (const line of await step.run(stage, memory)) console.log(`   ✓ ${line}\n`)
    } catch (error) {
      console.log(`   ✗ ${error instanceof Error ? error.message : String(error)}\n`)
      return true
    }
  }
  console.log(`All ${steps.length} steps came out as told.`)
  return false
}
