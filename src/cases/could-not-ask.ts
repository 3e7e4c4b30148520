/** Who could not be asked: the chat, or the directory with what people linked. */
export type UnaskedSource = 'chat' | 'directory'

/**
 * An answer could not be had just now: it is neither "no" nor "nobody". Whoever needs it tries again later; nothing is decided by it,
 * and it is kept nowhere in the place of an answer.
 */
export class CouldNotAsk extends Error {
  readonly source: UnaskedSource

  constructor(source: UnaskedSource, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'CouldNotAsk'
    this.source = source
  }
}

type Methods<Name extends string> = Readonly<Record<Name, (...parameters: never[]) => Promise<unknown>>>

/** The same port, whose questions of these names throw `CouldNotAsk` where they fail. The cause is kept for the log. */
export function withCouldNotAsk<Name extends string, Port extends Methods<Name>>(
  port: Port,
  source: UnaskedSource,
  names: readonly Name[],
): Port {
  const asked = names.map((name) => {
    const ask = async (...parameters: never[]) => {
      try {
        return await port[name](...parameters)
      } catch (cause) {
        if (cause instanceof CouldNotAsk) throw cause
        throw new CouldNotAsk(source, `The ${source} could not be asked (${name})`, { cause })
      }
    }
    return [name, ask] as const
  })
  return { ...port, ...Object.fromEntries(asked) }
}
