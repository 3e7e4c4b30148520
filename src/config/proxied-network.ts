/** `fetch` (Slack's Web API, downloads, Google's keys) and Slack's sockets by the proxy of the environment. */
import type { Dispatcher } from 'undici'
import type { Environment } from './given-settings.ts'
import { readProxies } from './proxy-settings.ts'

/**
 * From now on every `fetch` of this process goes by the proxy that the environment names, if any. For entry points only, before the first
 * call. Mail and MongoDB speak protocols of their own and are called straight.
 */
export async function fetchByProxy(env: Environment): Promise<void> {
  const dispatcher = await createProxyDispatcher(env)
  if (!dispatcher) return
  const { setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(dispatcher)
}

/** For those who take one of their own, such as sockets; undefined where no proxy is set. Loaded only then. */
export async function createProxyDispatcher(env: Environment): Promise<Dispatcher | undefined> {
  const proxies = readProxies(env)
  if (!proxies) return undefined
  const { ProxyDispatcher } = await import('./proxy-dispatcher.ts')
  return new ProxyDispatcher(proxies)
}
