/** Lays the operator's nodes over the tree: what is left out of a node stays, keywords are added, new nodes stand before "other". */
import type { Path } from '../config/describe-file-issues.ts'
import type { AreaNode, ServiceNode, SharedQuestions, Tree } from './tree.ts'

/** A node of the operator's file: what it leaves out stays as it is. */
type OwnNode = Omit<AreaNode, 'name'> & { readonly name?: AreaNode['name'] | undefined }

/** A service of the operator's file with where it stands there. */
export interface Placed {
  readonly node: OwnNode
  readonly path: Path
  readonly areas: readonly { readonly node: OwnNode; readonly path: Path }[]
}

interface Fault {
  readonly path: Path
  readonly message: string
}

export function applyOverrides(
  tree: Tree,
  own: readonly Placed[],
  questions: SharedQuestions,
): { readonly tree: Tree; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [...doubles(own), ...doubles(own.flatMap(({ areas }) => areas))]
  const services = own.reduce<readonly ServiceNode[]>((all, placed) => {
    const known = all.find(({ id }) => id === placed.node.id)
    const base = changed(known, placed.node, placed.path, faults)
    if (!base) return all
    if (known && !known.areas && placed.areas.length > 0) {
      const message = `stand beneath ${known.id}, which is a category itself: make a service of your own for them`
      faults.push({ path: [...placed.path, 'areas'], message })
      return all
    }
    const areas = placed.areas.reduce<readonly AreaNode[]>((before, { node, path }) => {
      const area = changed(
        before.find(({ id }) => id === node.id),
        node,
        path,
        faults,
      )
      return area ? put(before, area) : before
    }, known?.areas ?? [])
    return put(all, { ...base, areas })
  }, tree.services)
  return { tree: { ...tree, questions: { ...tree.questions, ...questions }, services }, faults }
}

function doubles(
  placed: readonly { readonly node: { readonly id: string }; readonly path: Path }[],
): readonly Fault[] {
  return placed
    .filter(({ node }, index) => placed.findIndex((one) => one.node.id === node.id) < index)
    .map(({ path }) => ({ path: [...path, 'id'], message: 'stands in this file twice: make one of them' }))
}

function changed(
  known: AreaNode | undefined,
  own: OwnNode,
  path: Path,
  faults: Fault[],
): AreaNode | undefined {
  const name = own.name ?? known?.name
  if (!name) {
    faults.push({
      path: [...path, 'id'],
      message: `${own.id} is not in the catalogue: correct it, or give it a name if it is new`,
    })
    return undefined
  }
  return {
    id: own.id,
    name,
    keywords: {
      en: [...(known?.keywords?.en ?? []), ...(own.keywords?.en ?? [])],
      ja: [...(known?.keywords?.ja ?? []), ...(own.keywords?.ja ?? [])],
    },
    guidance: own.guidance ?? known?.guidance,
    questions: own.questions ?? known?.questions,
    hidden: own.hidden ?? known?.hidden,
    hiddenFromCustomer: own.hiddenFromCustomer ?? known?.hiddenFromCustomer,
  }
}

/** In its place if it is there; else at the end, but before what is for everything else (`other`, `gmail.other`). */
function put<T extends { readonly id: string }>(all: readonly T[], one: T): readonly T[] {
  if (all.some(({ id }) => id === one.id)) return all.map((before) => (before.id === one.id ? one : before))
  const last = all.at(-1)
  return last && /(^|\.)other$/.test(last.id) ? [...all.slice(0, -1), one, last] : [...all, one]
}
