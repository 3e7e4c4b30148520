import { describe, expect, it } from 'vitest'
import type { Actor } from '../../src/cases/policy.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { updateForm } from '../../views/update-form.ts'
import { aCase } from '../support/build-case.ts'
import { anAccount } from '../support/build-directory.ts'

const translator = createTranslatorFactory()('en', 'UTC')
const partner: Actor = { party: 'partner', account: anAccount() }
const desk: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }

function audienceIn(actor: Actor) {
  const field = updateForm({ supportCase: aCase(), actor, translator }).parts.find(
    (part) => 'name' in part && part.name === 'audience',
  )
  if (field?.kind !== 'radio') throw new Error('no audience to choose')
  return field
}

describe('NOT-4: who reads a message of the one form', () => {
  it.each([
    ['a partner', partner, ['internal', 'customer', 'desk', 'everyone']],
    ['the desk', desk, ['internal', 'desk', 'everyone']],
  ])('%s chooses, and chooses no one outside unless on purpose', (_who, actor, offered) => {
    const field = audienceIn(actor)
    expect(field.initial).toBe('internal')
    expect(field.options.map((one) => one.value)).toEqual(offered)
  })
})
