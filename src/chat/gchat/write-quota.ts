/** A wait that Google's quota asks for: of one space, or of all that this project writes. */
export interface Wait {
  readonly ms: number
  readonly scope: 'space' | 'project'
}

/** Keeps what this process writes within Google's quotas, so that they are seldom met. */
export interface WriteQuota {
  /** Counts a write to this space; or says how long to wait before the next ones, and then counts nothing. */
  take(space: string): Wait | undefined
}

/** So many at once, then one each `everyMs`. */
interface Quota {
  readonly burst: number
  readonly everyMs: number
}

/** Google: 60 a minute, by its newer pages one a second, shared by all apps of the space. */
const ofSpace: Quota = { burst: 5, everyMs: 1_100 }
/** Google: 3,000 a minute. */
const ofProject: Quota = { burst: 100, everyMs: 22 }

/** Spaces that rest need not be remembered. */
const maxSpaces = 1_000

/**
 * Leaky buckets. A space that is out of room rests until half of its room is back: what waits there then goes out together, not
 * each with a wake-up of its own.
 */
export function createWriteQuota(now: () => number): WriteQuota {
  const project = createBucket(ofProject, now)
  const spaces = new Map<string, Bucket>()

  function findBucket(space: string): Bucket {
    const known = spaces.get(space)
    if (known) return known
    if (spaces.size >= maxSpaces)
      for (const [name, bucket] of spaces) if (bucket.isEmpty()) spaces.delete(name)
    const bucket = createBucket(ofSpace, now)
    spaces.set(space, bucket)
    return bucket
  }

  return {
    take(space) {
      const bucket = findBucket(space)
      const spaceMs = bucket.waitMs()
      if (spaceMs > 0) return { ms: spaceMs, scope: 'space' }
      const projectMs = project.waitMs()
      if (projectMs > 0) return { ms: projectMs, scope: 'project' }
      bucket.add()
      project.add()
      return undefined
    },
  }
}

interface Bucket {
  /** 0 while there is room. */
  waitMs(): number
  add(): void
  isEmpty(): boolean
}

function createBucket({ burst, everyMs }: Quota, now: () => number): Bucket {
  /** When all that was written will have leaked out. */
  let emptyAt = 0
  const filledMs = () => Math.max(0, emptyAt - now())
  return {
    waitMs: () => (filledMs() <= (burst - 1) * everyMs ? 0 : filledMs() - Math.floor(burst / 2) * everyMs),
    add() {
      emptyAt = Math.max(emptyAt, now()) + everyMs
    },
    isEmpty: () => filledMs() === 0,
  }
}
