/**
 * What a file of the catalogue may hold, node by node. Unknown keys are faults: a mistyped `optional` must not ask in vain.
 * The operator's file is checked at each start, the files that are shipped by the tests: a start reads them as they are.
 */
import { z } from 'zod'

/** What a menu entry takes on Slack; Google Chat takes more. */
export const entryLimit = 75
/** Above a question. */
const labelLimit = 150
export const maxQuestions = 5
/** Slack shows so many radio buttons or menu entries without searching, and people read no more. */
const maxChoices = 10

function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max, `is longer than ${max} characters: shorten it`)
    .regex(/^[^\p{Cc}]*$/u, 'holds a line break or a control character: take it out')
}

/** Two languages, or one text that serves for both. */
function told(max: number) {
  return z.preprocess(
    (given) => (typeof given === 'string' ? { en: given, ja: given } : given),
    z.strictObject({ en: text(max), ja: text(max) }),
  )
}

/** YAML reads a bare 550 as a number. */
const Keyword = z.preprocess((given) => (typeof given === 'number' ? String(given) : given), text(60))

const Keywords = z.strictObject({
  en: z.array(Keyword).optional(),
  ja: z.array(Keyword).optional(),
})

const name = told(entryLimit)
const guidance = told(800)
const slug = z
  .string()
  .regex(
    /^[a-z0-9-]{1,40}$/,
    'is no id: write up to 40 small letters, digits and hyphens, such as message-id',
  )

const Choice = z.strictObject({ id: slug, name })

const spelled = {
  label: told(labelLimit).optional(),
  optional: z.boolean().optional(),
  choices: z
    .array(Choice)
    .refine((all) => all.length >= 2, 'needs two choices at least, or none')
    .max(maxChoices, `has more than ${maxChoices} choices: group them`)
    .refine(
      (all) => new Set(all.map(({ id }) => id)).size === all.length,
      'has two choices of the same id: give each its own',
    )
    .optional(),
}

/** A question with its label, or only the id of a shared one; `scope` is short for `{ id: scope }`. */
const QuestionNode = z.preprocess(
  (given) => (typeof given === 'string' ? { id: given } : given),
  z.strictObject({ id: slug, ...spelled }),
)
/** As the shipped files have it; the check makes an object of the short form. */
export type QuestionNode = string | z.infer<typeof QuestionNode>

const questions = z
  .array(QuestionNode)
  .max(maxQuestions, `asks more than ${maxQuestions} questions: ask less`)

/** By their ids; areas and services refer to them. */
export const SharedQuestions = z.record(slug, z.strictObject({ ...spelled, label: told(labelLimit) }))

const serviceId = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'is no id: write up to 40 small letters, digits and hyphens, such as gmail')
const areaId = z
  .string()
  .regex(
    /^[a-z0-9-]{1,40}\.[a-z0-9-]{1,39}$/,
    'is no id of an area: write its service, a dot and a word, such as gmail.delivery',
  )

const node = {
  name,
  keywords: Keywords.optional(),
  guidance: guidance.optional(),
  questions: questions.optional(),
  hidden: z.boolean().optional(),
  hiddenFromCustomer: z.boolean().optional(),
}

const AreaNode = z.strictObject({ id: areaId, ...node })

/** One service with the areas beneath it: a file of `data/categories/`. */
export const ServiceNode = z.strictObject({ id: serviceId, ...node, areas: z.array(AreaNode).optional() })

/** `data/categories.json`: what holds for all, and the services in the order in which they are shown. */
export const CatalogueFile = z.strictObject({
  products: z.array(z.strictObject({ id: slug, name })).min(1),
  questions: SharedQuestions,
  services: z.array(serviceId).min(1),
})

/** The operator's: what is left out of a node stays as it is. */
export const OwnArea = z.strictObject({ id: areaId, ...node, name: name.optional() })
export const OwnService = z.strictObject({
  id: serviceId,
  ...node,
  name: name.optional(),
  areas: z.array(z.unknown()).optional(),
})
