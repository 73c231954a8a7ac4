import type { Context } from 'hono'
import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { isLoopback } from '#bank/partners/redirect-uri.ts'
import { originOf } from '#edge/origin.ts'
import type { Html } from '#looks/index.ts'
import type { Sandbox } from '#store/world.ts'

/**
 * Draws the address of a page as a QR code (SVG), so that it can be opened on a phone. Returns
 * undefined if no other device can reach the sandbox.
 */
export function drawPhoneCode(c: Context, sandbox: Sandbox): Html | undefined {
  const origin = originOf(sandbox, c.req.url)
  const customer = c.req.query('customer')
  const query = customer === undefined ? '' : `?${new URLSearchParams({ customer })}`
  return drawAddress(`${origin}${new URL(c.req.url).pathname}${query}`)
}

/** Draws an address as a QR code (SVG); undefined if no other device can reach it. */
export const drawAddress = (url: string): Html | undefined =>
  isLoopback(new URL(url).origin) ? undefined : (raw(renderSVG(url, { border: 1 })) as unknown as Html)
