import { ToolFailure } from '#mcp/failure.ts'
import type { Customer } from '#mcp/sdk.ts'
import type { OpenWorld } from '#mcp/session.ts'

const mostNamed = 5

/**
 * Finds one customer by id, account id or part of the name. Throws a ToolFailure for a name that no
 * customer has, or several.
 */
export async function findCustomer({ client }: OpenWorld, wanted: string): Promise<Customer> {
  const [, ofAccount] = /^acc_(\d+)_/.exec(wanted) ?? []
  const id = ofAccount === undefined ? wanted : `cus_${ofAccount}`
  if (/^cus_\w+$/.test(id)) return client.findCustomer(id)
  const matches = await client.customers({ name: wanted }).toArray()
  const exact = matches.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const found = exact.length === 0 ? matches : exact
  const [first] = found
  if (first === undefined)
    throw new ToolFailure(`no customer's name contains "${wanted}"`, 'Call find_customers to see the names.')
  if (found.length === 1) return first
  const some = found.slice(0, mostNamed).map(({ name, id: one }) => `${name} (${one})`)
  throw new ToolFailure(
    `"${wanted}" names ${found.length} customers: ${some.join(', ')}${found.length > mostNamed ? ' and more' : ''}`,
    'Send the id of one of them.',
  )
}
