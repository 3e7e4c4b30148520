/**
 * Which calls go out by a proxy: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in small letters too, as curl and most programs take them.
 * Node 20 knows nothing of them, and each library that does has rules of its own; this is the one place that decides.
 */
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { ConfigIssue } from './config-error.ts'
import { type Environment, findSlip } from './given-settings.ts'

export interface Proxies {
  readonly https: string | undefined
  readonly http: string | undefined
  readonly noProxy: readonly NoProxyEntry[]
}

interface NoProxyEntry {
  /** `*` is every host. */
  readonly host: string
  readonly port: string | undefined
}

/** Undefined where no proxy is set. Small letters come first. */
export function readProxies(env: Environment): Proxies | undefined {
  const http = readOne(env, 'HTTP_PROXY')
  const https = readOne(env, 'HTTPS_PROXY') ?? http
  if (https === undefined && http === undefined) return undefined
  return {
    https,
    http,
    noProxy: (readOne(env, 'NO_PROXY') ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(toEntry),
  }
}

/** The address of the proxy that a call goes by; undefined where it goes straight. This machine is always called straight. */
export function findProxy({ https, http, noProxy }: Proxies, url: URL): string | undefined {
  const host = toHost(url.hostname)
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:'
  const port = url.port || (isSecure ? '443' : '80')
  if (isThisMachine(host) || noProxy.some((entry) => isMeant(entry, host, port))) return undefined
  return isSecure ? https : http
}

/** What is wrong with the variables, without the password that a proxy's address may hold. */
export function findProxyIssues(env: Environment): readonly ConfigIssue[] {
  return ['HTTPS_PROXY', 'HTTP_PROXY'].flatMap((name) => {
    const setting = env[name.toLowerCase()]?.trim() ? name.toLowerCase() : name
    const value = env[setting]?.trim()
    if (!value) return []
    const message = findSlip(setting, value) ?? findFault(value)
    return message === undefined ? [] : [{ setting, message }]
  })
}

function findFault(value: string): string | undefined {
  const address = URL.canParse(value) ? new URL(value) : undefined
  const isKnown = address?.protocol === 'http:' || address?.protocol === 'https:'
  if (isKnown && address.hostname !== '') return undefined
  if (/^socks/i.test(value)) return 'is a SOCKS proxy, which is not supported: name an HTTP proxy'
  return 'must be the address of an HTTP proxy, such as http://proxy.example.com:3128; in its user and password write @ as %40 and : as %3A'
}

function readOne(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined
}

function toEntry(text: string): NoProxyEntry {
  const [, host = text, port] = (isIPv6(text) ? undefined : /^(.+):(\d+)$/.exec(text)) ?? []
  return { host: toHost(host), port }
}

/** Without the brackets of an IPv6 address. */
function toHost(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$/g, '')
}

/** `example.com`, `.example.com` and `*.example.com` mean the host and all below it; `10.0.0.0/8` all addresses in it. */
function isMeant({ host, port }: NoProxyEntry, called: string, calledPort: string): boolean {
  if (port !== undefined && port !== calledPort) return false
  if (host === '*') return true
  if (host.includes('/')) return isInside(host, called)
  const name = host.replace(/^\*?\./, '')
  return called === name || called.endsWith(`.${name}`)
}

function isInside(subnet: string, called: string): boolean {
  const [net = '', bits = ''] = subnet.split('/')
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(net) === 0 || isIP(called) !== isIP(net) || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(net, Number(bits), family)
  return list.check(called, family)
}

function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || isInside('127.0.0.0/8', host)
  )
}
