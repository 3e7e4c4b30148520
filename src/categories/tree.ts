/** The tree as the files tell it, what is wrong with it, and the catalogue that is made of it. */
import type { Categories, Category, CategoryService, Product, Question, Told } from '../cases/categories.ts'
import { createFinder } from './find.ts'
import {
  type AreaNode,
  entryLimit,
  mostQuestions,
  type QuestionNode,
  type ServiceNode,
  type SharedQuestions,
} from './schema.ts'

export interface Tree {
  readonly products: readonly Product[]
  readonly questions: SharedQuestions
  readonly services: readonly ServiceNode[]
}

/** What is wrong with a node, beyond its form. `key`: the part of the node at fault. */
export interface TreeFault {
  readonly service: string
  readonly area?: string
  readonly key?: 'id' | 'name' | 'guidance' | 'questions'
  readonly message: string
}

export function treeFaults(tree: Tree): readonly TreeFault[] {
  const seen = new Set<string>()
  const twice = (id: string) => {
    const before = seen.has(id)
    seen.add(id)
    return before
  }
  return tree.services.flatMap((service) => [
    ...(twice(service.id) ? [fault(service, undefined, 'id', 'stands here twice: make one of them')] : []),
    ...(service.areas.length === 0 ? nodeFaults(tree, service) : []),
    ...service.areas.flatMap((area) => [
      ...(twice(area.id) ? [fault(service, area, 'id', 'stands here twice: make one of them')] : []),
      ...(area.id.startsWith(`${service.id}.`)
        ? []
        : [fault(service, area, 'id', `must begin with its service: ${service.id}.`)]),
      ...nodeFaults(tree, service, area),
    ]),
  ])
}

function fault(
  service: ServiceNode,
  area: AreaNode | undefined,
  key: NonNullable<TreeFault['key']>,
  message: string,
): TreeFault {
  return { service: service.id, ...(area ? { area: area.id } : {}), key, message }
}

/** What only shows where a node stands: its path, what it inherits. */
function nodeFaults(tree: Tree, service: ServiceNode, area?: AreaNode): readonly TreeFault[] {
  const faults: TreeFault[] = []
  const told = (key: NonNullable<TreeFault['key']>, message: string) =>
    faults.push(fault(service, area, key, message))
  for (const path of Object.values(pathOf(service, area)))
    if (path.length > entryLimit)
      told('name', `makes "${path}", which is longer than ${entryLimit} characters: shorten it`)
  if (guidanceOf(service, area).length === 0)
    told('guidance', 'is missing: say what to check first and what to collect')
  const asked = questionsOf(service, area)
  if (asked.length > mostQuestions)
    told('questions', `are more than ${mostQuestions} together with the service's: ask less`)
  const ids = asked.map(({ id }) => id)
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
    told('questions', `ask "${id}" twice: keep one of them`)
  for (const { id, label } of asked) {
    if (label || tree.questions[id]) continue
    const shared = Object.keys(tree.questions).join(', ')
    told('questions', `"${id}" is no shared question: give it a label, or take one of ${shared}`)
  }
  return faults
}

function pathOf(service: ServiceNode, area?: AreaNode): Told {
  if (!area) return service.name
  return {
    en: `${service.name.en} › ${area.name.en}`,
    ja: `${service.name.ja} › ${area.name.ja}`,
  }
}

function guidanceOf(service: ServiceNode, area?: AreaNode): readonly Told[] {
  return [area?.guidance, service.guidance].filter((one) => one !== undefined)
}

function questionsOf(service: ServiceNode, area?: AreaNode): readonly QuestionNode[] {
  return [...(area?.questions ?? []), ...service.questions]
}

function questionOf({ id, ...own }: QuestionNode, shared: SharedQuestions): Question {
  const whole = { ...shared[id], ...own }
  return {
    id,
    // A question without any label is a fault of the tree.
    label: whole.label ?? { en: id, ja: id },
    optional: whole.optional ?? false,
    choices: whole.choices ?? [],
  }
}

/** The catalogue of a tree without faults. Nothing is prepared for the finding until somebody looks for something. */
export function createCategories(tree: Tree): Categories {
  const byId = new Map<string, Category>()
  const services = new Map<string, CategoryService>()
  for (const node of tree.services) {
    const all =
      node.areas.length === 0
        ? [categoryOf(tree, node)]
        : node.areas.map((area) => categoryOf(tree, node, area))
    for (const one of all) byId.set(one.id, one)
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
      finder ??= createFinder(tree.services.flatMap((node) => findable(node, byId)))
      return finder(query).flatMap((id) => byId.get(id) ?? [])
    },
  }
}

function categoryOf(tree: Tree, service: ServiceNode, area?: AreaNode): Category {
  const { id, name, hidden } = area ?? service
  return {
    id,
    service: service.id,
    name,
    path: pathOf(service, area),
    guidance: guidanceOf(service, area),
    questions: questionsOf(service, area).map((one) => questionOf(one, tree.questions)),
    hidden: hidden || service.hidden,
  }
}

/** What a category is found by: its own words before those of its service. */
function findable(service: ServiceNode, byId: ReadonlyMap<string, Category>) {
  const both = ({ en, ja }: { readonly en: readonly string[]; readonly ja: readonly string[] }) => [
    ...en,
    ...ja,
  ]
  const nodes = service.areas.length === 0 ? [undefined] : service.areas
  return nodes.flatMap((area) => {
    const { id, name, keywords } = area ?? service
    if (byId.get(id)?.hidden !== false) return []
    return {
      id,
      names: [name.en, name.ja],
      keywords: both(keywords),
      serviceNames: area ? [service.name.en, service.name.ja] : [],
      serviceKeywords: area ? both(service.keywords) : [],
    }
  })
}
