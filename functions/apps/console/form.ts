import { html } from 'hono/html'
import { type Content, type Html, nothing } from '#looks/index.ts'
import type { WorldRequest } from './world-request.ts'

/**
 * Returns the hidden fields that every form has: the anti-forgery token, and a name that is used
 * once.
 */
export const hiddenFields = ({ formToken, host }: Pick<WorldRequest, 'formToken' | 'host'>): Html =>
  html`<input type="hidden" name="token" value="${formToken}"><input type="hidden" name="once" value="${host.sandbox.randomText(20)}">`

/**
 * Builds a form of a world. `path` follows the world's own, such as `/faults`. `fields` are more
 * hidden ones.
 */
export const worldForm = (
  request: WorldRequest,
  path: string,
  content: Content,
  { fields = {}, look }: { readonly fields?: Readonly<Record<string, string>>; readonly look?: string } = {},
): Html =>
  html`<form method="post" action="${request.base}${path}"${look === undefined ? nothing : html` class="${look}"`}>${hiddenFields(request)}${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${content}</form>`
