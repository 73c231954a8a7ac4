import { afterAll, describe, test } from 'vitest'
import { startBrowser } from '#test/support/pages/browser.ts'
import { otherLooks } from '#test/support/pages/looks.ts'
import { checkConsolePages } from './console-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else
  describe('in a browser', () => {
    afterAll(() => browser.close())
    checkConsolePages(browser, otherLooks)
  })
