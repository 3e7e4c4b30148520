/** What a browser does with HTTP and no more: keeps cookies per host, follows redirects one by one, sends forms. */
export interface Visit {
  readonly status: number
  readonly url: string
  readonly text: string
  readonly headers: Headers
}

export interface Visitor {
  /** One request, no redirect followed. */
  get(url: string): Promise<Visit>
  post(url: string, fields: Readonly<Record<string, string>>): Promise<Visit>
  /** Goes on until something else than a redirect is answered. */
  follow(url: string): Promise<Visit>
  /** Sends the page's form whose hidden or shown words hold `holding`. */
  submit(page: Visit, holding?: string): Promise<Visit>
}

export function aVisitor(language = 'en'): Visitor {
  const jars = new Map<string, Map<string, string>>()

  async function visit(url: string, init: RequestInit = {}): Promise<Visit> {
    const jar = jars.get(new URL(url).host) ?? new Map<string, string>()
    jars.set(new URL(url).host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { 'Accept-Language': language, ...(cookie ? { Cookie: cookie } : {}) },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (/Max-Age=0/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return { status: response.status, url, text: await response.text(), headers: response.headers }
  }

  async function onwards(page: Visit): Promise<Visit> {
    const location = page.headers.get('location')
    return location ? onwards(await visit(new URL(location, page.url).href)) : page
  }

  const post = (url: string, fields: Readonly<Record<string, string>>) =>
    visit(url, { method: 'POST', body: new URLSearchParams(fields) })

  return {
    get: (url) => visit(url),
    post,
    follow: async (url) => onwards(await visit(url)),
    async submit(page, holding = '') {
      const forms = [...page.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
      const form = forms.find(([whole]) => whole.includes(holding))
      if (!form) throw new Error(`There is no form with ${holding} on ${page.url}`)
      const fields = [...(form[2] ?? '').matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)]
      const values = Object.fromEntries(
        fields.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
      )
      return onwards(await post(new URL(form[1] ?? '', page.url).href, values))
    },
  }
}
