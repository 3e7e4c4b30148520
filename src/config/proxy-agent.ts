import { type Agent, type ClientRequest, globalAgent as httpAgent } from 'node:http'
import { globalAgent as httpsAgent } from 'node:https'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { Environment } from './given-settings.ts'
import { findProxy, readProxies } from './proxy-settings.ts'

/**
 * How Google's library calls, which brings a client of its own: by the proxy of the environment that is meant for an address, or straight.
 * Without it the library would go by rules of its own. Undefined where no proxy is set.
 */
export function createAgentChooser(env: Environment): ((url: URL) => Agent) | undefined {
  const proxies = readProxies(env)
  if (!proxies) return undefined
  return (url) => {
    const proxy = findProxy(proxies, url)
    if (proxy !== undefined) return createAgent(proxy)
    return url.protocol === 'https:' ? httpsAgent : httpAgent
  }
}

/** What the proxy answers is not taken for an answer of whoever was called. */
function createAgent(proxy: string): Agent {
  const agent = new HttpsProxyAgent(proxy)
  agent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }, request: ClientRequest) => {
    if (statusCode !== 200) request.destroy(new Error(`Proxy response (${statusCode}) !== 200`))
  })
  return agent
}

/** The same as options of the library: nothing where no proxy is set. */
export function toAgentOptions(env: Environment = process.env): { readonly agent?: (url: URL) => Agent } {
  const agent = createAgentChooser(env)
  return agent ? { agent } : {}
}
