import { defineCommand } from '#cli/command.ts'
import { findCustomer } from '#cli/worlds/payee.ts'

export const token = defineCommand({
  path: 'token',
  about: 'Print a developer token, which reads accounts and pays',
  details: 'The token is alone on its line, so a shell can use it: $(sandbank token cus_2)',
  arguments: { customer: { about: 'id or name of a customer, or all (default the first customer)', isOptional: true } },
  examples: [
    'sandbank token okafor',
    'curl -H "Authorization: Bearer $(sandbank token)" http://localhost:4000/open-banking/v4.0/aisp/accounts',
  ],
  nextIfMissing: 'sandbank customer list',
  async run(context, { args }) {
    const world = await context.world()
    const { customer: wanted } = args
    const customer = wanted === undefined || wanted === 'all' ? wanted : (await findCustomer(world, wanted)).id
    // One that is remembered may be of a sandbox that began again.
    await world.bank(customer)('GET', '/aisp/accounts')
    const developerToken = await world.token(customer)
    return { json: { developerToken, ...(customer && { customer }), world: world.id }, people: developerToken }
  },
})
