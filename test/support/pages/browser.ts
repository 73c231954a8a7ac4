import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium as driver, type Locator, type Page } from 'playwright-core'
import { listen } from '#listen'
import { type Surfaces, startingSurfaces } from '#surfaces'

/**
 * Starts the browser of an npm package, or returns why there is none. It is unpacked once for all
 * runs. Test files run at the same time, so it is unpacked elsewhere and then moved.
 */
export async function startBrowser(): Promise<Browser | { absent: string }> {
  return launched(chromium.args)
}

/**
 * Starts a browser with web security on and a process for each page, as people use it. One browser
 * can then play several.
 */
export async function startStrictBrowser(): Promise<Browser | { absent: string }> {
  const lax =
    /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|disable-site-isolation-trials)$/
  return launched(chromium.args.filter((arg) => !lax.test(arg)))
}

async function launched(args: string[]): Promise<Browser | { absent: string }> {
  const shared = join(tmpdir(), 'sandbank-chromium')
  const tmp = process.env.TMPDIR
  try {
    if (!existsSync(shared)) {
      const aside = await mkdtemp(join(tmpdir(), 'sandbank-chromium-'))
      process.env.TMPDIR = aside
      await chromium.executablePath()
      await rename(aside, shared).catch(() => rm(aside, { recursive: true }))
    }
    process.env.TMPDIR = shared
    const executablePath = await chromium.executablePath()
    restore(tmp)
    const browser = await driver.launch({ executablePath, args, headless: true })
    const { newContext } = browser
    browser.newContext = async (options) => {
      const context = await newContext.call(browser, options)
      const { newPage } = context
      context.newPage = async () => waitAfterClicks(await newPage.call(context))
      return context
    }
    return browser
  } catch (error) {
    return { absent: `the browser cannot start here: ${String(error).split('\n')[0]}` }
  } finally {
    restore(tmp)
  }
}

function restore(tmp: string | undefined): void {
  if (tmp === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = tmp
}

/**
 * Starts a real server on a free port of this machine. Its handler may be set once the port is
 * known.
 */
export async function startServer() {
  let surfaces = startingSurfaces
  const server = listen(() => surfaces, 0, '127.0.0.1')
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    use: (one: Surfaces) => {
      surfaces = one
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Errors and foreign requests of a page, neither of which our pages may cause. */
type Trouble = { readonly errors: string[]; readonly strangers: string[] }

/** Records console errors and requests to other hosts. `take` returns and clears them. */
export function watch(page: Page, origin: string): { take(): Trouble } {
  let seen: Trouble = { errors: [], strangers: [] }
  page.on('console', (message) => {
    // The console reports a page that is itself a 404. Only what the page loads counts.
    if (message.type() === 'error' && message.location().url !== page.url()) seen.errors.push(message.text())
  })
  page.on('pageerror', (error) => seen.errors.push(error.message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith('data:') && !url.startsWith('blob:')) seen.strangers.push(url)
  })
  return {
    take() {
      const taken = seen
      seen = { errors: [], strangers: [] }
      return taken
    },
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Returns the violations that axe-core finds on the page. */
export async function violationsOf(page: Page): Promise<{ id: string; nodes: string[] }[]> {
  await page.waitForLoadState()
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
}

/**
 * Returns how many pixels the page is wider than its window. A click returns when the next page
 * begins to load, so the whole page is waited for.
 */
export async function overhangOf(page: Page): Promise<number> {
  await page.waitForLoadState()
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

let clicksWait = false

/**
 * Lets every click return once the page that it leads to is parsed. Otherwise it returns when that
 * page begins to load, and a test on a busy machine reads an empty page. The first page of the
 * process tells the two classes that are changed.
 */
function waitAfterClicks(page: Page): Page {
  if (clicksWait) return page
  clicksWait = true
  const [ofPage, ofLocator] = [page, page.locator('body')].map((one) => Object.getPrototypeOf(one))
  const { click: clickPage } = ofPage as Page
  ofPage.click = async function (this: Page, ...where: Parameters<Page['click']>) {
    await clickPage.apply(this, where)
    if (!this.isClosed()) await this.waitForLoadState('domcontentloaded')
  }
  const { click: clickLocator } = ofLocator as Locator
  ofLocator.click = async function (this: Locator, ...how: Parameters<Locator['click']>) {
    await clickLocator.apply(this, how)
    if (!this.page().isClosed()) await this.page().waitForLoadState('domcontentloaded')
  }
  return page
}

/**
 * Saves a screenshot in a temporary folder if SANDBANK_SCREENSHOTS is set: of the whole page, or of
 * what fits the window if it is `screen`.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.SANDBANK_SCREENSHOTS) return
  const folder = join(tmpdir(), 'sandbank-screenshots')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: process.env.SANDBANK_SCREENSHOTS !== 'screen' })
}
