import { afterAll, describe, test } from 'vitest'
import { startBrowser } from '#test/support/pages/browser.ts'
import { otherLooks, phone } from '#test/support/pages/looks.ts'
import { checkReferencePages } from './reference-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the API reference in a browser: ${browser.absent}`, () => {})
else
  describe('the API reference, in a browser,', () => {
    afterAll(() => browser.close())
    checkReferencePages(browser, [phone, ...otherLooks], true)
  })
