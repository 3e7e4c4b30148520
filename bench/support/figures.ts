import { cpus, totalmem } from 'node:os'

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${gigabytes} GiB`
}

/** One row of the table in bench/README.md. */
export function row(
  name: string,
  ours: readonly number[],
  reference: readonly number[],
  unit: string,
  digits = 0,
): string {
  const ratios = ours.map((one, index) => one / (reference[index] ?? Number.NaN))
  const told = (numbers: readonly number[]) =>
    `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`
  return `| ${name} | ${told(ours)} ${unit} | ${told(reference)} ${unit} | ${median(ratios).toFixed(2)}x |`
}

export const header = '| what | Casethread: median (min–max) | reference | ratio |\n|---|---|---|---|'
