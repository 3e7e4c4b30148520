/** One setting to mend. The message never holds the value of a secret. */
export interface ConfigIssue {
  readonly setting: string
  readonly message: string
}

/** Settings that cannot be used, with every issue at once. The caller prints `describeConfigIssues` and exits with `exitCode`. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[]
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78

  constructor(issues: readonly ConfigIssue[]) {
    super(issues.map(({ setting, message }) => `${setting} ${message}`).join('; '))
    this.name = 'ConfigError'
    this.issues = issues
  }
}

/** What stands on stderr: every issue on a line of its own, with how to mend it. */
export function describeConfigIssues(error: ConfigError): string {
  const width = Math.max(...error.issues.map(({ setting }) => setting.length))
  const lines = error.issues.map(({ setting, message }) => `  ${setting.padEnd(width)}  ${message}`)
  const count = error.issues.length === 1 ? '1 setting is' : `${error.issues.length} settings are`
  return `Casethread cannot start: ${count} invalid.\n\n${lines.join('\n')}\n`
}

/** The settings that are set, before they are checked. */
export type GivenSettings = Readonly<Record<string, string>>

/** Of settings that only serve together: where one of them is set, `required` that are not. */
export function findMissing(
  given: GivenSettings,
  { begun, required }: { readonly begun: readonly string[]; readonly required: readonly string[] },
): readonly ConfigIssue[] {
  const set = begun.filter((name) => given[name] !== undefined)
  if (set.length === 0) return []
  const message = `is missing: ${set.join(' and ')} cannot be used without it`
  return required.filter((name) => given[name] === undefined).map((setting) => ({ setting, message }))
}
