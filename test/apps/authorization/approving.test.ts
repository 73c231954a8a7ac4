import { expect, test } from 'vitest'
import { loadConsent } from '#actions/consents.ts'
import { passcodeOf } from '#actions/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { openBank } from './bank.ts'
import { onwardOf, Visitor } from './visitor.ts'

const bank = await openBank()
const passcode = async (customer: string) => passcodeOf((await findWorld(bank.sandbox, bank.world.id))!, customer)

test('a person approves, and the partner reads the chosen account', async () => {
  const asked = await bank.ask()
  const visitor = new Visitor(bank)
  let seen = await visitor.get(asked.url)
  expect(seen.text).toContain('Sign in')
  seen = await visitor.submit(seen, { customer: 'cus_0', passcode: await passcode('cus_0') })
  expect(seen.text).toContain('Budget Buddy asks to see your accounts')
  seen = await visitor.submit(seen, { decision: 'approve', account: ['acc_0_current'] })
  const [, code = ''] = /(\d{6}) is your code/.exec(seen.text) ?? []
  seen = await visitor.submit(seen, { decision: 'confirm', code })
  expect(seen.text).toContain('You have allowed it')
  seen = await visitor.get(onwardOf(seen))
  const callback = seen.headers.get('location') as string
  const tokens = await asked.finish(callback)
  expect((await tokens.read('/accounts')).status).toBe(200)
  const world = await findWorld(bank.sandbox, bank.world.id)
  expect((await loadConsent(world!, asked.consent))?.consent.accounts).toEqual(['acc_0_current'])
  expect(bank.logged).toEqual([])
})
