import { bankStyles, markSvg } from '#apps/authorization/pages/stylesheet.ts'

/** Sends the stylesheet of all pages. */
export const sendStylesheet = (): Response => sendAsset('text/css; charset=utf-8', bankStyles)

/** Sends the bank's mark, the icon of a browser's tab. */
export const sendMark = (): Response => sendAsset('image/svg+xml', markSvg)

/** Assets change with a release only. A short lifetime in caches saves a version in their URLs. */
const sendAsset = (type: string, text: string): Response =>
  new Response(text, {
    headers: { 'content-type': type, 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' },
  })
