/** A view that no cutting can make fit, such as a button's arguments that are too long: our own bug, never the person's. */
export class RenderError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RenderFault'
  }
}
