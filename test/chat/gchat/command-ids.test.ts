import { describe, expect, it } from 'vitest'
import { commands } from '../../../commands/index.ts'
import { caseCommandId, commandIds, toCommandLine } from '../../../src/chat/gchat/command-ids.ts'

describe('Google Chat’s command ids', () => {
  const ids = Object.values(commandIds)

  it.each(commands.map(({ name }) => name))('%s has one, which stands for it', (name) => {
    expect(toCommandLine(commands, commandIds[name] ?? 0, ' 1001')).toMatch(new RegExp(`^${name}\\b`))
  })

  it('are from 1 to 1000, as Google takes them, and none is that of /case', () => {
    expect(ids.every((id) => Number.isInteger(id) && id >= 1 && id <= 1000)).toBe(true)
    expect(ids).not.toContain(caseCommandId)
  })

  it('are never given twice', () => {
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('leave none out: the line of a command that is there no more stays, so that its id is not given again', () => {
    const upToLast = Array.from({ length: Math.max(...ids) }, (_, index) => index + 1)
    expect(ids).toEqual(upToLast.filter((id) => id !== caseCommandId))
  })

  it('that are not ours stand for nothing', () => {
    expect(toCommandLine(commands, Math.max(...ids) + 1, '')).toBeUndefined()
  })
})
