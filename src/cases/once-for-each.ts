/** What is made of a thing, made once as long as the thing itself is kept. It must depend on nothing else. */
export function onceForEach<Thing extends object, Made>(
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  const made = new WeakMap<Thing, { readonly one: Made }>()
  return (thing) => {
    const known = made.get(thing)
    if (known) return known.one
    const one = make(thing)
    made.set(thing, { one })
    return one
  }
}
