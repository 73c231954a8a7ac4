import { afterAll, describe, test } from 'vitest'
import { startStrictBrowser } from '#test/support/pages/browser.ts'
import { otherLooks } from '#test/support/pages/looks.ts'
import { checkCustomerBank } from './walk.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`the customer's bank in a browser: ${browser.absent}`, () => {})
else
  describe('in a browser', () => {
    afterAll(() => browser.close())
    checkCustomerBank(browser, otherLooks)
  })
