import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

/** Only after `npm run new-command hello`. */
const examples = ['commands/hello.ts', 'test/commands/hello.test.ts']
const named = /`((?:src|commands|views|test|playground|bench|\.ci)\/[\w./-]+)`/g

it('every file and folder of the repository that a document names is there', () => {
  const isThere = (path: string) =>
    [path, `${path}.ts`].some((file) => existsSync(new URL(file, packageRoot())))
  const documents = ['', 'docs/', 'docs/decisions/', 'bench/'].flatMap((folder) =>
    readdirSync(new URL(folder, packageRoot()))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}${file}`),
  )

  const missing = documents.flatMap((document) =>
    [...readFileSync(new URL(document, packageRoot()), 'utf8').matchAll(named)]
      .map(([, path = '']) => path)
      .filter((path) => !examples.includes(path) && !isThere(path))
      .map((path) => `${document}: ${path}`),
  )

  expect(missing).toEqual([])
})
