/** NOT-4: what `reply`, `note` and `update` share: who will read a message, and what came of sending it. */
import type { Audience, Case, Entry } from '../src/cases/case.ts'
import { isSharedWithCustomer, replyAudience } from '../src/cases/case-readers.ts'
import { toAuthor } from '../src/cases/policy.ts'
import { filesField } from '../src/cases/take-files.ts'
import { nameReaders } from '../views/audience-readers.ts'
import { fitsButton } from '../views/button-arguments.ts'
import type { ChangeFormOptions } from '../views/change-forms.ts'
import { happenedLines } from '../views/happened-lines.ts'
import type { Values } from '../views/view.ts'
import type { DoneChange, SentChange, TypedChange } from './change-command.ts'
import type { Context } from './define.ts'
import { readFileIds, readValue } from './responses.ts'

/** Of the two commands that write one message each. */
export interface MessageArgs {
  readonly number: number
  readonly text?: string | undefined
  /** What the form begins with; only buttons carry it. */
  readonly draft?: string | undefined
}

/** The names for the line above the text, and for whom a reply is here. */
export async function prepareReaders(
  context: Context,
  supportCase: Case,
): Promise<Pick<Partial<ChangeFormOptions>, 'readers' | 'audience'>> {
  const { actor, service, conversations, place } = context
  const readers = await service.readersOf(actor, supportCase.number)
  if (!readers.ok) return {}
  const along = isSharedWithCustomer((await conversations.bindingOf(place))?.audience, supportCase)
  return { readers: readers.value, audience: replyAudience(actor, readers.value, along) }
}

/**
 * A line that was typed whole is an internal note, as no audience was chosen; a customer has none, and its word is for all. Where the
 * line stands in the conversation for all to see, it is for those who read there; where nobody knows who they are, the form asks.
 */
export async function readTypedMessage(
  context: Context,
  { number, text, draft }: MessageArgs,
): Promise<TypedChange> {
  if (context.chosen) return { text: context.chosen.text }
  if (!text) return draft ? { text: draft } : {}
  const audience = await findTypedAudience(context, number)
  if (!audience) return { text }
  const files = readFileIds(context, { [filesField]: context.files })
  return { change: { kind: 'message', text, audience, ...files }, text }
}

async function findTypedAudience(context: Context, number: number): Promise<Audience | undefined> {
  const { actor } = context
  if (actor.party === 'customer') return 'everyone'
  if (!context.aloud) return 'internal'
  const shown = await context.service.show(actor, number, { entries: 1 })
  return shown.ok ? findConversationAudience(context, shown.value.case) : 'internal'
}

/** NOT-4: the audience that a conversation is: never one that leaves out somebody who reads there. Undefined where that is not known. */
async function findConversationAudience(
  { actor, conversations, place }: Context,
  supportCase: Case,
): Promise<Audience | undefined> {
  const binding = await conversations.bindingOf(place)
  if (!binding) return (await conversations.whyNothing(place)) === undefined ? 'internal' : undefined
  if (binding.audience?.party === 'customer') {
    if (!isSharedWithCustomer(binding.audience, supportCase)) return undefined
    // The desk has no word with the customer behind the partners' back.
    return actor.party === 'desk' ? 'everyone' : 'customer'
  }
  const own = actor.party === 'partner' ? actor.account.domain : 'desk'
  return binding.audience === undefined && binding.domain === own ? 'internal' : 'desk'
}

/** The message of a form, or nothing where neither text nor files stand in it. */
export function readMessage(
  context: Context,
  values: Values,
  audience: Audience,
): Extract<SentChange, { readonly kind: 'message' }> {
  return { kind: 'message', text: readValue(values, 'text'), ...readFileIds(context, values), audience }
}

/** Everything that the send made of the case; the one message alone in a sentence of its own. */
export async function tellHappened(
  context: Context,
  supportCase: Case,
  { changes }: DoneChange,
): Promise<string> {
  const { actor, translator, service } = context
  const { t } = translator
  const { number } = supportCase
  const readers = await service.readersOf(actor, number)
  const named = readers.ok ? readers.value : undefined
  const made = await findMade(context, supportCase)
  const lines = happenedLines(made, named, actor, translator)
  const [change] = changes
  const isAlone = lines.length <= 1 && changes.length === 1
  if (isAlone && change?.kind === 'message' && named) {
    const names = { number, readers: nameReaders(change.audience, named, actor, translator) }
    return t(change.audience === 'internal' ? 'note.done' : 'reply.done', names)
  }
  return [t('happened.title', { number }), ...lines.map((line) => `• ${line}`)].join('\n')
}

/** The entries of this very commit: of one author and one moment, up to the case's newest. */
async function findMade({ actor, service }: Context, supportCase: Case): Promise<readonly Entry[]> {
  const shown = await service.show(actor, supportCase.number, { entries: 20 })
  if (!shown.ok) return []
  const { email } = toAuthor(actor)
  return shown.value.entries.filter(
    ({ seq, at, author }) =>
      seq <= supportCase.seq &&
      at.getTime() === supportCase.updatedAt.getTime() &&
      author.email.toLowerCase() === email.toLowerCase(),
  )
}

/** A typed line that became a note, and was perhaps meant for the other side. */
export function draftArgs(
  number: number,
  acting: string,
  draft: string,
): Readonly<Record<string, string>> | undefined {
  const args = { number: String(number), in: acting, draft }
  return fitsButton(args) ? args : undefined
}
