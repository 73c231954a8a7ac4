import type { Context } from 'hono'
import { importDocument } from '#actions/snapshots/world-import.ts'
import { createWorld } from '#actions/worlds/worlds.ts'
import { textOf } from '#apps/console/field.ts'
import { showError, showPage } from '#apps/console/page.ts'
import { PageProblem, sessionEnded } from '#apps/console/page-problem.ts'
import { answerForm, lastWorldOf, readConsoleForm } from '#apps/console/routes.ts'
import {
  endSession,
  formTokenOf,
  newSession,
  readSession,
  type Session,
  withKey,
  withoutKey,
  writeSession,
} from '#apps/console/session.ts'
import type { Done, Routes, Shown } from '#apps/console/world-request.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { parseToken } from '#bank/consents/token.ts'
import { WorldRequest as NewWorldRequest } from '#bank/worlds/world.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'
import { findOrganiserGrant, listOtherWorlds, listOwnWorlds } from './entries.ts'
import { renderKeysPage } from './keys-page.ts'
import { readNewWorld } from './new-world.ts'
import { mountWorldForms } from './world-forms.ts'
import { renderWorldsPage } from './worlds-page.ts'

/** The largest document that is uploaded, in bytes. A Lambda gets at most 6 MB, in base64. */
const mostUploaded = { cloud: 4_000_000, local: 100_000_000 }

/** What a form outside a world does. */
type Act = (form: URLSearchParams, session: Session, files: ReadonlyMap<string, File>) => Promise<Done | Shown>

/** Mounts the list of worlds, and the ways in and out of the console. */
export function mountWorlds(routes: Routes): void {
  const { app, host } = routes
  const { sandbox } = host
  const root = basePathOf(sandbox)
  const list = `${root}/console/worlds`

  app.get('/console', (c) => {
    const last = lastWorldOf(readSession(c, host), host)
    return c.redirect(last === undefined ? list : `${root}/console/${last}`)
  })
  app.get('/console/worlds', async (c) => {
    try {
      return await showWorlds(c, host)
    } catch (error) {
      return showError(c, host, error)
    }
  })

  const post = (path: string, act: (c: Context) => Act, mostBytes?: number) =>
    app.post(path, async (c) => {
      try {
        const { form, session, files } = await readConsoleForm(c, host, mostBytes)
        return await answerForm(c, host, form, {
          act: () => act(c)(form, session, files),
          show: async (shown) => (shown instanceof Response ? shown : showPage(c, host, shown)),
          back: list,
        })
      } catch (error) {
        // The form stands on the page of worlds: it is shown again, with what is wrong.
        if (error instanceof PageProblem || !(error instanceof Problem)) return showError(c, host, error)
        return showWorlds(c, host, { title: 'That did not work', what: error.message }, error.status)
      }
    })

  post('/console/sign-in', (c) => async (form, session) => {
    const key = textOf(form, 'key')
    if (sandbox.organiserDigest !== undefined && parseToken(key) === null) {
      await admitOrganiserKey(host, key)
      writeSession(c, host, { ...session, organiser: key })
      return { to: list, said: 'You are signed in as the organiser: you see all worlds and can make some.' }
    }
    const id = await admitKey(host, key)
    writeSession(c, host, withKey(session, key))
    return { to: `${root}/console/${id}`, said: `You are signed in to ${id}.` }
  })
  post('/console/sign-out', (c) => async () => {
    endSession(c, host)
    return { to: list, said: 'You are signed out: this browser has forgotten its keys.' }
  })
  post('/console/forget', (c) => async (form, session) => {
    const id = form.get('world') ?? ''
    writeSession(c, host, withoutKey(session, id))
    return { to: list, said: `This browser has forgotten the key of ${id}.` }
  })
  post('/console/worlds', (c) => async (form, session) => {
    const grant = await requireOrganiser(host, session)
    const made = await createWorld(sandbox, grant, parseStrict(NewWorldRequest, readNewWorld(form), ''))
    writeSession(c, host, withKey(session, made.controlKey))
    return renderKeysPage(made, root)
  })
  post(
    '/console/import',
    (c) => async (form, session, files) => {
      const grant = await requireOrganiser(host, session)
      const document = files.get('document')
      if (!document || document.size === 0)
        throw new Problem('field-invalid', 'document: must be the file of an export; choose one')
      const bytes = new Uint8Array(await document.arrayBuffer())
      const made = await importDocument(sandbox, grant, { bytes, idempotencyKey: form.get('once') ?? '' })
      if (!('controlKey' in made)) throw new Error('a whole document makes a world')
      writeSession(c, host, withKey(session, made.controlKey))
      return renderKeysPage(made, root)
    },
    sandbox.isLocal ? mostUploaded.local : mostUploaded.cloud,
  )
  mountWorldForms(routes)
}

/** Shows the page of worlds, with what is wrong with a form that was sent. */
async function showWorlds(
  c: Context,
  host: Host,
  error?: { readonly title: string; readonly what: string },
  status = 200,
): Promise<Response> {
  const session = readSession(c, host)
  const opened = session ?? newSession(host)
  if (!session) writeSession(c, host, opened)
  const [own, grant] = await Promise.all([listOwnWorlds(host, session), findOrganiserGrant(host, session)])
  const others = grant ? await listOtherWorlds(host, grant, own, c.req.query('page')) : { worlds: [] }
  const page = renderWorldsPage({
    host,
    formToken: formTokenOf(opened),
    root: basePathOf(host.sandbox),
    own,
    others: others.worlds,
    next: 'next' in others ? others.next : undefined,
    mayCreate: grant !== undefined,
    isSignedIn: opened.keys.length > 0 || opened.organiser !== undefined,
    error,
  })
  return showPage(c, host, page, undefined, status)
}

/** Admits a control key, and returns the world that it opens. Says what else was sent. */
async function admitKey({ sandbox }: Host, key: string): Promise<string> {
  const token = parseToken(key)
  if (token?.kind === 'dev')
    throw new Problem(
      'grant-insufficient',
      'This is a developer token (dev_...). The console needs the control key of the world, which begins with ctl_.',
    )
  if (token === null)
    throw new Problem('token-invalid', 'This is not a control key. A control key looks like ctl_default_hackathon.')
  await admit(sandbox, 'world', { ...noCredentials, authorization: `Bearer ${key}` }, { takesWorldAsStored: true })
  return token.worldId
}

/** Admits the organiser key, where a text is sent that is no control key. */
async function admitOrganiserKey({ sandbox }: Host, key: string): Promise<void> {
  try {
    await admit(sandbox, 'worlds', { ...noCredentials, authorization: `Bearer ${key}` })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(
      'token-invalid',
      'This is neither a control key, which begins with ctl_, nor the organiser key of this sandbox.',
    )
  }
}

async function requireOrganiser(host: Host, session: Session) {
  const grant = await findOrganiserGrant(host, session)
  if (!grant) throw sessionEnded()
  return grant
}
