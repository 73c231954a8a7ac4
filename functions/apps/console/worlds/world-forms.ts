import { html } from 'hono/html'
import * as z from 'zod'
import { exportWorld, pageBytes } from '#actions/snapshots/world-export.ts'
import { stateOfWorld } from '#actions/snapshots/world-state.ts'
import { createToken } from '#actions/worlds/tokens.ts'
import { updateWorld } from '#actions/worlds/update.ts'
import { deleteWorld } from '#actions/worlds/worlds.ts'
import { numberOf, textOf } from '#apps/console/field.ts'
import { worldForm } from '#apps/console/form.ts'
import { PageProblem } from '#apps/console/page-problem.ts'
import { newSession, readSession, withoutKey, writeSession } from '#apps/console/session.ts'
import type { Done, Routes, Shown, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { worldLifeChange } from '#bank/worlds/life.ts'
import { basePathOf } from '#edge/origin.ts'
import { snippet } from '#looks/index.ts'
import { parseLabels } from './new-world.ts'

const Settings = z.strictObject(worldLifeChange)

/** Mounts what is done to a world as a whole: its keys, its name, its export and its end. */
export function mountWorldForms({ get, post }: Routes): void {
  post('/tokens', async ({ world, grant, base }, form): Promise<Shown> => {
    const { developerToken, customer } = await createToken(world, grant, textOf(form, 'customer'))
    return {
      title: 'A developer token · Sandbank console',
      main: html`<div class="narrow"><h1>A developer token</h1><p class="lead">It reads the accounts of ${customer === 'all' ? 'all customers' : customer}, and pays from them. It is not shown again.</p>
${snippet('new-token', developerToken)}<p><a class="btn" href="${base}">Back to ${world.id}</a></p></div>`,
    }
  })

  post('/settings', async ({ world, grant, base }, form): Promise<Done> => {
    const name = textOf(form, 'name')
    const labels = textOf(form, 'labels')
    const before = Object.keys(world.record.labels ?? {}).map((key) => [key, null] as const)
    const change = {
      name: name === '' ? null : name,
      labels: { ...Object.fromEntries(before), ...(labels === '' ? {} : parseLabels(labels)) },
      ...(textOf(form, 'hours') !== '' && { expiresInHours: numberOf(form, 'hours') }),
    }
    await updateWorld(world, grant, parseStrict(Settings, change))
    return { to: base, said: 'The world has its new settings.' }
  })

  get('/export', async ({ world, grant, host }) => {
    const most = host.sandbox.isLocal ? pageBytes.local : pageBytes.cloud
    const { bytes, next } = await exportWorld(stateOfWorld(world), grant, undefined, most)
    if (next !== undefined)
      throw new PageProblem(
        413,
        'This world is too large for one download',
        `Nothing was changed. Export it in pages: GET /control/worlds/${world.id}/export, or sandbank world export ${world.id}.`,
        'world',
      )
    return new Response(bytes, {
      headers: {
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="${world.id}.ndjson"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  })

  get('/delete', async (request) => {
    rejectFirst(request)
    return renderDeletePage(request)
  })
  post('/delete', async (request, form): Promise<Done> => {
    rejectFirst(request)
    const { c, host, world, grant } = request
    const typed = textOf(form, 'confirmed')
    if (typed !== world.id)
      throw new Problem('field-invalid', `confirmed: must be ${world.id}, to delete it (got ${typed.slice(0, 60)})`)
    await deleteWorld(world, grant)
    writeSession(c, host, withoutKey(readSession(c, host) ?? newSession(host), world.id))
    return { to: `${basePathOf(host.sandbox)}/console/worlds`, said: `${world.id} is deleted.` }
  })
}

/** The world that a laptop begins with comes back at the next start, so it is not deleted here. */
function rejectFirst({ host, world }: WorldRequest): void {
  if (host.first?.id !== world.id) return
  throw new PageProblem(
    409,
    `${world.id} belongs to this sandbox`,
    'It cannot be deleted here. Reset it instead: its bank is then as it was at the start.',
    'world',
  )
}

function renderDeletePage(request: WorldRequest): SitePage {
  const { world, base } = request
  return {
    title: `Delete ${world.id} · Sandbank console`,
    main: html`<div class="narrow"><h1>Delete ${world.record.name ?? world.id}?</h1>
<p class="lead">Everything in it ends: its partners, consents, payments, snapshots and keys. Forks of it stay. This cannot be undone.</p>
${worldForm(
  request,
  '/delete',
  html`<label class="small" for="confirmed">To confirm, type <code>${world.id}</code></label><input class="box" id="confirmed" name="confirmed" autocomplete="off" autocapitalize="off" spellcheck="false" required>
<div class="row"><button class="btn">Delete ${world.id}</button><a class="btn quiet" href="${base}">Keep it</a></div>`,
  { look: 'stacked' },
)}</div>`,
  }
}
