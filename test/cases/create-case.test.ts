import { describe, expect, it } from 'vitest'
import type { ValidCreateCase } from '../../src/cases/case-inputs.ts'
import type { Category } from '../../src/cases/categories.ts'
import {
  type CreateCaseFacts,
  decideCreation,
  denyWithoutCustomer,
  listFaults,
  type WriteFacts,
} from '../../src/cases/create-case.ts'
import { reopenWindowMs } from '../../src/cases/lifecycle.ts'
import type { Actor, CustomerFacts } from '../../src/cases/policy.ts'
import { ok, type Refusal, type Result, refused } from '../../src/cases/refusal.ts'
import { aCase, anAuthor, noon } from '../support/build-case.ts'
import { aCustomer, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { codes, value } from '../support/run-commands.ts'

const aoi: Actor = { party: 'partner', account: anAccount() }

function anAccess(overrides: Partial<CustomerFacts> = {}): CustomerFacts {
  return {
    customer: aCustomer({ language: 'ja' }),
    relationship: aRelationship(),
    grant: aGrant('granted'),
    ...overrides,
  }
}

function aCategory(overrides: Partial<Category> = {}): Category {
  const name = { en: 'Delivery', ja: '配信' }
  return {
    id: 'gmail.delivery',
    service: 'gmail',
    name,
    path: name,
    guidance: [],
    questions: [
      { id: 'message-id', label: { en: 'Message ID', ja: 'メッセージ ID' }, optional: false, choices: [] },
      {
        id: 'scope',
        label: { en: 'Who is affected?', ja: '影響範囲' },
        optional: true,
        choices: [{ id: 'one', name: { en: 'One user', ja: '1 人' } }],
      },
    ],
    hidden: false,
    ...overrides,
  }
}

function anInput(overrides: Partial<ValidCreateCase> = {}): ValidCreateCase {
  return {
    customer: 'C-midori',
    title: 'Mail bounces',
    description: 'Every mail to one address comes back.',
    product: 'google-workspace',
    category: 'gmail.delivery',
    answers: { 'message-id': '<one@mail.example.com>', scope: 'one' },
    severity: 'P2',
    confirmed: false,
    threads: [],
    ...overrides,
  }
}

function someFacts(overrides: Partial<CreateCaseFacts & WriteFacts> = {}): CreateCaseFacts & WriteFacts {
  return {
    access: anAccess(),
    earlier: undefined,
    product: { id: 'google-workspace', name: { en: 'Google Workspace', ja: 'Google Workspace' } },
    category: aCategory(),
    relationships: [aRelationship(), aRelationship({ domain: 'kita.example.com', kind: 'support-partner' })],
    personalData: [],
    attachments: [],
    ...overrides,
  }
}

function decideWith(facts: Parameters<typeof someFacts>[0], input: Partial<ValidCreateCase> = {}) {
  return decideCreation(anInput(input), aoi, someFacts(facts), noon)
}

const cardNumber: Refusal = {
  code: 'personal-data-found',
  rule: 'CRE-3',
  field: 'description',
  values: { kind: 'card', line: 1, shown: '4111…1111' },
}

describe('CRE-1: what a new case is made of', () => {
  it('is new, of this moment, and bears who opened it for whom', () => {
    const { head, entries } = value(decideWith({}))

    expect(head).toEqual({
      version: 1,
      customer: { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' },
      partners: [
        { domain: 'hoshi.example.com', kind: 'reseller' },
        { domain: 'kita.example.com', kind: 'support-partner' },
      ],
      domain: 'hoshi.example.com',
      createdBy: anAuthor(),
      title: 'Mail bounces',
      followUpOf: null,
      product: 'google-workspace',
      category: 'gmail.delivery',
      severity: 'P2',
      status: 'new',
      language: 'ja',
      timeZone: 'Asia/Tokyo',
      createdAt: noon,
      updatedAt: noon,
      closedAt: null,
      sharedWith: [],
      escalation: null,
      firstResponseAt: null,
      assignee: null,
      owners: [{ domain: 'hoshi.example.com', email: 'aoi@hoshi.example.com', name: '青木 葵' }],
      seq: 1,
    })
    expect(entries).toEqual([
      {
        seq: 1,
        at: noon,
        author: anAuthor(),
        audience: 'everyone',
        event: {
          type: 'created',
          description: 'Every mail to one address comes back.',
          answers: [
            { question: 'メッセージ ID', answer: '<one@mail.example.com>' },
            { question: '影響範囲', answer: '1 人' },
          ],
        },
      },
    ])
  })

  it('takes the language and the time zone that were chosen before the customer’s', () => {
    const { head, entries } = value(decideWith({}, { language: 'en', timeZone: 'Europe/Berlin' }))

    expect(head).toMatchObject({ language: 'en', timeZone: 'Europe/Berlin' })
    expect(entries[0]?.event).toMatchObject({
      answers: [{ question: 'Message ID' }, { question: 'Who is affected?', answer: 'One user' }],
    })
  })

  it('leaves out a question that may stay open', () => {
    const { entries } = value(decideWith({}, { answers: { 'message-id': '<one@mail.example.com>' } }))

    expect(entries[0]?.event).toMatchObject({ answers: [{ question: 'メッセージ ID' }] })
  })

  it('names its files in the first entry', () => {
    const file = { id: 'f1', name: 'log.txt', type: 'text/plain', size: 3, sha256: 'abc' }

    const { entries } = value(decideWith({ attachments: [file] }))

    expect(entries[0]?.event).toMatchObject({ attachments: [file] })
  })

  it('tells every field at fault at once', () => {
    const result = decideWith({ product: undefined }, { answers: { scope: 'everybody' } })

    expect(codes(result)).toEqual([
      'field-invalid@product',
      'field-missing@answer:message-id',
      'field-invalid@answer:scope',
    ])
  })

  it.each([
    ['that the catalogue does not hold', undefined],
    ['that is offered no more', aCategory({ hidden: true, questions: [] })],
  ])('refuses a category %s', (_what, category) => {
    expect(codes(decideWith({ category }))).toEqual(['field-invalid@category'])
  })
})

describe('CRE-5 and CRE-3: what else goes into the first write', () => {
  it('shares the case, then confirms the personal data, in this order', () => {
    const { head, entries } = value(
      decideWith({ personalData: [cardNumber] }, { share: ['team@example.com'], confirmed: true }),
    )

    expect(head).toMatchObject({ sharedWith: ['team@example.com'], seq: 3, version: 1 })
    expect(entries).toMatchObject([
      { seq: 1, event: { type: 'created' } },
      {
        seq: 2,
        audience: 'everyone',
        event: { type: 'shared', added: ['team@example.com'], removed: [] },
      },
      { seq: 3, audience: 'everyone', event: { type: 'personal-data-confirmed', found: ['card'] } },
    ])
  })

  it('creates nothing with personal data that was not confirmed', () => {
    expect(decideWith({ personalData: [cardNumber] })).toEqual(refused(cardNumber))
  })

  it('confirms nothing where nothing was found', () => {
    const { entries } = value(decideWith({}, { confirmed: true }))

    expect(entries.map(({ event }) => event.type)).toEqual(['created'])
  })
})

describe('GRA-1: a case needs a live relationship and a live grant', () => {
  it.each([
    ['no relationship', { relationship: undefined }, 'relationship-ended@customer'],
    ['a grant that was revoked', { grant: aGrant('revoked') }, 'grant-revoked@customer'],
    ['a grant that was never given', { grant: aGrant('unknown') }, 'grant-unknown@customer'],
  ])('refuses %s before it looks at anything else', (_what, access, code) => {
    const result = decideWith({ access: anAccess(access), product: undefined, personalData: [cardNumber] })

    expect(codes(result)).toEqual([code])
  })
})

describe('UPD-4: a case that goes on from a closed one', () => {
  const pastReopening = new Date(noon.getTime() - reopenWindowMs - 1)
  const closed = aCase({ number: 900, status: 'closed', closedAt: pastReopening })

  it('keeps its number and those who could see it', () => {
    const { head } = value(decideWith({ earlier: ok(closed) }))

    expect(head.followUpOf).toEqual({ number: 900, partners: closed.partners })
  })

  it.each([
    ['one that this actor cannot see', refused({ code: 'case-not-found', rule: 'VIS-6' }), 'case-not-found'],
    [
      'one of another customer',
      ok({ ...closed, customer: { ...closed.customer, id: 'C-other' } }),
      'follow-up-other-customer@customer',
    ],
    ['one that can still be reopened', ok({ ...closed, closedAt: noon }), 'follow-up-too-early'],
    ['one that is open', ok(aCase({ number: 900 })), 'case-not-closed'],
  ] satisfies [string, CreateCaseFacts['earlier'], string][])('refuses %s', (_what, earlier, code) => {
    expect(codes(decideWith({ earlier }))).toEqual([code])
  })
})

describe('GRA-2: what is told while the form is not complete', () => {
  const faults: Result<ValidCreateCase> = refused(
    { code: 'field-missing', rule: 'CRE-1', field: 'customer' },
    { code: 'field-missing', rule: 'CRE-1', field: 'title' },
    { code: 'field-missing', rule: 'CRE-1', field: 'product' },
    { code: 'field-missing', rule: 'CRE-1', field: 'category' },
  )
  const fieldsOf = (refusals: readonly Refusal[]) => refusals.map(({ field }) => field)

  it('without a customer, nothing of what is filled in only after it', () => {
    expect(fieldsOf(denyWithoutCustomer(faults, undefined))).toEqual(['customer', 'title'])
  })

  it('with a customer that is none of the domain’s, that first, then all else', () => {
    const unknown: Refusal = { code: 'customer-unknown', rule: 'VIS-8', field: 'customer' }

    expect(fieldsOf(denyWithoutCustomer(faults, [unknown]))).toEqual([
      'customer',
      'customer',
      'title',
      'product',
      'category',
    ])
  })

  it('with a customer that granted nothing, that alone', () => {
    const denied = decideWith({ access: anAccess({ grant: aGrant('unknown') }), product: undefined })

    expect(codes(denied)).toEqual(['grant-unknown@customer'])
  })

  it('each field’s fault once: what is not filled in at all is not also unknown', () => {
    const invalid: Refusal = { code: 'field-invalid', rule: 'CRE-1', field: 'product' }
    const unanswered: Refusal = { code: 'field-missing', rule: 'CRE-1', field: 'answer:scope' }

    expect(codes(refused(...listFaults(faults, [invalid, unanswered], [cardNumber])))).toEqual([
      'field-missing@customer',
      'field-missing@title',
      'field-missing@product',
      'field-missing@category',
      'field-missing@answer:scope',
      'personal-data-found@description',
    ])
  })
})
