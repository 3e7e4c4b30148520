/** An argument as text, whatever a caller put there: Slack answers nonsense, it does not break. */
export function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
