import { afterAll, describe, test } from 'vitest'
import { startStrictBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { checkCustomerBank, checkWithoutScript } from './walk.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`the customer's bank in a browser: ${browser.absent}`, () => {})
else
  describe('in a browser', () => {
    afterAll(() => browser.close())
    checkCustomerBank(browser, [phone])
    checkWithoutScript(browser)
  })
