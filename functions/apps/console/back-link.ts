import { html } from 'hono/html'
import { type Html, icon } from '#looks/index.ts'
import type { WorldRequest } from './world-request.ts'

/** Builds the link from a page of a world back to its screen. */
export const backTo = ({ base, world }: Pick<WorldRequest, 'base' | 'world'>): Html =>
  html`<p class="back"><a href="${base}">${icon('back')}${world.record.name ?? world.id}</a></p>`
