import { describe, expect, it } from 'vitest'
import { CouldNotAsk, withCouldNotAsk } from '../../src/cases/could-not-ask.ts'

const cause = new Error('ECONNREFUSED')

describe('a port whose questions may go unanswered', () => {
  const port = {
    find: async (name: string) => {
      if (name === 'away') throw cause
      return name === 'nobody' ? undefined : name.length
    },
    write: () => Promise.reject(cause),
  }
  const asked = withCouldNotAsk(port, 'directory', ['find'])

  it('answers what it is answered, “nobody” as well', async () => {
    expect([await asked.find('kenji'), await asked.find('nobody')]).toEqual([5, undefined])
  })

  it('says that it could not ask where that fails, with the cause for the log', async () => {
    await expect(asked.find('away')).rejects.toMatchObject({
      name: 'CouldNotAsk',
      source: 'directory',
      cause,
    })
  })

  it('keeps what was told by whoever asked further inside', async () => {
    const inner = new CouldNotAsk('chat', 'away')
    const outer = withCouldNotAsk({ find: () => Promise.reject(inner) }, 'directory', ['find'])

    await expect(outer.find()).rejects.toBe(inner)
  })

  it('leaves other methods alone: a write that fails may have been made', async () => {
    await expect(asked.write()).rejects.toBe(cause)
  })
})
