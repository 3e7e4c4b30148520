import { randomUUID } from 'node:crypto'
import { beforeEach, describe } from 'vitest'
import type { ConversationStore } from '../../src/cases/conversation-store.ts'
import { memoryConversationStore } from '../support/memory-conversation-store.ts'
import { eachStore } from '../support/stores.ts'
import { boundChannelsContract, conversationsContract } from './contract-conversations.ts'

eachStore((_, open) => {
  conversationsContract(open)
  boundChannelsContract(open)
})

describe('in memory', () => {
  const places = new Map<string, ConversationStore>()

  beforeEach(() => places.clear())
  conversationsContract(async (place = randomUUID()) => {
    const conversations = places.get(place) ?? memoryConversationStore()
    places.set(place, conversations)
    return { conversations }
  })
})
