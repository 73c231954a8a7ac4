import type { Context, Hono } from 'hono'
import type { SitePage } from '#apps/site/page.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Host } from '#edge/host.ts'
import type { World } from '#store/world.ts'

/** A request of a browser that controls a world. */
export type WorldRequest = {
  readonly c: Context
  readonly host: Host
  readonly world: World
  readonly grant: Grant<'world'>
  /** The anti-forgery token of every form on the page. */
  readonly formToken: string
  /**
   * The path of the world's screen, such as `/console/wld_default`, with the path of the base URL
   * in front. Links and forms begin with it.
   */
  readonly base: string
}

/** What a form has done: the path that shows it, and a sentence that is shown there once. */
export type Done = { readonly to: string; readonly said: string }

/**
 * What answers a request: a page, or a response of its own kind, such as a download. A form that
 * shows a secret once answers with a page.
 */
export type Shown = SitePage | Response

/** Mounts pages and forms of the console. */
export type Routes = {
  readonly app: Hono
  readonly host: Host
  /** Mounts a page of a world. `path` follows `/console/{WorldId}`, such as `/faults/:FaultId`. */
  get(path: string, render: (request: WorldRequest) => Promise<Shown>): void
  /**
   * Mounts a form of a world: a POST whose answer sends the browser to the page that shows what it
   * did. A form that comes twice does nothing the second time.
   */
  post(path: string, act: (request: WorldRequest, form: URLSearchParams) => Promise<Done | Shown>): void
  /**
   * Mounts a page outside the screen of a world, such as `/customers`, by its whole path. Its world
   * is that of the query `world`, else the one that the browser opened last.
   */
  getHere(path: string, render: (request: WorldRequest) => Promise<Shown>): void
  /**
   * Mounts such a page that is also whole without a world: `render` gets the world if one is open.
   */
  getAnywhere(path: string, render: (request: WorldRequest | undefined, c: Context) => Promise<Shown>): void
  /**
   * Mounts a form of such a page. Its world is that of the field `world`, else as for `getHere`.
   */
  postHere(path: string, act: (request: WorldRequest, form: URLSearchParams) => Promise<Done | Shown>): void
}
