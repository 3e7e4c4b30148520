import type { Block, Card, Notice } from '../../views/view.ts'

const marks: Readonly<Record<Notice['tone'], string>> = {
  info: '',
  done: '✓ ',
  refused: '⚠ ',
  failed: '❌ ',
}

/** What a card or notice is made of; a notice is its text, marked with its tone, and its buttons. */
export function asBlocks(view: Card | Notice): readonly Block[] {
  if (view.kind === 'card') return view.blocks
  const text: Block = { kind: 'text', text: `${marks[view.tone]}${view.text}` }
  return view.buttons?.length ? [text, { kind: 'actions', buttons: view.buttons }] : [text]
}
