import { html } from 'hono/html'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { SitePage } from '#apps/site/page.ts'
import { snippet } from '#looks/index.ts'

/** Builds the page that shows the keys of a new world. They are shown here only. */
export const renderKeysPage = (
  { id, name, controlKey, developerToken, customer }: NewWorld,
  root: string,
): SitePage => ({
  title: 'A new world · Sandbank console',
  main: html`<div class="narrow"><h1>${name ?? id} is open</h1>
<p class="lead">Keep both keys now: they are not shown again. This browser keeps the control key.</p>
<section class="card stack" aria-labelledby="control-key"><h2 id="control-key">Control key</h2><p class="small soft">It opens the console and <code>/control</code> of ${id}.</p>${snippet('new-control-key', controlKey)}</section>
<section class="card stack" aria-labelledby="developer-token"><h2 id="developer-token">Developer token</h2><p class="small soft">It reads the accounts of ${customer === 'all' ? 'all customers' : customer}, and pays from them.</p>${snippet('new-developer-token', developerToken)}</section>
<p><a class="btn" href="${root}/console/${id}">Open the world</a></p></div>`,
})
