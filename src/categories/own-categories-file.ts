/** The operator's own file: more services and areas, other words for those that are there, some hidden. Loaded only when set. */
import type { z } from 'zod'
import { describeIssue, type Path } from '../config/describe-file-issues.ts'
import { readOperatorYaml, type YamlFault } from '../files/operator-yaml.ts'
import { applyOverrides, type Placed } from './catalogue-overrides.ts'
import { OwnArea, OwnService, SharedQuestions } from './catalogue-schema.ts'
import { createCategories, type SharedQuestions as Shared, type Tree } from './tree.ts'
import { type TreeIssue, validateTree } from './validate-tree.ts'

const sections = ['questions', 'services']
const nodeKeys = ['id', 'name', 'keywords', 'guidance', 'questions', 'hidden']

/** The tree as the file (YAML, so JSON as well) changes it. Throws a `FileValidationError` with every fault at once. */
export async function applyOwnCategoriesFile(tree: Tree, file: string): Promise<Tree> {
  const own = await readOperatorYaml('The categories file', file, sections)
  const read = readOwn(own.sections)
  const changed = applyOverrides(tree, read.services, read.questions)
  const faults: YamlFault[] = [
    ...read.faults,
    ...changed.faults,
    // What stands on a node that could not be read says nothing of the file.
    ...(read.faults.length === 0 && changed.faults.length === 0
      ? validateTree(changed.tree).map((fault) => ({
          path: toPath(fault, read.services),
          message: fault.message,
        }))
      : []),
  ]
  if (faults.length === 0) {
    if (createCategories(changed.tree).services.length > 0) return changed.tree
    faults.push({ path: ['services'], message: 'hides every category: leave one at least' })
  }
  throw own.unusable(faults)
}

interface Own {
  readonly questions: Shared
  readonly services: readonly Placed[]
  readonly faults: readonly YamlFault[]
}

/** Each node is checked for itself, so that one bad node hides no fault of another. */
function readOwn(raw: Readonly<Record<string, unknown>>): Own {
  const faults: YamlFault[] = Object.keys(raw)
    .filter((key) => !sections.includes(key))
    .flatMap((key) =>
      describeIssue({ code: 'unrecognized_keys', keys: [key], path: [], message: '' }, sections),
    )
  const checked = <Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    path: Path,
    keys: readonly string[],
  ) => {
    const result = schema.safeParse(value, { reportInput: true })
    if (result.success) return result.data
    for (const issue of result.error.issues)
      for (const fault of describeIssue(issue, keys))
        faults.push({ path: [...path, ...fault.path], message: fault.message })
    return undefined
  }
  const questions = checked(
    SharedQuestions,
    raw.questions ?? {},
    ['questions'],
    ['label', 'optional', 'choices'],
  )
  const listed = raw.services ?? []
  if (!Array.isArray(listed))
    faults.push({ path: ['services'], message: 'must be a list: lines that begin with "- "' })
  const services = (Array.isArray(listed) ? listed : []).flatMap((value, at): readonly Placed[] => {
    const path = ['services', at]
    const service = checked(OwnService, value, path, [...nodeKeys, 'areas'])
    if (!service) return []
    const areas = (service.areas ?? []).flatMap((one, index) => {
      const area = checked(OwnArea, one, [...path, 'areas', index], nodeKeys)
      return area ? [{ node: area, path: [...path, 'areas', index] }] : []
    })
    return [{ node: service, path, areas }]
  })
  return { questions: questions ?? {}, services, faults }
}

/** Where the file speaks of the node at fault; the file as a whole where it does not. */
function toPath({ service, area, key }: TreeIssue, services: readonly Placed[]): Path {
  const placed = services.find(({ node }) => node.id === service)
  const at = area ? placed?.areas.find(({ node }) => node.id === area) : undefined
  const path = at?.path ?? placed?.path ?? []
  return path.length > 0 && key ? [...path, key] : path
}
