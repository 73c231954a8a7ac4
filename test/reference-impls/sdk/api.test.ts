import { expect, test } from 'vitest'
import { NotFoundError } from '#sdk/index.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

test('an operation is called by its path, with the types of the contract', async () => {
  const { bank } = await openBank(await openSandbox())
  const { data, response } = await bank.api.GET('/aisp/accounts/{AccountId}', {
    params: { path: { AccountId: 'acc_0_current' } },
  })
  expect(data.Data.Account[0]).toMatchObject({ AccountId: 'acc_0_current', Currency: 'GBP' })
  expect(response.status).toBe(200)
})

test('a failed operation throws, as every other call', async () => {
  const { bank } = await openBank(await openSandbox())
  const path = '/aisp/acounts' as '/aisp/accounts'
  await expect(bank.api.GET(path)).rejects.toBeInstanceOf(NotFoundError)
})
