/** What was typed and not sent. */
export const drafts = {
  'draft.restored': 'Restored from your draft of',
  'draft.kept': 'Your text is kept for 7 days. It will be in the form the next time you can open it.',
  'button.discard': 'Discard draft',
} as const
