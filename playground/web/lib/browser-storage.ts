/** Keeps small things in the browser. A browser that forbids it (private mode, full disk) forgets, and nothing else breaks. */
export function saveItem(key: string, value: string): void {
  try {
    localStorage.setItem(`casethread:${key}`, value)
  } catch {
    // forgetting is fine
  }
}

export function loadItem(key: string): string | null {
  try {
    return localStorage.getItem(`casethread:${key}`)
  } catch {
    return null
  }
}

/** A record of strings; anything else that stands there counts as nothing. */
export function loadRecord(key: string): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(loadItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(
      Object.entries(kept).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    )
  } catch {
    return {}
  }
}
