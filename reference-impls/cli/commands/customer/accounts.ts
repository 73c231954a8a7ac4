import { defineCommand } from '#cli/command.ts'
import { formatSigned } from '#cli/output/format.ts'
import { renderTable } from '#cli/output/table.ts'
import type { Account, Balance } from '#cli/sdk.ts'
import { findCustomer } from '#cli/worlds/payee.ts'

export const accounts = defineCommand({
  path: 'customer accounts',
  about: 'Show the accounts of a customer, their numbers and balances',
  arguments: { customer: { about: 'id, or a part of the name (default the first customer)', isOptional: true } },
  examples: ['sandbank customer accounts', 'sandbank customer accounts okafor'],
  nextIfMissing: 'sandbank customer list',
  async run(context, { args }) {
    const world = await context.world()
    const customer = args.customer === undefined ? undefined : (await findCustomer(world, args.customer)).id
    const bank = world.bank(customer)
    const [{ Data: held }, { Data: sums }] = await Promise.all([
      bank<{ Data: { Account: Account[] } }>('GET', '/aisp/accounts'),
      bank<{ Data: { Balance: Balance[] } }>('GET', '/aisp/balances'),
    ])
    const rows = held.Account.map((account) => ({
      ...account,
      Balance: sums.Balance.filter(({ AccountId }) => AccountId === account.AccountId),
    }))
    const people = renderTable(
      context.terminal,
      [
        { title: 'account', value: ({ AccountId }) => AccountId },
        { title: 'type', value: ({ AccountTypeCode, Description }) => Description ?? AccountTypeCode },
        { title: 'number', value: ({ Account: numbers }) => numbers?.[0]?.Identification },
        { title: 'holder', value: ({ Account: numbers }) => numbers?.[0]?.Name },
        { title: 'balance', value: ({ Balance: [first] }) => first && formatSigned(first), isRight: true },
      ],
      rows,
      'No accounts.',
    )
    return { json: { accounts: rows }, people }
  },
})
