import type { TestSandbox } from '#test/support/sandbox.ts'

/** What a browser sees of a page. */
export type SeenPage = {
  readonly status: number
  /** The path that redirects led to, without its anchor. */
  readonly path: string
  readonly text: string
  /** The cookies that the last answer has set, as they were sent. */
  readonly cookies: readonly string[]
}

/** A form as it stands on a page: where it goes, and its fields. */
export type SeenForm = { readonly action: string; readonly fields: Record<string, string> }

/** A browser in process: keeps cookies, follows redirects, and sends the forms of pages. */
export class Visitor {
  readonly jar = new Map<string, string>()
  readonly #sandbox: TestSandbox
  constructor(sandbox: TestSandbox) {
    this.#sandbox = sandbox
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<SeenPage> {
    return this.#ask(path, { headers })
  }

  /** Sends a form, with changes of its fields. */
  async send(
    { action, fields }: SeenForm,
    changes: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<SeenPage> {
    return this.#ask(action, { method: 'POST', headers, body: new URLSearchParams({ ...fields, ...changes }) })
  }

  /** Sends a form with a file. */
  async upload({ action, fields }: SeenForm, name: string, file: Uint8Array<ArrayBuffer>): Promise<SeenPage> {
    const body = new FormData()
    for (const [field, value] of Object.entries(fields)) if (field !== name) body.set(field, value)
    body.set(name, new Blob([file]), 'world.ndjson')
    return this.#ask(action, { method: 'POST', body })
  }

  /** Downloads a file. */
  async download(path: string): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#sandbox.request(path, { headers: { cookie } })
    return {
      name: response.headers.get('content-disposition') ?? '',
      bytes: new Uint8Array(await response.arrayBuffer()),
    }
  }

  async #ask(path: string, init: RequestInit): Promise<SeenPage> {
    const headers = new Headers(init.headers)
    if (this.jar.size > 0) headers.set('cookie', [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.#sandbox.request(path, { ...init, headers })
    const cookies = response.headers.getSetCookie()
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string]
      if (value === '') this.jar.delete(name)
      else this.jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null) return this.#ask(location, {})
    return { status: response.status, path: path.replace(/#.*/, ''), text: await response.text(), cookies }
  }
}

/** Returns the sentence that a page says about the form that led to it. */
export const saidOn = ({ text }: SeenPage): string | undefined => /role="status">([^<]*)</.exec(text)?.[1]

/** Returns the form of a page whose action ends like this. */
export function formOf({ text }: SeenPage, actionEnd: string): SeenForm {
  for (const [, action = '', content = ''] of text.matchAll(
    /<form method="post" action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g,
  )) {
    if (!action.endsWith(actionEnd)) continue
    const inputs = [...content.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag)
    const fields = inputs.flatMap((tag) => {
      const [, name] = /\bname="([^"]*)"/.exec(tag) ?? []
      const [, value = ''] = /\bvalue="([^"]*)"/.exec(tag) ?? []
      return name === undefined ? [] : [[name, value] as const]
    })
    return { action, fields: Object.fromEntries(fields) }
  }
  throw new Error(`the page has no form whose action ends with ${actionEnd}`)
}
