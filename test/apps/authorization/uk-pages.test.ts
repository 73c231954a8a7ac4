import { expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { onwardOf, Visitor } from '#test/support/authorization/visitor.ts'
import { ask, call, exchange, join, lodge, openBank } from '#test/support/partners.ts'

const bank = await openBank()
const world = (await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world')
const partner = await join(bank, { profile: 'obuk-fapi1-advanced' })

/** Opens a request up to the page of the accounts. */
async function atAccounts() {
  const asked = await ask(partner, await lodge(partner))
  const visitor = new Visitor(bank as never)
  const signIn = await visitor.get(asked.url.href)
  const seen = await visitor.submit(signIn, { customer: 'cus_2', passcode: passcodeOf(world, 'cus_2') })
  const back = async (end: typeof seen) => new Response(null, { headers: (await visitor.get(onwardOf(end))).headers })
  return { asked, visitor, seen, back }
}

test('a customer who approves on the pages returns to a UK partner with code and ID token in the fragment', async () => {
  const { asked, visitor, seen, back } = await atAccounts()
  const confirm = await visitor.submit(seen, { decision: 'approve', account: 'acc_2_current' })
  const code = /(\d{6}) is your code/.exec(confirm.text)?.[1] as string
  const response = await back(await visitor.submit(confirm, { decision: 'confirm', code }))
  expect(response.headers.get('location')).toMatch(/^[^?#]+#code=[^&]+&id_token=/)
  const tokens = await exchange(partner, asked, response)
  const { body } = await call(partner, tokens.access_token, 'accounts')
  expect(body.Data.Account.map((one: { AccountId: string }) => one.AccountId)).toEqual(['acc_2_current'])
})

test('a customer who refuses on the pages returns with access_denied in the fragment', async () => {
  const { visitor, seen, back } = await atAccounts()
  const response = await back(await visitor.submit(seen, { decision: 'refuse' }))
  expect(response.headers.get('location')).toMatch(/^[^?#]+#error=access_denied&/)
})
