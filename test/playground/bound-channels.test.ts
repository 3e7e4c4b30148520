import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { samplePeople } from '../../playground/sample-people.ts'
import type { ChannelBinding } from '../../src/cases/identity-store.ts'
import { openStore } from '../../src/store/open-store.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-bound-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Places = Pick<LocalCasethread, 'slack' | 'chat'>

/** Starts the playground and ends it: what is left are its store and the ids of its channels. */
async function playOnce(dataDir: string): Promise<Places> {
  const local = await startLocalCasethread({
    port: 0,
    env: { DATA_DIR: dataDir, LOG_LEVEL: 'fatal' },
    remember: true,
  })
  await local.stop()
  return local
}

const inSlack = ({ slack }: Places, name: string) =>
  ({ platform: 'slack', tenant: slack.team.id, channel: slack.channels.get(name) ?? '' }) as const
const inChat = ({ chat }: Places, name: string) =>
  ({ platform: 'gchat', tenant: '', channel: chat.spaces.get(name) ?? '' }) as const

/** To whom each channel is bound. */
async function bindingsIn(dataDir: string, places: Places) {
  const store = await openStore({ dataDir })
  const told = async (binding: Promise<ChannelBinding | undefined>) => {
    const { domain, by, audience } = (await binding) ?? {}
    return domain && [domain, by, ...(audience ? [audience] : [])]
  }
  try {
    const of = (one: ReturnType<typeof inSlack> | ReturnType<typeof inChat>) =>
      told(store.identities.bindingOf(one))
    return {
      general: await of(inSlack(places, 'general')),
      northwind: await of(inSlack(places, 'northwind-support')),
      hoshi: await of(inSlack(places, 'hoshi-support')),
      desk: await of(inSlack(places, 'support-desk')),
      shared: await of(inSlack(places, 'brightwater-shared')),
      Everyone: await of(inChat(places, 'Everyone')),
      'Northwind support': await of(inChat(places, 'Northwind support')),
      '星クラウド サポート': await of(inChat(places, '星クラウド サポート')),
      'Support desk': await of(inChat(places, 'Support desk')),
      'Brightwater and Northwind': await of(inChat(places, 'Brightwater and Northwind')),
    }
  } finally {
    await store.close()
  }
}

const northwind = ['northwind-apps.example.com', 'olivia.reed@northwind-apps.example.com']
const hoshi = ['hoshi-cloud.example.com', 'haruka.sato@hoshi-cloud.example.com']
const withBrightwater = [
  ...northwind,
  { party: 'customer', customer: 'C09brightwater', name: 'Brightwater Foods' },
]
/** In Google Chat somebody has to say that nobody else can open it; in Slack it is the desk's by setting, and this says no more. */
const desk = ['desk', 'aoi.nakamura@desk.example.org']
const fromTheFirstStart = {
  northwind,
  hoshi,
  shared: withBrightwater,
  'Northwind support': northwind,
  '星クラウド サポート': hoshi,
  'Brightwater and Northwind': withBrightwater,
  desk,
  'Support desk': desk,
}

it('the sample’s channels are bound from the first start, those of everybody are not (DOM-2, VIS-7)', async () => {
  const folder = aFolder()

  const places = await playOnce(folder)

  expect(await bindingsIn(folder, places)).toEqual(fromTheFirstStart)
})

it('what a person unbinds or binds otherwise stays so over a restart', async () => {
  const folder = aFolder()
  const places = await playOnce(folder)
  const store = await openStore({ dataDir: folder })
  const other = {
    domain: 'hoshi-cloud.example.com',
    by: 'yui.suzuki@hoshi-cloud.example.com',
    at: new Date(),
  }
  await store.identities.unbind(inSlack(places, 'hoshi-support'), 'hoshi-cloud.example.com')
  await store.identities.bind(inChat(places, 'Brightwater and Northwind'), other)
  await store.close()

  await playOnce(folder)

  const { hoshi: unbound, ...others } = fromTheFirstStart
  expect(unbound).toBe(hoshi)
  expect(await bindingsIn(folder, places)).toEqual({
    ...others,
    'Brightwater and Northwind': [other.domain, other.by],
  })
})

it('a new store is bound anew, where only the database was deleted', async () => {
  const folder = aFolder()
  await playOnce(folder)
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `casethread.db${end}`), { force: true })

  const places = await playOnce(folder)

  expect(await bindingsIn(folder, places)).toEqual(fromTheFirstStart)
})

it('each channel that is somebody’s is told to its people’s page as the one to begin in', async () => {
  const local = await startLocalCasethread({
    port: 0,
    env: { DATA_DIR: aFolder(), LOG_LEVEL: 'fatal' },
    remember: false,
  })
  onTestFinished(async () => {
    await local.stop()
  })

  for (const [under, person] of [
    ['local', local.slack.users.get('kenji.tanaka')],
    ['local-chat', local.chat.users.get('kenji.tanaka')],
  ]) {
    const answer = await fetch(`${local.slack.url}/${under}/state?user=${encodeURIComponent(person ?? '')}`)
    const { channels } = (await answer.json()) as {
      channels: readonly { readonly name: string; readonly starts_here?: boolean }[]
    }
    const begun = channels.filter((each) => each.starts_here).map((each) => each.name)
    expect(begun).toEqual(
      under === 'local'
        ? ['northwind-support', 'hoshi-support']
        : ['Northwind support', '星クラウド サポート'],
    )
  }
  expect(samplePeople[0]?.name).toBe('marcus.bell')
})
