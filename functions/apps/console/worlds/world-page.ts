import { html } from 'hono/html'
import { panels } from '#apps/console/panels.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type Html, plainBadge } from '#looks/index.ts'

const count = new Intl.NumberFormat('en-GB')

/** Builds the screen of a world: its facts above, and its panels in two columns. */
export async function renderWorldPage(request: WorldRequest): Promise<SitePage> {
  const { id, record } = request.world
  const rendered = await Promise.all(
    panels.map(async ({ column, render }) => ({ column, panel: await render(request) })),
  )
  const columnOf = (name: 'left' | 'right'): Html[] =>
    rendered.filter(({ column }) => column === name).map(({ panel }) => panel)
  return {
    title: `${record.name ?? id} · Sandbank console`,
    main: html`<div class="title"><div><p class="small soft">World</p><h1>${record.name ?? id}</h1></div>
<div class="row">${plainBadge(`seed ${record.seedText ?? record.seed}`)}${plainBadge(`${count.format(record.size)} customers`)}</div></div>
<div class="cols"><div>${columnOf('left')}</div><div>${columnOf('right')}</div></div>`,
  }
}
