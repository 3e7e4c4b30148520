export interface Instruction {
  readonly name: string
  readonly rest: string
}
export function readInstructions(text: string): readonly Instruction[]
