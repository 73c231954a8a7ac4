import type { Hono } from 'hono'
import type { Host } from '#edge/host.ts'

const [css, script, svg, font] = [
  'text/css; charset=utf-8',
  'text/javascript; charset=utf-8',
  'image/svg+xml',
  'font/woff2',
]

/** The files of the look by the name under `/looks/`: type, and the assets that make them. */
const files: Readonly<Record<string, readonly [type: string, ...assets: string[]]>> = {
  'looks.css': [css, 'tokens.css', 'parts.css'],
  'site.css': [css, 'site.css'],
  'reference.css': [css, 'reference.css'],
  'reference.js': [script, 'reference.js'],
  'bank.css': [css, 'bank.css'],
  'home.css': [css, 'home.css'],
  'console.css': [css, 'console.css'],
  'customers.css': [css, 'customers.css'],
  'console.js': [script, 'console.js'],
  'copy.js': [script, 'copy.js'],
  'favicon.svg': [svg, 'favicon.svg'],
  'figtree-latin-wght-normal.woff2': [font, 'figtree-latin-wght-normal.woff2'],
  'jetbrains-mono-latin-wght-normal.woff2': [font, 'jetbrains-mono-latin-wght-normal.woff2'],
}

/** A font never changes under its name. Styles and scripts change with a release. */
const lifetimes = { font: 'public, max-age=31536000, immutable', other: 'public, max-age=300' }

/**
 * The name of the picture that a shared link shows. It is drawn when the Lambdas are built: a
 * laptop has none.
 */
export const sharePicture = 'share.png'

/** Mounts the styles, scripts, fonts and drawings that all pages of all surfaces load. */
export function mountAssets(app: Hono, { readAsset, sandbox: { isLocal } }: Pick<Host, 'readAsset' | 'sandbox'>): void {
  for (const [name, [type, ...assets]] of Object.entries(files))
    app.get(`/looks/${name}`, async (c) => {
      const parts = await Promise.all(assets.map(readAsset))
      return c.body(Buffer.concat(parts), 200, {
        'content-type': type,
        'cache-control': type === font ? lifetimes.font : lifetimes.other,
        'x-content-type-options': 'nosniff',
      })
    })
  if (!isLocal)
    app.get(`/looks/${sharePicture}`, async (c) =>
      c.body(Buffer.from(await readAsset(sharePicture)), 200, {
        'content-type': 'image/png',
        'cache-control': 'public, max-age=86400',
      }),
    )
}
