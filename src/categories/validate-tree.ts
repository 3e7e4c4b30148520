/** What is wrong with a tree beyond the form of its nodes: what only shows where a node stands. */
import { entryLimit, maxQuestions } from './catalogue-schema.ts'
import {
  type AreaNode,
  collectGuidance,
  collectQuestions,
  listNodes,
  type ServiceNode,
  type Tree,
  toPath,
} from './tree.ts'

/** `key`: the part of the node at fault. */
export interface TreeIssue {
  readonly service: string
  readonly area?: string
  readonly key: 'id' | 'name' | 'guidance' | 'questions'
  readonly message: string
}

export function validateTree(tree: Tree): readonly TreeIssue[] {
  const seen = new Set<string>()
  return tree.services.flatMap((service) =>
    listNodes(service).flatMap((area) => {
      const { id } = area ?? service
      const twice = seen.has(id)
      seen.add(id)
      return [
        ...(twice ? [{ key: 'id', message: 'stands here twice: make one of them' } as const] : []),
        ...placeFaults(service, area),
        ...questionFaults(tree, service, area),
      ].map((fault) => ({ service: service.id, ...(area ? { area: area.id } : {}), ...fault }))
    }),
  )
}

type Found = Pick<TreeIssue, 'key' | 'message'>

function placeFaults(service: ServiceNode, area: AreaNode | undefined): readonly Found[] {
  const faults: Found[] = []
  if (area && !area.id.startsWith(`${service.id}.`))
    faults.push({ key: 'id', message: `must begin with its service: ${service.id}.` })
  for (const path of new Set(Object.values(toPath(service, area)))) {
    if (path.length <= entryLimit) continue
    faults.push({
      key: 'name',
      message: `makes "${path}", which is longer than ${entryLimit} characters: shorten it`,
    })
  }
  if (collectGuidance(service, area).length === 0)
    faults.push({ key: 'guidance', message: 'is missing: say what to check first and what to collect' })
  return faults
}

function questionFaults(tree: Tree, service: ServiceNode, area: AreaNode | undefined): readonly Found[] {
  const asked = collectQuestions(service, area)
  const ids = asked.map(({ id }) => id)
  const told = (message: string): Found => ({ key: 'questions', message })
  return [
    ...(asked.length > maxQuestions
      ? [told(`are more than ${maxQuestions} together with the service's: ask less`)]
      : []),
    ...new Set(
      ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `ask "${id}" twice: keep one of them`),
    ),
    ...asked
      .filter(({ id, label }) => !label && !tree.questions[id])
      .map(
        ({ id }) =>
          `hold "${id}", which is no shared question: give it a label, or take one of ${Object.keys(tree.questions).join(', ')}`,
      ),
  ].map((one) => (typeof one === 'string' ? told(one) : one))
}
