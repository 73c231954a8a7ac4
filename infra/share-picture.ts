import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'
import { defaultFolder } from './bundle.ts'

/** The size that sites ask of a picture beside a link. */
const size = { width: 1200, height: 630 }

const asset = (specifier: string) => readFile(createRequire(import.meta.url).resolve(specifier))
const look = (name: string) => readFile(new URL(`../reference-impls/looks/${name}`, import.meta.url), 'utf8')

/** The picture as a page: the words of the start page, on its shore. */
async function writePage(): Promise<string> {
  const font = await asset('@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2')
  const [tokens, mark] = [await look('tokens.css'), await look('wordmark.svg')]
  const shore = Array.from({ length: 9 }, (_, n) => {
    const fall = n * 44
    return `<path d="M-20 ${600 - fall}C200 ${600 - fall} 340 ${570 - fall} 520 ${460 - fall}S860 ${250 - fall} 1260 ${220 - fall}"/>`
  })
  return `<!doctype html><html lang="en" data-scheme="light"><style>${tokens}
@font-face { font-family: Figtree; src: url(data:font/woff2;base64,${font.toString('base64')}); font-weight: 300 900; }
body { margin: 0; width: ${size.width}px; height: ${size.height}px; overflow: hidden; background: linear-gradient(180deg, var(--tint), var(--paper)); font-family: Figtree; color: var(--ink); position: relative; }
svg.shore { position: absolute; inset: 0; fill: none; stroke: var(--accent); stroke-width: 2; opacity: .15; }
main { position: absolute; inset: 90px; display: flex; flex-direction: column; justify-content: space-between; }
main svg { height: 72px; width: auto; align-self: start; }
h1 { font-size: 104px; line-height: 1.02; letter-spacing: -.035em; margin: 0; max-width: 900px; }
p { font-size: 34px; margin: 0; color: var(--soft); }
</style><body><svg class="shore" viewBox="0 0 1200 630">${shore.join('')}</svg><main>${mark}<h1>A bank that anyone can fork</h1><p>Invented people, the real UK Open Banking API</p></main></body></html>`
}

/**
 * Draws the picture that a link to the deployed sandbox shows, and writes it beside the site's
 * bundle. It is drawn when the Lambdas are built, by the browser that the tests use.
 */
export async function drawSharePicture(into = defaultFolder): Promise<string> {
  const folder = join(into, 'site')
  await mkdir(folder, { recursive: true })
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
  try {
    const page = await browser.newPage({ viewport: size })
    await page.setContent(await writePage())
    await page.evaluate('document.fonts.ready')
    const path = join(folder, 'share.png')
    await page.screenshot({ path })
    return path
  } finally {
    await browser.close()
  }
}

if (import.meta.main)
  console.log(
    await drawSharePicture().then(
      (path) => `drew ${path}`,
      (error) => `links to the sandbox will show no picture, because the browser does not start here: ${error}`,
    ),
  )
