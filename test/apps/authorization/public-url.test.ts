import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { openBank } from '#test/support/authorization/bank.ts'
import { onwardOf, Visitor } from '#test/support/authorization/visitor.ts'
import type { Json } from '#test/support/sandbox.ts'

describe.each(['http://192.168.1.7:4000', 'https://bank.example/sandbank'])('at the base URL %s', async (baseUrl) => {
  const bank = await openBank({ baseUrl })
  const issuer = `${baseUrl}/authorization/${bank.world.id}`
  const visitor = new Visitor(bank)

  test('a customer walks a whole consent, and every address of it begins with the base URL', async () => {
    const asked = await bank.ask()
    expect(asked.url.startsWith(`${issuer}/authorize?`)).toBe(true)
    const signIn = await visitor.get(asked.url)
    expect(signIn.url.startsWith(`${issuer}/interaction/`)).toBe(true)
    const world = (await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world')
    const consent = await visitor.submit(signIn, { customer: 'cus_2', passcode: passcodeOf(world, 'cus_2') })
    const account = /name="account" value="([^"]+)"/.exec(consent.text)?.[1] as string
    const code = await visitor.submit(consent, { decision: 'approve', account })
    const end = await visitor.submit(code, {
      decision: 'confirm',
      code: /(\d{6}) is your code/.exec(code.text)?.[1] as string,
    })
    const { headers } = await visitor.get(onwardOf(end))
    const tokens = await asked.finish(headers.get('location') as string)
    const { status, body } = await tokens.read('/accounts')
    expect([status, body.Links.Self]).toEqual([200, `${baseUrl}/open-banking/v4.0/aisp/accounts`])

    const own = await visitor.get(`${issuer}/customer/apps`)
    expect(own.text).toContain('Continue on a phone')
    const inside = await visitor.submit(own, { customer: 'cus_2', passcode: passcodeOf(world, 'cus_2') })
    expect(inside.text).toContain(`href="${new URL(issuer).pathname}/customer/consents/`)
    for (const { path } of visitor.cookies) expect(path.startsWith(new URL(issuer).pathname)).toBe(true)
  })

  test.each(['/', '/problems', '/customers', '/reference', '/nowhere', '/authorization/wld_none/customer'])(
    'every file and link of %s is below it',
    async (path) => {
      const { text } = await visitor.get(baseUrl + path)
      const links = [...text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, link]) => link as string)
      expect(links.length).toBeGreaterThan(0)
      expect(links.filter((link) => !link.startsWith(`${new URL(`${baseUrl}/`).pathname}`))).toEqual([])
      const statuses = links.map(async (link) => (await visitor.get(new URL(link, baseUrl).href)).status)
      // The catalogues under /control have no page for a browser.
      expect((await Promise.all(statuses)).filter((status) => status !== 200 && status !== 406)).toEqual([])
    },
  )

  test('the metadata has the issuer and its endpoints', async () => {
    const { text } = await visitor.get(`${issuer}/.well-known/openid-configuration`)
    const metadata = JSON.parse(text) as Json
    expect([metadata.issuer, metadata.token_endpoint, metadata.registration_endpoint]).toEqual([
      issuer,
      `${issuer}/token`,
      `${issuer}/register`,
    ])
  })
})
