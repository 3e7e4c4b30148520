/** The instructions of a Dockerfile in their order, each with what stands behind its name; continued lines are joined. */
export function readInstructions(text) {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name] = line.split(' ', 1)
      return { name: name.toUpperCase(), rest: line.slice(name.length).trim() }
    })
}
