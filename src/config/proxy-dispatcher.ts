import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { findProxy, type Proxies } from './proxy-settings.ts'

/** Sends each call by the proxy that is meant for it, in a tunnel (CONNECT), or straight. */
export class ProxyDispatcher extends Agent {
  readonly #proxies: Proxies
  /** By their address. */
  readonly #agents = new Map<string, ProxyAgent>()

  constructor(proxies: Proxies) {
    // A socket has its connection to itself.
    super({ allowH2: false })
    this.#proxies = proxies
  }

  override dispatch(options: Agent.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const proxy = findProxy(this.#proxies, new URL(String(options.origin)))
    if (proxy === undefined) return super.dispatch(options, handler)
    return this.#agentOf(proxy).dispatch(options, handler)
  }

  #agentOf(proxy: string): ProxyAgent {
    const known = this.#agents.get(proxy)
    if (known) return known
    const agent = new ProxyAgent({ uri: proxy, proxyTunnel: true, allowH2: false })
    this.#agents.set(proxy, agent)
    return agent
  }
}
