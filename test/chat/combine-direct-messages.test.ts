import { describe, expect, it } from 'vitest'
import type { DirectMessages, Recipient } from '../../commands/define.ts'
import type { Platform } from '../../src/cases/case.ts'
import { noNames } from '../../src/cases/names.ts'
import { combineDirectMessages } from '../../src/chat/combine-direct-messages.ts'
import { recordingLog } from '../support/recording-log.ts'

/** A chat that answers so, and which e-mails it was asked to write to. */
function aChat(answer: boolean | Error): DirectMessages & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    asked,
    async send({ email }) {
      asked.push(email)
      if (answer instanceof Error) throw answer
      return answer
    },
  }
}

const compose = () => ({ kind: 'card', summary: '', blocks: [] }) as const

async function tell(
  chats: { slack: boolean | Error; gchat: boolean | Error },
  chatUsers: readonly string[] = [],
  more: Pick<Recipient, 'without'> = {},
  findChosenChat: () => Promise<Platform | undefined> = async () => undefined,
) {
  const slack = aChat(chats.slack)
  const gchat = aChat(chats.gchat)
  const work = combineDirectMessages(
    { slack, gchat },
    { names: noNames, findChosenChat, log: recordingLog() },
  )
  const told = await work
    .send({ email: 'a@example.com', chatUsers, ...more }, compose)
    .catch((error: unknown) => error)
  return { told, asked: [slack.asked.length, gchat.asked.length] }
}

describe('a message to a person', () => {
  it('goes to the chat in which they are linked, and to no other', async () => {
    expect(await tell({ slack: true, gchat: true }, ['gchat:users/1'])).toEqual({ told: true, asked: [0, 1] })
    expect(await tell({ slack: true, gchat: true }, ['slack:T1/U1'])).toEqual({ told: true, asked: [1, 0] })
  })

  it('goes to both where they are linked in both', async () => {
    expect(await tell({ slack: true, gchat: true }, ['slack:T1/U1', 'gchat:users/1'])).toEqual({
      told: true,
      asked: [1, 1],
    })
  })

  it('goes to no chat that is to be left out, whether they are linked there or not', async () => {
    const without = { without: ['slack'] } as const

    expect(await tell({ slack: true, gchat: true }, ['slack:T1/U1'], without)).toEqual({
      told: true,
      asked: [0, 1],
    })
    expect(await tell({ slack: true, gchat: false }, [], without)).toEqual({ told: false, asked: [0, 1] })
  })

  it('goes by e-mail to the first chat that knows it, where they are linked in none', async () => {
    expect(await tell({ slack: true, gchat: true })).toEqual({ told: true, asked: [1, 0] })
    expect(await tell({ slack: false, gchat: true })).toEqual({ told: true, asked: [1, 1] })
    expect(await tell({ slack: false, gchat: false })).toEqual({ told: false, asked: [1, 1] })
  })

  it('goes by e-mail to the chat in which they chose how they are told, and then to the other', async () => {
    const inChat = async () => 'gchat' as const
    expect(await tell({ slack: true, gchat: true }, [], {}, inChat)).toEqual({ told: true, asked: [0, 1] })
    expect(await tell({ slack: true, gchat: false }, [], {}, inChat)).toEqual({ told: true, asked: [1, 1] })
    expect(await tell({ slack: true, gchat: true }, ['slack:T1/U1'], {}, inChat)).toEqual({
      told: true,
      asked: [1, 0],
    })
    const down = async () => {
      throw new Error('the store is down')
    }
    expect(await tell({ slack: true, gchat: true }, [], {}, down)).toEqual({ told: true, asked: [1, 0] })
  })

  it('goes elsewhere by e-mail where the linked one cannot be written to', async () => {
    expect(await tell({ slack: true, gchat: false }, ['gchat:users/1'])).toEqual({
      told: true,
      asked: [1, 1],
    })
  })

  it('reaches one chat although the other fails, and is a fault where none took it', async () => {
    const down = new Error('down')
    expect(await tell({ slack: down, gchat: true })).toEqual({ told: true, asked: [1, 1] })
    expect(await tell({ slack: down, gchat: false })).toEqual({ told: down, asked: [1, 1] })
  })
})
