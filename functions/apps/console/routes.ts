import type { Context, Hono } from 'hono'
import { claimForm, releaseForm } from '#actions/concurrency/sent-forms.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { parseToken } from '#bank/consents/token.ts'
import { noCredentials } from '#edge/credentials.ts'
import { hasFormToken, isFromOwnPage } from '#edge/form.ts'
import { admit } from '#edge/grant.ts'
import type { Host } from '#edge/host.ts'
import { readBodyBytes, readBodyText } from '#edge/input.ts'
import { basePathOf } from '#edge/origin.ts'
import type { World } from '#store/world.ts'
import { showError, showPage } from './page.ts'
import { formForeign, keyMissing, PageProblem, sessionEnded, withSignIn } from './page-problem.ts'
import { formTokenOf, newSession, readSession, type Session, withKey, writeSaid, writeSession } from './session.ts'
import type { Done, Routes, Shown, WorldRequest } from './world-request.ts'

/** The paths of a world's pages begin with this. */
const worldPath = '/console/:WorldId{wld_[a-z0-9]+}'

/** Returns the functions that mount pages and forms. */
export function routesOf(app: Hono, host: Host): Routes {
  const { sandbox } = host
  const named = (c: Context) => c.req.param('WorldId')
  const show = async (c: Context, request: WorldRequest, shown: Shown) =>
    shown instanceof Response ? shown : showPage(c, host, shown, request)

  const mountGet = (path: string, worldOf: WorldOf, render: (request: WorldRequest) => Promise<Shown>) =>
    app.get(path, async (c) => {
      let request: WorldRequest | undefined
      try {
        request = await enterWorldOf(c, host, worldOf(c))
        return await show(c, request, await render(request))
      } catch (error) {
        return showError(c, host, error, request)
      }
    })

  const mountPost = (
    path: string,
    worldOf: (c: Context, form: URLSearchParams) => string | undefined,
    act: (request: WorldRequest, form: URLSearchParams) => Promise<Done | Shown>,
  ) =>
    app.post(path, async (c) => {
      let request: WorldRequest | undefined
      try {
        const { form } = await readConsoleForm(c, host)
        const entered = await enterWorldOf(c, host, worldOf(c, form))
        request = entered
        return await answerForm(c, host, form, {
          act: () => act(entered, form),
          show: (shown) => show(c, entered, shown),
          back: entered.base,
        })
      } catch (error) {
        return showError(c, host, error, request)
      }
    })

  return {
    app,
    host,
    get: (path, render) => void mountGet(worldPath + path, named, render),
    post: (path, act) => void mountPost(worldPath + path, named, act),
    getHere: (path, render) =>
      void mountGet(path, (c) => c.req.query('world') ?? lastWorldOf(readSession(c, host), host), render),
    getAnywhere: (path, render) =>
      void app.get(path, async (c) => {
        let request: WorldRequest | undefined
        try {
          request = await enterIfOpen(c)
          const shown = await render(request, c)
          return shown instanceof Response ? shown : await showPage(c, host, shown, request)
        } catch (error) {
          return showError(c, host, error, request)
        }
      }),
    postHere: (path, act) =>
      void mountPost(path, (c, form) => form.get('world') ?? lastWorldOf(readSession(c, host), host), act),
  }

  /** Enters the world that the query names, or the last one; nothing if that is no longer open. */
  async function enterIfOpen(c: Context): Promise<WorldRequest | undefined> {
    const named = c.req.query('world')
    if (named !== undefined) return enter(c, host, named, basePathOf(sandbox))
    const last = lastWorldOf(readSession(c, host), host)
    if (last === undefined) return undefined
    return enter(c, host, last, basePathOf(sandbox)).catch((error) => {
      if (error instanceof PageProblem) return undefined
      throw error
    })
  }

  /** Enters a world, or asks for a key where the browser has none. */
  function enterWorldOf(c: Context, host: Host, worldId: string | undefined): Promise<WorldRequest> {
    if (worldId === undefined) throw keyMissing('any world')
    return enter(c, host, worldId, basePathOf(sandbox))
  }
}

type WorldOf = (c: Context) => string | undefined

/** Returns the world that a browser opened last, else the one that a laptop begins with. */
export function lastWorldOf(session: Session | undefined, { first }: Host): string | undefined {
  const [last] = session?.keys ?? []
  return last === undefined ? first?.id : parseToken(last)?.worldId
}

/**
 * Returns the control key with which a browser opens a world. On a laptop the first one is open.
 */
export const keyOf = (worldId: string, session: Session | undefined, { first }: Host): string | undefined =>
  session?.keys.find((key) => parseToken(key)?.worldId === worldId) ??
  (first?.id === worldId ? first.controlKey : undefined)

async function enter(c: Context, host: Host, worldId: string, root: string): Promise<WorldRequest> {
  const session = readSession(c, host)
  const key = keyOf(worldId, session, host)
  if (key === undefined) throw keyMissing(worldId.slice(0, 40))
  const credentials = { ...noCredentials, authorization: `Bearer ${key}` }
  const { world, grant } = await admit(host.sandbox, 'world', credentials, { worldId }).catch((error) => {
    throw withSignIn(error, worldId)
  })
  const opened = withKey(session ?? newSession(host), key)
  if (opened.keys[0] !== session?.keys[0]) writeSession(c, host, opened)
  return {
    c,
    host,
    world: world as World,
    grant: grant as Grant<'world'>,
    formToken: formTokenOf(opened),
    base: `${root}/console/${worldId}`,
  }
}

/** A form that a page of this browser has sent. */
type ReadForm = {
  readonly session: Session
  readonly form: URLSearchParams
  /** The files of a form that has any, by their fields. */
  readonly files: ReadonlyMap<string, File>
}

/**
 * Reads a form of the console, with files of at most `most` bytes together. Rejects one that no
 * page of this browser has sent.
 */
export async function readConsoleForm(c: Context, host: Host, most?: number): Promise<ReadForm> {
  const session = readSession(c, host)
  if (!isFromOwnPage(c, host.sandbox.baseUrl)) throw formForeign()
  if (session === undefined) throw sessionEnded()
  const files = new Map<string, File>()
  const form = new URLSearchParams()
  if (most === undefined)
    for (const [name, value] of new URLSearchParams(await readBodyText(c.req.raw))) form.append(name, value)
  else
    for (const [name, value] of await readParts(c, most))
      if (typeof value === 'string') form.append(name, value)
      else files.set(name, value)
  if (!hasFormToken(form, session.secret, 'console')) throw formForeign()
  return { session, form, files }
}

async function readParts(c: Context, most: number): Promise<FormData> {
  const bytes = await readBodyBytes(c.req.raw, most)
  try {
    return await new Response(bytes, { headers: { 'content-type': c.req.header('content-type') ?? '' } }).formData()
  } catch {
    throw formForeign()
  }
}

/**
 * Does what a form says, once: the same form sent again changes nothing, and says so. A form that
 * failed may be sent again.
 */
export async function answerForm(
  c: Context,
  host: Host,
  form: URLSearchParams,
  {
    act,
    show,
    back,
  }: {
    readonly act: () => Promise<Done | Shown>
    readonly show: (shown: Shown) => Promise<Response>
    /** The path that a form leads to which was sent before. */
    readonly back: string
  },
): Promise<Response> {
  const once = form.get('once') ?? ''
  if (!/^[a-z0-9]{20}$/.test(once)) throw formForeign()
  if (!(await claimForm(host.sandbox, once)))
    return redirect(c, host, { to: back, said: 'This form was sent before, so nothing was done again.' })
  const done = await act().catch(async (error) => {
    await releaseForm(host.sandbox, once)
    throw error
  })
  return 'to' in done ? redirect(c, host, done) : show(done)
}

function redirect(c: Context, host: Host, { to, said }: Done): Response {
  writeSaid(c, host, to, said)
  return c.redirect(to, 303)
}
