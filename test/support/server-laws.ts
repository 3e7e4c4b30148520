/** What holds at every server of ours, whichever library made it. */
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { halfPost, malformedTargets, requestFor, statusOf, written } from './raw-request.ts'
import type { LogLine } from './recording-log.ts'

export interface Served {
  readonly url: string
  readonly log: { readonly lines: readonly LogLine[] }
}

export function describeRequests(served: () => Served): void {
  it.each(malformedTargets)('answers 400 to a request for %s, with one log line', async (target) => {
    const { url, log } = served()
    const before = log.lines.length

    expect(await statusOf(url, requestFor(target))).toBe(400)
    expect(log.lines.slice(before)).toMatchObject([{ level: 'warn' }])
  })

  it('answers no target whatever with a fault', async () => {
    const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS')
    await fc.assert(
      fc.asyncProperty(methods, anyTarget(), async (method, target) => {
        // Node hangs up on what is not even HTTP, or answers it with 400 itself.
        const status = (await statusOf(served().url, requestFor(target, method))) ?? 400
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 200 },
    )

    expect(await statusOf(served().url, requestFor('/healthz'))).toBe(200)
  })

  it('answers HEAD /healthz as it does GET, and no other method', async () => {
    const statuses = ['GET', 'HEAD', 'POST'].map((method) =>
      statusOf(served().url, requestFor('/healthz', method)),
    )

    expect(await Promise.all(statuses)).toEqual([200, 200, 404])
  })
}

/** A POST to this path whose client is gone before the body is here. */
export async function expectBrokenOffNoted(
  { url, log }: Served,
  path: string,
  headers?: Readonly<Record<string, string>>,
): Promise<void> {
  const before = log.lines.length
  const socket = await written(url, halfPost(path, headers))
  // What comes second is answered second: by then the first has been taken up.
  await statusOf(url, requestFor('/healthz'))
  socket.destroy()

  await vi.waitFor(() => expect(log.lines.slice(before)).toHaveLength(1))
  const [line] = log.lines.slice(before)
  expect(line).toMatchObject({ level: 'info', message: expect.stringContaining('broken off') })
  expect(line?.fields).not.toHaveProperty('err')
  expect(await statusOf(url, requestFor('/healthz'))).toBe(200)
}

function anyTarget(): fc.Arbitrary<string> {
  const signs = ['/', '\\', '[', ']', '%', '%zz', ':', '@', '?', '#', '..', 'link', 'files', 'slack', 'http:']
  return fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.webPath().map((path) => `/link${path}`),
    fc.webPath().map((path) => `/files${path}`),
    fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((text) => !/[\s\0]/.test(text)),
  )
}
