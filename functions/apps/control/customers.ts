import * as z from 'zod'
import { getCustomer, listCustomers, listPersonas } from '#actions/worlds/customers.ts'
import { CashAccount } from '#bank/account-information/account.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'
import { WorldId } from './worlds.ts'

const Customer = z
  .strictObject({
    id: z.string().meta({ examples: ['cus_0'] }),
    persona: z.string().meta({ description: 'The id of the persona', examples: ['gig-worker'] }),
    name: z.string(),
    born: z.iso.date().meta({ description: 'The date of birth' }),
    town: z.string(),
    accounts: z.array(z.string()).meta({ description: 'Account ids', examples: [['acc_0_current', 'acc_0_savings']] }),
    identifications: z.array(z.strictObject({ AccountId: z.string(), ...CashAccount.shape })).meta({
      description:
        'How to pay each account: without its AccountId, an entry is a CreditorAccount. Card numbers are masked.',
    }),
  })
  .meta({ id: 'Customer' })
const Customers = z
  .strictObject({
    customers: z.array(Customer),
    next: NextPage,
  })
  .meta({ id: 'Customers' })

const Persona = z
  .strictObject({
    id: z.string().meta({ examples: ['gig-worker'] }),
    title: z.string(),
    about: z.string(),
    category: z.enum(['Business', 'Personal']),
    weight: z.number().meta({ description: 'How common the persona is among the customers, relative to the others' }),
  })
  .meta({ id: 'Persona' })
const Personas = z.strictObject({ personas: z.array(Persona) }).meta({ id: 'Personas' })

export const customers = [
  operation({
    id: 'ListCustomers',
    tag: 'Customers',
    summary: 'List the customers of a world',
    method: 'get',
    path: '/worlds/{WorldId}/customers',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      persona: z
        .string()
        .optional()
        .meta({ description: 'Only customers of this persona', examples: ['gig-worker'] }),
      name: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Only customers whose name contains this text, in any case', examples: ['whitfield'] }),
      page: z.string().optional().meta({ description: 'The value of `next` on the previous page' }),
    }),
    returns: { status: 200, schema: Customers },
    problems: ['field-invalid'],
    run: async ({ world, grant, query }) => {
      const { items, next } = listCustomers(world, grant, query)
      return { customers: items, ...(next !== undefined && { next }) }
    },
  }),
  operation({
    id: 'GetCustomer',
    tag: 'Customers',
    summary: 'Get one customer',
    method: 'get',
    path: '/worlds/{WorldId}/customers/{CustomerId}',
    needs: 'world',
    params: z.object({ WorldId, CustomerId: z.string().meta({ examples: ['cus_0'] }) }),
    returns: { status: 200, schema: Customer },
    problems: ['customer-not-found'],
    run: async ({ world, grant, params }) => getCustomer(world, grant, params.CustomerId),
  }),
]

export const catalogues = [
  operation({
    id: 'ListPersonas',
    tag: 'Catalogues',
    summary: 'List the personas: the kinds of customers',
    method: 'get',
    path: '/personas',
    needs: 'anyone',
    returns: { status: 200, schema: Personas },
    problems: [],
    run: async () => ({ personas: listPersonas() }),
  }),
]
