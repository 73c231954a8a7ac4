import * as z from 'zod'
import { getCustomer, listCustomers, listPersonas } from '#actions/worlds/customers.ts'
import { scenarios } from '#bank/worlds/scenario.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const Customer = z
  .strictObject({
    id: z.string(),
    persona: z.string(),
    name: z.string(),
    born: z.iso.date(),
    town: z.string(),
    accounts: z.array(z.string()),
  })
  .meta({ id: 'Customer' })
const Customers = z
  .strictObject({ customers: z.array(Customer), next: z.string().optional() })
  .meta({ id: 'Customers' })

const Persona = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    about: z.string(),
    category: z.enum(['Business', 'Personal']),
    weight: z.number(),
  })
  .meta({ id: 'Persona' })
const Personas = z.strictObject({ personas: z.array(Persona) }).meta({ id: 'Personas' })

const Scenarios = z
  .strictObject({
    header: z.literal('x-sandbank-scenario'),
    scenarios: z.array(z.strictObject({ name: z.string(), title: z.string() })),
  })
  .meta({ id: 'Scenarios' })

export const customers = [
  operation({
    id: 'ListCustomers',
    tag: 'Customers',
    summary: 'The customers of a world, of one persona or of all',
    method: 'get',
    path: '/worlds/{WorldId}/customers',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      persona: z
        .string()
        .optional()
        .meta({ examples: ['gig-worker'] }),
      page: z.string().optional().meta({ description: 'next of the page before' }),
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
    summary: 'One customer',
    method: 'get',
    path: '/worlds/{WorldId}/customers/{CustomerId}',
    needs: 'world',
    params: z.object({ WorldId, CustomerId: z.string() }),
    returns: { status: 200, schema: Customer },
    problems: ['customer-not-found'],
    run: async ({ world, grant, params }) => getCustomer(world, grant, params.CustomerId),
  }),
]

export const catalogues = [
  operation({
    id: 'ListPersonas',
    tag: 'Catalogues',
    summary: 'Every kind of customer there is',
    method: 'get',
    path: '/personas',
    needs: 'anyone',
    returns: { status: 200, schema: Personas },
    problems: [],
    run: async () => ({ personas: listPersonas() }),
  }),
  operation({
    id: 'ListScenarios',
    tag: 'Catalogues',
    summary: 'Every way the bank can be made to fail, by the header x-sandbank-scenario',
    method: 'get',
    path: '/scenarios',
    needs: 'anyone',
    returns: { status: 200, schema: Scenarios },
    problems: [],
    run: async () => ({
      header: 'x-sandbank-scenario' as const,
      scenarios: Object.entries(scenarios).map(([name, { title }]) => ({ name, title })),
    }),
  }),
]
