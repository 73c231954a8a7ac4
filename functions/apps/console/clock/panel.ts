import { html } from 'hono/html'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { Html } from '#looks/index.ts'

/** Shows what time it is in the world, what is coming, and how to go there. */
export async function renderClockPanel({ world }: WorldRequest): Promise<Html> {
  return html`<section class="sandy clock" id="clock" aria-labelledby="clock-title"><h2 class="hide" id="clock-title">Clock</h2>
<div class="stack"><div><span class="small soft">It is</span><time class="num" datetime="${new Date(world.now).toISOString()}">${new Date(world.now).toISOString()}</time></div></div></section>`
}

/** Mounts the forms of the clock. */
export function mountClock(_: Routes): void {}
