/** NOT-4: the forms of `reply` and `note`. Who will read it stands above the text; neither has an audience to choose. */
import { statuses } from '../src/cases/case.ts'
import { textLimit } from '../src/cases/case-inputs.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { audienceField } from './audience-field.ts'
import { readersLine } from './audience-readers.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { filesInput } from './file-fields.ts'
import { authorName } from './labels.ts'
import { personalDataParts } from './new-form.ts'
import type { Block, Field, Form } from './view.ts'

/** To the other side. The desk also says what it waits for (UPD-7). */
export function replyForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, takesFiles, audience = 'everyone' } = options
  const { t } = translator
  const form = changeForm(
    'reply',
    options,
    { title: t('reply.title', { number: supportCase.number }), submit: t('reply.submit') },
    [
      ...readersBlock(options, audience),
      messageField(options, t('reply.text.placeholder')),
      ...(takesFiles ? [filesInput(translator)] : []),
      ...(actor.party === 'desk' ? [statusField(translator)] : []),
      ...personalDataParts(translator),
    ],
  )
  return { ...form, formState: { ...form.formState, audience } }
}

/** Internal. A chat message that is added is one as well, unless its audience is chosen. */
export function noteForm(options: ChangeFormOptions): Form {
  const { supportCase, actor, translator, takesFiles, added } = options
  const { t } = translator
  const { number } = supportCase
  const said = added?.author ? [t('add.author', { author: authorName(added.author, translator) })] : []
  return changeForm(
    'note',
    options,
    added
      ? { title: t('add.title', { number }), submit: t('add.submit') }
      : { title: t('note.title', { number }), submit: t('note.submit') },
    [
      ...(added ? [] : readersBlock(options, 'internal')),
      ...said.map((text): Block => ({ kind: 'text', text })),
      messageField(options, t('note.text.placeholder')),
      ...(takesFiles ? [filesInput(translator)] : []),
      ...(added ? [audienceField(actor, translator)] : []),
      ...personalDataParts(translator),
    ],
  )
}

function readersBlock(
  { readers, actor, translator }: ChangeFormOptions,
  audience: NonNullable<ChangeFormOptions['audience']>,
): readonly Block[] {
  if (!readers) return []
  return [{ kind: 'text', text: readersLine(audience, readers, actor, translator), tone: 'strong' }]
}

export function messageField(
  { translator: { t }, text, takesFiles }: ChangeFormOptions,
  placeholder: string,
): Field {
  return {
    kind: 'text',
    name: 'text',
    label: t('reply.text'),
    placeholder,
    multiline: true,
    maxLength: textLimit,
    ...(takesFiles ? { optional: true, hint: t('files.text.hint') } : {}),
    ...(text ? { initial: text } : {}),
  }
}

export function statusField({ t }: Translator): Field {
  return {
    kind: 'select',
    name: 'status',
    label: t('reply.status'),
    optional: true,
    placeholder: t('reply.status.keep'),
    options: statuses
      .filter((status) => status !== 'new' && status !== 'closed')
      .map((status) => ({ value: status, label: t(`status.${status}`) })),
  }
}
