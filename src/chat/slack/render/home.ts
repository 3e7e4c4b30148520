import type { HomeView } from '@slack/types'
import type { Card } from '../../../../views/view.ts'
import { fitBlocks } from './blocks.ts'
import { limits } from './limits.ts'
import { groups } from './message.ts'

/** The App Home tab. */
export function homeView(card: Card): HomeView {
  return {
    type: 'home',
    blocks: fitBlocks(groups(card), { blocks: limits.viewBlocks, characters: limits.viewCharacters }),
  }
}
