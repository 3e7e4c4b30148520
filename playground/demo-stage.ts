import type { Stage } from './demo-steps.ts'
import type { LocalCasethread } from './local-casethread.ts'
import { createPerson } from './person.ts'

/** The sample's people and channels in a local Slack. */
export function stageOf(local: LocalCasethread): Stage {
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
