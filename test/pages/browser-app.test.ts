import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, startStrictBrowser } from '#test/support/pages/browser.ts'
import { aisp, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`a browser app: ${browser.absent}`, () => {})
else describe('a browser app at another origin', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let app: Server
  let appOrigin: string
  let server: Awaited<ReturnType<typeof startServer>>
  let sandbox: TestSandbox
  let developerToken: string

  beforeAll(async () => {
    app = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title>')
    }).listen(0, '127.0.0.1')
    await once(app, 'listening')
    appOrigin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
    server = await startServer()
    sandbox = await testSandbox({ baseUrl: `http://127.0.0.1:${server.port}` })
    developerToken = (await sandbox.createWorld()).developerToken
    page = await browser.newPage()
    await page.goto(appOrigin)
  })
  afterAll(async () => {
    await browser.close()
    server.stop()
    app.close()
  })

  /** Starts the sandbox again over the same store, with these origins. */
  const allow = async (origins: string[]) => {
    const { store, baseUrl } = sandbox.sandbox
    const corsOrigins = new Set(origins)
    server.use((await testSandbox({ store, baseUrl, ...(origins.length > 0 && { corsOrigins }) })).surfaces)
  }

  /** Calls the sandbox from the page. Returns what a script of the page sees. */
  const callFromPage = (path: string, init: object): Promise<string> => {
    const [url, sent] = [JSON.stringify(`http://127.0.0.1:${server.port}${path}`), JSON.stringify(init)]
    return page.evaluate(`fetch(${url}, ${sent}).then(
      async (answer) => [answer.status, answer.headers.get('x-fapi-interaction-id'), await answer.text()].join(' '),
      (error) => String(error))`)
  }
  const interactionId = '5b7e4f0c-6d0f-4b6e-9d0a-3f1d1c2b4a59'
  const headers = (more: object = {}) => ({ 'x-fapi-interaction-id': interactionId, ...more })
  const read = (more?: object) => callFromPage(`${aisp}/accounts`, { headers: headers(more) })

  test('reads accounts if its origin is listed', async () => {
    await allow([appOrigin])
    const answer = await read({ authorization: `Bearer ${developerToken}` })
    expect(answer).toContain(`200 ${interactionId} {"Data":{"Account":[`)
  })

  test('reads why a call was rejected', async () => {
    await allow([appOrigin])
    expect(await read()).toContain(`401 ${interactionId} {`)
    expect(await read({ 'x-sandbank-senario': 'unavailable' })).toContain('header x-sandbank-senario: is unknown')
  })

  test('creates a world, and pays', async () => {
    await allow([appOrigin])
    const json = { 'content-type': 'application/json' }
    const made = await callFromPage('/control/worlds', { method: 'POST', headers: json, body: '{"size":5}' })
    expect(made).toMatch(/^201 .*"controlKey":"ctl_/)
    const consent = await callFromPage('/open-banking/v4.0/pisp/domestic-payment-consents', {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${developerToken}`, 'x-idempotency-key': 'consent 1' },
      body: JSON.stringify({
        Data: {
          Initiation: {
            InstructionIdentification: 'lunch',
            EndToEndIdentification: 'tuesday',
            InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
            CreditorAccount: {
              SchemeName: 'UK.OBIE.SortCodeAccountNumber',
              Identification: '08080021325698',
              Name: 'Bob Clements',
            },
          },
        },
        Risk: {},
      }),
    })
    expect(consent).toMatch(/^201 .*"ConsentId":"pic_/)
  })

  test.each<[string, () => string[]]>([
    ['the sandbox lists no origin', () => []],
    ['another origin is listed', () => ['http://127.0.0.1:1']],
  ])('sees only a failure if %s', async (_, origins) => {
    await allow(origins())
    expect(await read({ authorization: `Bearer ${developerToken}` })).toBe('TypeError: Failed to fetch')
    expect(await callFromPage('/control/personas', {})).toBe('TypeError: Failed to fetch')
  })

  test('never reads the authorization server', async () => {
    await allow([appOrigin])
    const path = '/authorization/wld_none/.well-known/openid-configuration'
    expect(await callFromPage(path, {})).toBe('TypeError: Failed to fetch')
  })
}
