import { defineCommand } from '#cli/command.ts'
import { renderFields } from '#cli/output/table.ts'
import { findCustomer } from '#cli/worlds/payee.ts'

export const show = defineCommand({
  path: 'customer show',
  about: 'Show one customer',
  arguments: { customer: { about: 'id, or a part of the name' } },
  examples: ['sandbank customer show cus_2', 'sandbank customer show okafor'],
  nextIfMissing: 'sandbank customer list',
  async run(context, { args }) {
    const customer = await findCustomer(await context.world(), args.customer)
    const people = renderFields(context.terminal, [
      ['customer', customer.id],
      ['name', customer.name],
      ['persona', customer.persona],
      ['born', customer.born],
      ['town', customer.town],
      ['accounts', customer.accounts.join(' ')],
      ['next', `sandbank customer accounts ${customer.id}`],
    ])
    return { json: customer, people }
  },
})
