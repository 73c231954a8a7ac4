import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import { bodyTextOf } from '#edge/input.ts'
import type { Trouble } from './texts.ts'

/** Ends a request with a page that says why. */
export class Stop extends Error {
  readonly why: Trouble
  constructor(why: Trouble) {
    super(why)
    this.name = 'Stop'
    this.why = why
  }
}

/** The interaction that a browser's cookie names, if the provider itself signed that cookie. */
export async function interactionIn(provider: Provider, cookie: string | undefined): Promise<string | undefined> {
  if (cookie === undefined) return undefined
  let uid: string | undefined
  // The provider's own reading of its cookie, so that its keys and its way of signing stay its business.
  const read = (req: IncomingMessage, res: ServerResponse) => {
    const { cookies } = provider.createContext(req, res)
    uid = cookies.get(provider.cookieName('interaction'), { signed: true })
    res.end()
  }
  await inject(read as never, { method: 'GET', url: '/', headers: { cookie } })
  return uid
}

/** What a form must carry to be taken: nobody can know it who does not see the page, which only one browser is shown. */
export const formToken = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(`form/${holder}`).digest('base64url')

/** No form of ours is longer, in bytes. */
const longestForm = 16_384

/** What a form says, once it is sure that a page of ours in the holder's browser sent it. No holder, no form. */
export async function formIn(
  c: Context,
  secret: string,
  holderOf: (form: URLSearchParams) => string | undefined,
  baseUrl: string,
): Promise<URLSearchParams> {
  checkOrigin(c, baseUrl)
  const form = new URLSearchParams(await bodyTextOf(c.req.raw, longestForm))
  const holder = holderOf(form)
  if (holder === undefined) throw new Stop('form-foreign')
  const [sent, right] = [Buffer.from(form.get('token') ?? ''), Buffer.from(formToken(secret, holder))]
  if (sent.length !== right.length || !timingSafeEqual(sent, right)) throw new Stop('form-foreign')
  return form
}

/** Browsers say which page a form came from; what says nothing has no cookies of anybody's either, or needs the token all the same. */
function checkOrigin(c: Context, baseUrl: string): void {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') throw new Stop('form-foreign')
  const origin = c.req.header('origin')
  if (origin === undefined) return
  // The sandbox may be reached by another name than its own: a forwarded port, a tunnel.
  if (origin !== new URL(baseUrl).origin && origin !== new URL(c.req.url).origin) throw new Stop('form-foreign')
}
