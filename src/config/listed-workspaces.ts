/** Whether one of the operator's lists names a workspace, or the organisation that it is in. */
export function isListed(
  { team, enterprise }: { readonly team: string; readonly enterprise: string | undefined },
  ids: readonly string[],
): boolean {
  return ids.includes(team) || (enterprise !== undefined && ids.includes(enterprise))
}
