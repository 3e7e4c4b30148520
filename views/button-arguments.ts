/** What a button can carry along: all of its arguments together are bounded. */
import { onceForEach } from '../src/cases/once-for-each.ts'
import type { Block, Button, View } from './view.ts'
import { viewLimits } from './view-limits.ts'

type Args = Button['args']

export function fitsButton(args: Args): boolean {
  return JSON.stringify(args).length <= viewLimits.buttonArguments
}

/** As many as fit beside `needed`, the short ones first: a text that is too long is left out whole rather than cut unseen. */
export function withinButton(args: Args, needed: Args): Args {
  let kept: Args = {}
  for (const [name, text] of Object.entries(args).toSorted(
    ([, one], [, other]) => one.length - other.length,
  )) {
    const more = Object.fromEntries([...Object.entries(kept), [name, text]])
    if (fitsButton({ ...more, ...needed })) kept = more
  }
  return kept
}

/** The view without buttons that no chat could take: an answer is not lost to a shortcut of it. */
export function withFittingButtons<V extends View>(view: V): V {
  return leaveOutUnfitting(view) as V
}

const leaveOutUnfitting = onceForEach((view: View): View => {
  const fits = ({ args }: Button) => fitsButton(args)
  const lighter = <B>(block: Block | B): Block | B => {
    const { kind } = block as Block
    if (kind === 'actions') {
      const { buttons, more } = block as Extract<Block, { kind: 'actions' }>
      return { kind, buttons: buttons.filter(fits), ...(more ? { more: more.filter(fits) } : {}) }
    }
    if (kind !== 'item') return block
    const { button, ...item } = block as Extract<Block, { kind: 'item' }>
    return button && fits(button) ? block : item
  }
  if (view.kind === 'card') return { ...view, blocks: view.blocks.map(lighter) }
  if (view.kind === 'form') return { ...view, parts: view.parts.map(lighter) }
  return view.buttons ? { ...view, buttons: view.buttons.filter(fits) } : view
})
