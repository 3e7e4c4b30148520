import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { findProxy, readProxies } from '../../src/config/proxy-settings.ts'

const proxy = 'http://proxy.example.com:3128'

/** The proxy of an address; `straight` where there is none. */
function wayTo(address: string, env: Readonly<Record<string, string>>): string {
  const proxies = readProxies(env)
  return (proxies && findProxy(proxies, new URL(address))) ?? 'straight'
}

describe('the proxy', () => {
  it.each([
    ['https://slack.com/api/', {}, 'straight'],
    ['https://slack.com/api/', { HTTPS_PROXY: proxy }, proxy],
    ['https://slack.com/api/', { https_proxy: proxy }, proxy],
    ['https://slack.com/api/', { https_proxy: proxy, HTTPS_PROXY: 'http://other.example.com' }, proxy],
    ['https://slack.com/api/', { HTTPS_PROXY: ' ' }, 'straight'],
    ['https://slack.com/api/', { HTTP_PROXY: proxy }, proxy],
    ['http://slack.com/api/', { HTTP_PROXY: proxy }, proxy],
    ['http://slack.com/api/', { HTTPS_PROXY: proxy }, 'straight'],
    ['wss://wss-primary.slack.com/link', { HTTPS_PROXY: proxy }, proxy],
    ['ws://wss.example.com/link', { http_proxy: proxy }, proxy],
    ['http://localhost:4003/api/', { HTTP_PROXY: proxy }, 'straight'],
    ['http://127.0.0.1:4003/api/', { HTTP_PROXY: proxy }, 'straight'],
    ['http://[::1]:4003/api/', { HTTP_PROXY: proxy }, 'straight'],
  ])('of %s with %j is %s', (address, env, way) => {
    expect(wayTo(address, env)).toBe(way)
  })

  it.each([
    ['slack.com', 'https://slack.com/', true],
    ['slack.com', 'https://files.slack.com/', true],
    ['slack.com', 'https://notslack.com/', false],
    ['.slack.com', 'https://files.slack.com/', true],
    ['*.slack.com', 'https://files.slack.com/', true],
    ['SLACK.com', 'https://slack.com/', true],
    ['slack.com:443', 'https://slack.com/', true],
    ['slack.com:8443', 'https://slack.com/', false],
    ['*', 'https://slack.com/', true],
    ['a.example.com, slack.com', 'https://slack.com/', true],
    ['a.example.com slack.com', 'https://slack.com/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/99', 'https://10.1.2.3/', false],
    ['fd00::/8', 'https://[fd00::1]/', true],
    ['[fd00::1]:443', 'https://[fd00::1]/', true],
    ['fd00::1', 'https://[fd00::1]/', true],
    ['', 'https://slack.com/', false],
  ])('is left out by NO_PROXY=%s for %s: %s', (noProxy, address, straight) => {
    for (const name of ['NO_PROXY', 'no_proxy'])
      expect(wayTo(address, { HTTPS_PROXY: proxy, [name]: noProxy })).toBe(straight ? 'straight' : proxy)
  })

  it.each([
    ['proxy.example.com:3128', 'must be the address of an HTTP proxy'],
    ['socks5://proxy.example.com', 'is a SOCKS proxy'],
    ['"http://proxy.example.com"', 'has quotes around it'],
    ['http://me:verysecret/x@proxy.example.com:port', 'must be the address of an HTTP proxy'],
  ])('that is %s is a fault of the settings, told without a password', (value, message) => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']) {
      const fault = caught(() => readConfig({ [name]: value }))
      expect(fault?.issues).toEqual([{ setting: name, message: expect.stringContaining(message) }])
      expect(String(fault)).not.toContain('verysecret')
    }
  })
})

function caught(work: () => unknown): ConfigError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}
