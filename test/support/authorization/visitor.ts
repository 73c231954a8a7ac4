import type { TestSandbox } from '#test/support/sandbox.ts'

type Bank = Pick<TestSandbox, 'sandbox' | 'request'>

/** A page as the visitor sees it. */
export type Seen = { readonly status: number; readonly text: string; readonly headers: Headers; readonly url: string }

/**
 * A minimal browser: cookies by path, forms by their button, redirects followed within the bank.
 */
export class Visitor {
  readonly #bank: Bank
  readonly cookies: { name: string; value: string; path: string; line: string }[] = []
  readonly more: Record<string, string>
  constructor(bank: Bank, more: Record<string, string> = {}) {
    this.#bank = bank
    this.more = more
  }

  get(url: string): Promise<Seen> {
    return this.send('GET', url)
  }

  /** Submits the form of a page: its hidden fields, then the typed ones. */
  submit(seen: Seen, typed: Record<string, string | string[]>): Promise<Seen> {
    const body = new URLSearchParams()
    for (const [, name, value] of seen.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
      body.set(name as string, value as string)
    for (const [name, value] of Object.entries(typed)) {
      body.delete(name)
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
    }
    return this.send('POST', seen.url, body.toString())
  }

  async send(method: string, url: string, body?: string, more: Record<string, string> = {}): Promise<Seen> {
    const at = new URL(url, this.#bank.sandbox.baseUrl)
    const cookie = this.cookies
      .filter(({ path }) => at.pathname === path || at.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const response = await this.#bank.request(at.href, {
      method,
      headers: {
        accept: 'text/html',
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded', origin: at.origin }),
        ...this.more,
        ...more,
      },
      ...(body !== undefined && { body }),
    })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    const location = response.headers.get('location')
    const next = location === null ? undefined : new URL(location, at)
    if (next && next.origin === at.origin) return this.get(next.href)
    return { status: response.status, text: await response.text(), headers: response.headers, url: at.href }
  }

  keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    const path = /; ?path=([^;]+)/i.exec(line)?.[1] ?? '/'
    const place = this.cookies.findIndex((one) => one.name === name && one.path === path)
    if (place >= 0) this.cookies.splice(place, 1)
    if (value !== '' && !/expires=Thu, 01 Jan 1970|max-age=0/i.test(line))
      this.cookies.push({ name, value, path, line })
  }
}

/** Returns the URL to which a page sends its browser by itself. */
export const onwardOf = ({ headers }: Seen): string => /url=(.*)$/.exec(headers.get('refresh') ?? '')?.[1] ?? ''
