/** The form of `new`, in the order of CRE-1. It grows with what is known: customer → product and category → guidance. */
import { actorKey } from '../src/cases/actor-key.ts'
import { type HeldBack, type Severity, severities } from '../src/cases/case.ts'
import { answerLimit, textLimit, titleLimit } from '../src/cases/case-inputs.ts'
import type { CustomerAccess } from '../src/cases/case-service.ts'
import type { Categories, Category, CategoryService, Question } from '../src/cases/categories.ts'
import type { Actor } from '../src/cases/policy.ts'
import { toReader } from '../src/cases/policy.ts'
import type { ThreadOption } from '../src/conversations/thread-places.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { areaField, areaOptions, serviceLabel } from './category-fields.ts'
import { describeThreadPlace, placeName, whyHeld } from './conversation-card.ts'
import { filesInput } from './file-fields.ts'
import { describeReader, grantLine } from './labels.ts'
import type { Block, Button, Field, Form } from './view.ts'

export interface NewFormOptions {
  readonly actor: Actor
  readonly translator: Translator
  readonly categories: Categories
  readonly now: Date
  /** The chosen customer, once there is one; the actor's own domain (CRE-10), or its own organisation (CRE-9). */
  readonly access?: Pick<CustomerAccess, 'customer' | 'grant'> | undefined
  /** CRE-10: the case is for the domain itself. */
  readonly isOwn?: boolean
  /** Why product and category cannot be filled (GRA-2). */
  readonly refused?: string | undefined
  /** The way to the customer's grant. */
  readonly ask?: Button | undefined
  readonly category?: Category | undefined
  /** The service that was chosen instead of a category: its areas are to choose from. */
  readonly service?: CategoryService | undefined
  /** Whether this platform's forms can take files. */
  readonly takesFiles: boolean
  /** UPD-4: the closed case that this one goes on from, and the follow-ups that are there already. */
  readonly followUp?: { readonly number: number; readonly others: readonly number[] } | undefined
  /** PLC-2: where the case's thread will be, and where it may be instead. Undefined while the customer is not known. */
  readonly thread?:
    | {
        readonly option: ThreadOption
        readonly options: readonly ThreadOption[]
        readonly needsFirstMessage: boolean
      }
    | undefined
  /** Why it is not where the person asks, where that is a conversation of several. */
  readonly notHere?: HeldBack['why'] | undefined
  /** What is filled in at first. */
  readonly initial: {
    readonly title?: string | undefined
    readonly description?: string | undefined
    readonly severity?: Severity | undefined
    /** CRE-10: a follow-up is hidden as the case is that it goes on from. */
    readonly hidden?: boolean | undefined
  }
}

/** Whether the customer does not see the case. */
export const hiddenField = 'hidden'

export function newForm(options: NewFormOptions): Form {
  const { translator, actor } = options
  const { t } = translator
  return {
    kind: 'form',
    command: 'new',
    title: t('new.title'),
    submit: t('new.submit'),
    close: t('form.cancel'),
    formState: {
      in: actorKey(actor),
      ...(options.access ? { customer: options.access.customer.id } : {}),
      ...(options.followUp ? { followUpOf: String(options.followUp.number) } : {}),
      ...(suggestsHidden(options) ? { suggested: 'hidden' } : {}),
    },
    ...(options.refused ? { problems: [t('new.refused'), options.refused] } : {}),
    parts: [
      { kind: 'quiet', parts: [t('form.acting', { domain: describeReader(toReader(actor), translator) })] },
      ...followUpBlocks(options),
      ...subjectParts(options),
      ...threadLine(options),
      ...product(options),
      titleField(options),
      ...categoryParts(options),
      ...hiddenParts(options),
      ...told(options),
    ],
  }
}

/** Of so many linked cases a button leads to each. */
export const maxLinked = 5

function followUpBlocks({ followUp, actor, translator: { t } }: NewFormOptions): readonly Block[] {
  if (!followUp) return []
  const { number, others } = followUp
  return [
    { kind: 'text', text: t('new.follow-up', { number }) },
    ...(others.length > 0
      ? [
          {
            kind: 'text',
            text: t('new.follow-up.others', { numbers: others.join(', ') }),
            tone: 'strong',
          } satisfies Block,
          {
            kind: 'actions',
            buttons: others.slice(0, maxLinked).map((other) => ({
              label: t('button.case', { number: other }),
              command: 'show',
              args: { number: String(other), in: actorKey(actor) },
            })),
          } satisfies Block,
        ]
      : []),
  ]
}

/** CRE-10: for whom, first; then which customer. A customer's own people open for their organisation alone (CRE-9). */
function subjectParts(options: NewFormOptions): readonly (Field | Block)[] {
  const { actor, translator, isOwn = false, followUp, access } = options
  const { t } = translator
  if (actor.party === 'customer')
    return [{ kind: 'text', text: t('new.for-organisation', { customer: actor.customer.name }) }]
  const domain = describeReader(toReader(actor), translator)
  const forWhom: Field = {
    kind: 'select',
    name: 'for',
    label: t('new.for'),
    options: [
      { value: 'customer', label: t('new.for.customer') },
      { value: 'own', label: t('new.for.own', { domain }) },
    ],
    initial: isOwn ? 'own' : 'customer',
    refresh: true,
  }
  const first = followUp ? [] : [forWhom]
  if (isOwn) return [...first, { kind: 'text', text: t('new.own.explain', { domain }) }]
  return [...first, customerField(options), ...(access ? customerFacts(options) : [])]
}

function suggestsHidden({ actor, isOwn, category, initial }: NewFormOptions): boolean {
  if (actor.party !== 'partner' || isOwn) return false
  return initial.hidden ?? category?.hiddenFromCustomer ?? false
}

/** CRE-10: offered once the category is known, which may suggest it. */
function hiddenParts(options: NewFormOptions): readonly Field[] {
  const { actor, access, refused, isOwn, category, translator } = options
  if (actor.party !== 'partner' || !access || refused || isOwn || !category) return []
  const { t } = translator
  return [
    {
      kind: 'checks',
      name: hiddenField,
      label: t('new.hidden'),
      optional: true,
      options: [{ value: 'yes', label: t('new.hidden.option'), description: t('new.hidden.detail') }],
      initial: suggestsHidden(options) ? ['yes'] : [],
      refresh: true,
    },
  ]
}

function customerField({ translator, actor, access }: NewFormOptions): Field {
  const { t } = translator
  return {
    kind: 'search',
    name: 'customer',
    label: t('new.customer'),
    hint: t('new.customer.hint', { domain: describeReader(toReader(actor), translator) }),
    placeholder: t('new.customer.placeholder'),
    source: 'customers',
    minQuery: 0,
    refresh: true,
    ...(access ? { initial: { value: access.customer.id, label: access.customer.name } } : {}),
  }
}

/** CRE-2: shown, never edited here. */
function customerFacts({ access, translator, now }: NewFormOptions): readonly Block[] {
  if (!access) return []
  const { t } = translator
  const { customer, grant } = access
  return [
    {
      kind: 'fields',
      fields: [
        {
          label: t('label.contact'),
          value: `${translator.nameOf(customer.contact.name)} · ${translator.nameOf(customer.contact.email)}`,
        },
        { label: t('label.address'), value: customer.address },
        { label: t('label.access'), value: grantLine(grant, translator, now, 'grant.state') },
        { label: t('label.support'), value: t(`tier.${customer.tier}`) },
      ],
    },
    { kind: 'quiet', parts: [t('new.readonly')] },
  ]
}

/** PLC-2: where the thread will be and who can read it, before anything is sent. */
function threadLine({ thread, notHere, actor, translator }: NewFormOptions): readonly (Field | Block)[] {
  if (!thread) return []
  const { t } = translator
  const { option, options, needsFirstMessage } = thread
  const readers = describeThreadPlace(option, translator)
  const declare: Button = {
    label: t('button.declare.here'),
    command: 'domain',
    args: { which: 'here', to: actorKey(actor) },
  }
  const canDeclare = notHere === 'undeclared' || notHere === 'unconfirmed' || notHere === 'present'
  return [
    ...(notHere
      ? [{ kind: 'text', text: t('thread.not-here', { why: whyHeld(notHere, translator) }) } satisfies Block]
      : []),
    ...(canDeclare ? [{ kind: 'actions', buttons: [declare] } satisfies Block] : []),
    ...(options.length > 1
      ? [
          {
            kind: 'select',
            name: 'thread',
            label: t('thread.choose'),
            options: options.map((each) => ({ value: each.key, label: placeName(each, translator) })),
            initial: option.key,
            refresh: true,
          } satisfies Field,
        ]
      : []),
    {
      kind: 'fields',
      fields: [
        {
          label: t('thread.readers'),
          value: needsFirstMessage ? `${readers}\n${t('new.thread.write-first')}` : readers,
        },
      ],
    },
  ]
}

/** GRA-2: product and category are there only with the grant; without it the form says why and what to do. */
function product(options: NewFormOptions): readonly (Field | Block)[] {
  const { access, refused, ask, translator, categories } = options
  const { t } = translator
  if (refused) {
    return [
      { kind: 'text', text: t('new.refused'), tone: 'strong' },
      { kind: 'text', text: refused },
      ...(ask ? [{ kind: 'actions', buttons: [ask] } satisfies Block] : []),
    ]
  }
  if (!access) return [{ kind: 'text', text: t('new.choose-customer') }]
  const [firstProduct] = categories.products
  return [
    {
      kind: 'select',
      name: 'product',
      label: t('new.product'),
      options: categories.products.map((product) => ({
        value: product.id,
        label: product.name[translator.locale],
      })),
      ...(firstProduct ? { initial: firstProduct.id } : {}),
    },
  ]
}

function titleField({ translator: { t }, initial }: NewFormOptions): Field {
  return {
    kind: 'text',
    name: 'title',
    label: t('new.case-title'),
    placeholder: t('new.case-title.placeholder'),
    maxLength: titleLimit,
    ...(initial.title ? { initial: initial.title } : {}),
  }
}

/** The category, then its guidance and questions. */
function categoryParts(options: NewFormOptions): readonly (Field | Block)[] {
  const { access, refused, category, translator } = options
  if (refused || !access) return []
  return [...categoryFields(options), ...(category ? guidance(category, translator) : [])]
}

/** Found by typing, or the service first and then one of its areas. */
function categoryFields({ translator, service, category }: NewFormOptions): readonly Field[] {
  const { t, locale } = translator
  const initial = service
    ? { value: service.id, label: serviceLabel(service, translator) }
    : category && { value: category.id, label: category.path[locale] }
  return [
    {
      kind: 'search',
      name: 'category',
      label: t('new.category'),
      hint: t('new.category.hint'),
      placeholder: t('new.category.placeholder'),
      source: 'categories',
      minQuery: 0,
      refresh: true,
      ...(initial ? { initial } : {}),
    },
    ...(service
      ? [
          {
            kind: 'select',
            name: areaField,
            label: t('new.area', { service: service.name[locale] }),
            options: areaOptions(service, translator),
            refresh: true,
            ...(category ? { initial: category.id } : {}),
          } satisfies Field,
        ]
      : []),
  ]
}

function guidance(category: Category, translator: Translator): readonly (Field | Block)[] {
  const { t, locale } = translator
  return [
    { kind: 'text', text: t('new.guidance'), tone: 'strong' },
    ...category.guidance.map((record): Block => ({ kind: 'text', text: record[locale] })),
    ...category.questions.map((question) => questionField(question, translator)),
  ]
}

function questionField({ id, label, optional, choices }: Question, { locale }: Translator): Field {
  const common = { name: `answer:${id}`, label: label[locale], optional }
  if (choices.length === 0) return { kind: 'text', ...common, maxLength: answerLimit }
  return {
    kind: 'select',
    ...common,
    options: choices.map((choice) => ({ value: choice.id, label: choice.name[locale] })),
  }
}

function told({
  translator,
  actor,
  access,
  initial,
  takesFiles,
}: NewFormOptions): readonly (Field | Block)[] {
  const { t } = translator
  return [
    {
      kind: 'text',
      name: 'description',
      label: t('new.description'),
      placeholder: t('new.description.placeholder'),
      multiline: true,
      maxLength: textLimit,
      ...(initial.description ? { initial: initial.description } : {}),
    },
    ...(takesFiles ? [filesInput(translator)] : []),
    {
      kind: 'select',
      name: 'severity',
      label: t('new.severity'),
      options: severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) })),
      initial: initial.severity ?? 'P3',
    },
    ...(access ? languageFields(access, translator) : []),
    // CRE-5: the partner answers for who else is told.
    ...(actor.party === 'partner'
      ? [
          {
            kind: 'text',
            name: 'share',
            label: t('new.share'),
            hint: t('share.hint'),
            optional: true,
            maxLength: textLimit,
          } satisfies Field,
        ]
      : []),
    ...personalDataParts(translator),
  ]
}

/** CRE-1: optional, by default the customer's own. */
function languageFields({ customer }: Pick<CustomerAccess, 'customer'>, { t }: Translator): readonly Field[] {
  return [
    {
      kind: 'select',
      name: 'language',
      label: t('new.language'),
      optional: true,
      options: (['ja', 'en'] as const).map((locale) => ({ value: locale, label: t(`language.${locale}`) })),
      initial: customer.language,
    },
    {
      kind: 'search',
      name: 'timeZone',
      label: t('new.time-zone'),
      optional: true,
      source: 'time-zones',
      minQuery: 0,
      initial: { value: customer.timeZone, label: customer.timeZone },
    },
  ]
}

/** CRE-3: said in every form that takes text, with the way to confirm. */
export function personalDataParts({ t }: Translator): readonly (Field | Block)[] {
  return [
    { kind: 'quiet', parts: [t('new.personal-data')] },
    {
      kind: 'checks',
      name: 'confirmed',
      label: t('new.confirm'),
      optional: true,
      options: [{ value: 'yes', label: t('new.confirm.option'), description: t('new.confirm.detail') }],
    },
  ]
}
