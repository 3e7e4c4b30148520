export const digestFile: string
export function digestSources(root: string): string
