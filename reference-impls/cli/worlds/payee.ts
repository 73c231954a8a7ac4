import type { WorldTarget } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'
import type { Customer } from '#cli/sdk.ts'

/** An account of the standard, as a payee. */
export type PayeeAccount = { readonly SchemeName: string; readonly Identification: string; readonly Name?: string }

const sortCode = 'UK.OBIE.SortCodeAccountNumber'

/** Finds one customer by id, account or a part of the name. Rejects a name that several have. */
export async function findCustomer(world: WorldTarget, wanted: string): Promise<Customer> {
  const [, ofAccount] = /^acc_(\d+)_/.exec(wanted) ?? []
  const id = ofAccount === undefined ? wanted : `cus_${ofAccount}`
  if (/^cus_\d+$/.test(id)) return world.call<Customer>('GET', `/customers/${id}`)
  const query = new URLSearchParams({ name: wanted })
  const { customers, next } = await world.call<{ customers: Customer[]; next?: string }>('GET', `/customers?${query}`)
  const exact = customers.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const found = exact.length === 1 ? exact : customers
  const [first] = found
  if (first === undefined)
    throw new Failure('not-found', `no customer's name contains "${wanted}"`, 'sandbank customer list')
  if (found.length === 1) return first
  const some = found.slice(0, 5).map(({ id: one, name }) => `${name} (${one})`)
  const more = next !== undefined || found.length > some.length ? ' and more' : ''
  throw new Failure(
    'usage',
    `"${wanted}" names ${next === undefined ? found.length : `more than ${found.length}`} customers: ${some.join(', ')}${more}`,
    `sandbank customer list --name "${wanted}"`,
  )
}

/**
 * Finds the account to pay: an account number, an IBAN, or an account of a customer of the world.
 */
export async function findPayee(world: WorldTarget, wanted: string, name: string | undefined): Promise<PayeeAccount> {
  const digits = wanted.replaceAll(/[\s-]/g, '')
  const named = { Name: name ?? 'Payee' }
  if (/^\d{14}$/.test(digits)) return { SchemeName: sortCode, Identification: digits, ...named }
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(digits))
    return { SchemeName: 'UK.OBIE.IBAN', Identification: digits, ...named }
  const customer = await findCustomer(world, wanted)
  const payable = customer.identifications.filter(({ SchemeName }) => SchemeName === sortCode)
  const chosen = wanted.startsWith('acc_')
    ? payable.find(({ AccountId }) => AccountId === wanted)
    : (payable.find(({ AccountId }) => AccountId.endsWith('_current')) ?? payable[0])
  if (chosen === undefined)
    throw new Failure(
      'not-found',
      `${wanted} has no account that can be paid`,
      `sandbank customer accounts ${customer.id}`,
    )
  const { AccountId: _, ...account } = chosen
  return name === undefined ? account : { ...account, Name: name }
}
