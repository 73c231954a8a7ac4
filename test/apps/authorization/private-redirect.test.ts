import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { onwardOf, Visitor } from '#test/support/authorization/visitor.ts'
import { ask, call, exchange, joinCreated, lodge, type Partner, visit } from '#test/support/partners.ts'
import { type Json, testSandbox, uniqueNames } from '#test/support/sandbox.ts'

/*
 * As on a laptop with --host 0.0.0.0: the app runs on another device of the same network, under
 * plain http.
 */
const redirectUri = 'http://192.168.0.17:5173/callback'
const sandbox = await testSandbox({
  baseUrl: 'http://192.168.0.5:4000',
  isLocal: true,
  real: Date.now,
  randomText: uniqueNames(),
})
const bank = { ...sandbox, world: await sandbox.createWorld() }
const passcode = async (customer: string) =>
  passcodeOf((await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world'), customer)

/** Exchanges the code of a redirect, and reads the accounts that the customer chose. */
async function readAccounts(partner: Partner, asked: Awaited<ReturnType<typeof ask>>, location: string) {
  const back = new Response(null, { headers: { location } })
  const { access_token } = await exchange(partner, asked, back)
  const { status, body } = await call(partner, access_token, 'accounts')
  return [status, ...body.Data.Account.map(({ AccountId }: Json) => AccountId)]
}

describe.each(['fapi2', 'obuk-fapi1-advanced'])(
  'a partner of %s with a redirect URI on the local network',
  async (profile) => {
    const partner = await joinCreated(bank, { profile, redirectUris: [redirectUri] })

    test('gets a code there from a robot, and reads', async () => {
      const asked = await ask(partner, await lodge(partner))
      const response = await visit(partner, asked.url, { robot: 'approve, customer=cus_2, accounts=first' })
      const location = response.headers.get('location') as string
      expect(location).toMatch(/^http:\/\/192\.168\.0\.17:5173\/callback[?#](?:.*&)?code=[\w-]+/)
      expect(await readAccounts(partner, asked, location)).toEqual([200, 'acc_2_current'])
    })

    test('gets a code there from a customer who walks the pages, and reads', async () => {
      const asked = await ask(partner, await lodge(partner))
      const visitor = new Visitor(bank)
      const signIn = await visitor.get(asked.url.href)
      const consent = await visitor.submit(signIn, { customer: 'cus_0', passcode: await passcode('cus_0') })
      const code = await visitor.submit(consent, { decision: 'approve', account: 'acc_0_current' })
      const sent = /(\d{6}) is your code/.exec(code.text)?.[1] as string
      const end = await visitor.submit(code, { decision: 'confirm', code: sent })
      const location = (await visitor.get(onwardOf(end))).headers.get('location') as string
      expect(location).toMatch(/^http:\/\/192\.168\.0\.17:5173\/callback[?#](?:.*&)?code=[\w-]+/)
      expect(await readAccounts(partner, asked, location)).toEqual([200, 'acc_0_current'])
    })

    test('is told there if the customer refuses', async () => {
      const asked = await ask(partner, await lodge(partner))
      const response = await visit(partner, asked.url, { robot: 'refuse' })
      expect(response.headers.get('location')).toMatch(
        /^http:\/\/192\.168\.0\.17:5173\/callback[?#](?:.*&)?error=access_denied/,
      )
    })
  },
)
