/** The tree as the files tell it, and the catalogue that is made of it. */
import type {
  Categories,
  Category,
  CategoryService,
  Choice,
  LocalizedText,
  Product,
  Question,
} from '../cases/categories.ts'
import { createFinder, type Findable } from './find-categories.ts'

/** A question with its label, or the id of a shared one, with what is other here. */
interface SpelledQuestion {
  readonly id: string
  readonly label?: LocalizedText | undefined
  readonly optional?: boolean | undefined
  readonly choices?: readonly Choice[] | undefined
}

export interface AreaNode {
  readonly id: string
  readonly name: LocalizedText
  readonly keywords?: Keywords | undefined
  readonly guidance?: LocalizedText | undefined
  /** `scope` is short for `{ id: scope }`. */
  readonly questions?: readonly (string | SpelledQuestion)[] | undefined
  readonly hidden?: boolean | undefined
  /** CRE-10: a case of it is hidden from the customer unless its opener says otherwise. */
  readonly hiddenFromCustomer?: boolean | undefined
}

interface Keywords {
  readonly en?: readonly string[] | undefined
  readonly ja?: readonly string[] | undefined
}

/** Its guidance and its questions hold for all its areas; without areas it is a category itself. */
export interface ServiceNode extends AreaNode {
  readonly areas?: readonly AreaNode[] | undefined
}

export type SharedQuestions = Readonly<
  Record<string, Omit<SpelledQuestion, 'id'> & { readonly label: LocalizedText }>
>

export interface Tree {
  readonly products: readonly Product[]
  readonly questions: SharedQuestions
  readonly services: readonly ServiceNode[]
}

export function toPath(service: ServiceNode, area?: AreaNode): LocalizedText {
  if (!area) return service.name
  return {
    en: `${service.name.en} › ${area.name.en}`,
    ja: `${service.name.ja} › ${area.name.ja}`,
  }
}

export function collectGuidance(service: ServiceNode, area?: AreaNode): readonly LocalizedText[] {
  return [area?.guidance, service.guidance].filter((record) => record !== undefined)
}

export function collectQuestions(service: ServiceNode, area?: AreaNode): readonly SpelledQuestion[] {
  return [...(area?.questions ?? []), ...(service.questions ?? [])].map((question) =>
    typeof question === 'string' ? { id: question } : question,
  )
}

/** What the shared question of this id says, unless it says it itself. */
function toQuestion({ id, label, optional, choices }: SpelledQuestion, questions: SharedQuestions): Question {
  const shared = questions[id]
  return {
    id,
    // A question without any label is a fault of the tree.
    label: label ?? shared?.label ?? { en: id, ja: id },
    optional: optional ?? shared?.optional ?? false,
    choices: choices ?? (label ? [] : (shared?.choices ?? [])),
  }
}

/** The catalogue of a tree without faults. Nothing is prepared for the finding until somebody looks for something. */
export function createCategories(tree: Tree): Categories {
  const byId = new Map<string, Category>()
  const services = new Map<string, CategoryService>()
  for (const node of tree.services) {
    const all = listNodes(node).map((area) => toCategory(tree, node, area))
    for (const category of all) byId.set(category.id, category)
    const categories = all.filter(({ hidden }) => !hidden)
    if (categories.length > 0) services.set(node.id, { id: node.id, name: node.name, categories })
  }
  let finder: ((query: string) => readonly string[]) | undefined
  return {
    products: tree.products,
    services: [...services.values()],
    product: (id) => tree.products.find((product) => product.id === id),
    service: (id) => services.get(id),
    category: (id) => byId.get(id),
    find(query) {
      finder ??= createFinder(
        tree.services.flatMap((node) => findables(node)).filter(({ id }) => byId.get(id)?.hidden === false),
      )
      return finder(query).flatMap((id) => byId.get(id) ?? [])
    },
  }
}

/** The areas; none for a service that is a category itself. */
export function listNodes({ areas = [] }: ServiceNode): readonly (AreaNode | undefined)[] {
  return areas.length === 0 ? [undefined] : areas
}

function toCategory(tree: Tree, service: ServiceNode, area?: AreaNode): Category {
  const { id, name, hidden = false } = area ?? service
  return {
    id,
    service: service.id,
    name,
    path: toPath(service, area),
    guidance: collectGuidance(service, area),
    questions: collectQuestions(service, area).map((question) => toQuestion(question, tree.questions)),
    hidden: hidden || (service.hidden ?? false),
    hiddenFromCustomer: area?.hiddenFromCustomer ?? service.hiddenFromCustomer ?? false,
  }
}

function findables(service: ServiceNode): readonly Findable[] {
  return listNodes(service).map((area) => {
    const { id, name, keywords } = area ?? service
    return {
      id,
      paths: Object.values(toPath(service, area)),
      names: [name.en, name.ja],
      keywords: joinLanguages(keywords),
      serviceNames: area ? [service.name.en, service.name.ja] : [],
      serviceKeywords: area ? joinLanguages(service.keywords) : [],
    }
  })
}

function joinLanguages({ en = [], ja = [] }: Keywords = {}): readonly string[] {
  return [...en, ...ja]
}
