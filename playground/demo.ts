/** `npm run demo`: the life of a case by signed HTTP against the bot and the local Slack. Exit code 1 if a step goes wrong. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orExit } from '../src/cli/start.ts'
import { type Stage, steps } from './demo-steps.ts'
import { startLocalCasethread } from './local-casethread.ts'
import { createPerson } from './person.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-demo-'))
const local = await orExit(() =>
  startLocalCasethread({
    port: 0,
    env: {
      MONGODB_URI: process.env.MONGODB_URI,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      DATA_DIR: dataDir,
    },
    remember: false,
  }),
)

const failed = await play(stageOf()).finally(async () => {
  await local.stop()
  rmSync(dataDir, { recursive: true })
})
process.exitCode = failed ? 1 : 0

function stageOf(): Stage {
  const { slack, casethread } = local
  const as = (name: string) => createPerson(slack.url, idIn(slack.users, name))
  return {
    marcus: as('marcus.bell'),
    yui: as('yui.suzuki'),
    ben: as('ben.carter'),
    sofia: as('sofia.marin'),
    amelia: as('amelia.stone'),
    northwind: idIn(slack.channels, 'northwind-support'),
    hoshi: idIn(slack.channels, 'hoshi-support'),
    deskChannel: idIn(slack.channels, 'support-desk'),
    shared: idIn(slack.channels, 'brightwater-shared'),
    delivered: () => casethread.delivered(),
    async forge() {
      const response = await fetch(`${casethread.url}/slack/events`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'X-Slack-Request-Timestamp': String(Math.floor(Date.now() / 1000)),
          'X-Slack-Signature': `v0=${'0'.repeat(64)}`,
        },
        body: new URLSearchParams({ command: '/case', text: 'list', user_id: 'U1', team_id: 'T1' }),
      })
      return response.status
    },
  }
}

function idIn(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name)
  if (!id) throw new Error(`the sample has no ${name}`)
  return id
}

/** Tells each step as it goes; stops at the first that does not come out as told. */
async function play(stage: Stage): Promise<boolean> {
  const memory = new Map<string, string>()
  console.log(`The life of a case, kept in ${process.env.MONGODB_URI ? 'MongoDB' : 'the embedded store'}\n`)
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
