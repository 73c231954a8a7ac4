import { afterAll, describe, test } from 'vitest'
import { startStrictBrowser } from '#test/support/pages/browser.ts'
import { otherLooks } from '#test/support/pages/looks.ts'
import { checkPaymentPages } from './payment-pages.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`payments on customers' pages in a browser: ${browser.absent}`, () => {})
else
  describe('in a browser', () => {
    afterAll(() => browser.close())
    checkPaymentPages(browser, otherLooks)
  })
