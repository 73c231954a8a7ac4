import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A file that the pages load. An app serves it under `/looks/` and its name. */
export type LooksAsset = {
  readonly name: string
  /** The headers to send with it: its type, and how long a browser keeps it. */
  readonly headers: Readonly<Record<string, string>>
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>
}

/** Reads files of this package or of the packages of its fonts, one after the other. */
async function readFiles(specifiers: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const files = specifiers.map((specifier) => readFile(fileURLToPath(import.meta.resolve(specifier))))
  return new Uint8Array(Buffer.concat(await Promise.all(files)))
}

/** A font never changes under its name. All else changes with a release. */
const buildAsset = (name: string, type: string, ...specifiers: string[]): LooksAsset => ({
  name,
  headers: {
    'content-type': type,
    'cache-control': type === 'font/woff2' ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    'x-content-type-options': 'nosniff',
  },
  read: () => readFiles(specifiers),
})

const buildFont = (family: string): LooksAsset => {
  const name = `${family}-latin-wght-normal.woff2`
  return buildAsset(name, 'font/woff2', `@fontsource-variable/${family}/files/${name}`)
}

/** The files that an app serves: styles, the script of the copy buttons, the mark and the fonts. */
export const looksAssets: readonly LooksAsset[] = [
  // The package resolves its own name, in the repository and in a copy as well.
  buildAsset('looks.css', 'text/css; charset=utf-8', '@sandbank/looks/tokens.css', '@sandbank/looks/parts.css'),
  buildAsset('copy.js', 'text/javascript; charset=utf-8', '@sandbank/looks/copy.js'),
  buildAsset('favicon.svg', 'image/svg+xml', '@sandbank/looks/favicon.svg'),
  buildFont('figtree'),
  buildFont('jetbrains-mono'),
]
