/**
 * DOM-4: a domain or a person may get another name, and stays who it is. Everything that is stored, and everything within, goes by the
 * id: the first name that it had here. What people read, and where they are written to, is the name of today.
 */

/** One that was renamed; domains by their name, people by their e-mail. */
export interface Renaming {
  readonly id: string
  readonly present: string
  /** Oldest first. */
  readonly formerly: readonly string[]
}

export interface Names {
  /** The name of today of what goes by this id; whatever else it is given comes back as it is. */
  presentName(id: string): string
  /** The id of what has or had this name; whatever else it is given comes back as it is. */
  idOf(name: string): string
  /**
   * As `idOf`, where the name is a proof (an e-mail that a chat or Google vouches for): undefined for a former name, which may be
   * somebody else's by now.
   */
  provedId(name: string): string | undefined
  /** The id with every other name that it has or had: something may have been stored under one of them before that was recorded. */
  everyName(id: string): readonly string[]
  /** Nothing was ever renamed. */
  readonly isEmpty: boolean
}

export function createNames(renamings: Iterable<Renaming>): Names {
  const byId = new Map<string, Renaming>()
  const ids = new Map<string, string>()
  for (const renaming of renamings) {
    // A person may stand in several places, and the former names in one of them.
    const formerly = [...new Set([...(byId.get(renaming.id)?.formerly ?? []), ...renaming.formerly])]
    byId.set(renaming.id, { ...renaming, formerly })
    for (const name of [renaming.present, ...renaming.formerly]) ids.set(name, renaming.id)
  }
  const presentName = (id: string) => byId.get(id)?.present ?? id
  return {
    presentName,
    idOf: (name) => ids.get(name) ?? name,
    provedId(name) {
      const id = ids.get(name)
      if (id === undefined) return name
      return presentName(id) === name ? id : undefined
    },
    everyName(id) {
      const renaming = byId.get(id)
      return renaming ? [...new Set([id, ...renaming.formerly, renaming.present])] : [id]
    },
    isEmpty: byId.size === 0,
  }
}

export const noNames: Names = createNames([])

/** The names as they are at each question. */
export function liveNames(current: () => Names): Names {
  return {
    presentName: (id) => current().presentName(id),
    idOf: (name) => current().idOf(name),
    provedId: (name) => current().provedId(name),
    everyName: (id) => current().everyName(id),
    get isEmpty() {
      return current().isEmpty
    },
  }
}
