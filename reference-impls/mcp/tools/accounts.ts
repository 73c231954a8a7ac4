import * as z from 'zod'
import { ToolFailure } from '#mcp/failure.ts'
import type { Account, Balance, CreditDebitIndicator, Customer, Money, OpenBanking } from '#mcp/sdk.ts'
import type { OpenWorld } from '#mcp/session.ts'
import { defineTool, instantArgument, joinLines, withoutAbsent, worldArgument } from '#mcp/tool.ts'
import { findCustomer } from './customers.ts'

type Signed = { readonly Amount: Money; readonly CreditDebitIndicator: CreditDebitIndicator }

/** Formats a balance or a transaction: a debit is negative. */
export const formatSigned = ({ Amount: { Amount, Currency }, CreditDebitIndicator }: Signed): string =>
  `${CreditDebitIndicator === 'Debit' && /[1-9]/.test(Amount) ? '-' : ''}${Amount} ${Currency}`

export const findCustomers = defineTool({
  name: 'find_customers',
  title: 'Find customers',
  description:
    'Lists customers of a world, with their accounts and how to pay them: by part of the name, or by persona.',
  input: {
    world: worldArgument,
    name: z.string().min(1).optional().describe('Part of the name'),
    persona: z.string().min(1).optional().describe('Kind of customer, such as student'),
    limit: z.int().min(1).max(100).default(20),
  },
  writes: false,
  async run(session, { world, limit, ...filter }) {
    const { client } = session.findWorld(world)
    const customers: Customer[] = []
    for await (const customer of client.customers(withoutAbsent(filter))) {
      if (customers.length === limit) break
      customers.push(customer)
    }
    const lines = customers.map(
      ({ id, name, persona, town, accounts }) => `${id} ${name}, ${persona}, ${town}: ${accounts.join(' ')}`,
    )
    return { text: joinLines(...lines) || 'No customer matches.', data: { customers } }
  },
})

const customerArgument = z
  .string()
  .min(1)
  .optional()
  .describe('Customer: id, account id or name; default the customer of the developer token')

export const readAccounts = defineTool({
  name: 'read_accounts',
  title: 'Read accounts and balances',
  description: 'Reads the accounts of a customer with their booked and available balances, as an app reads them.',
  input: { world: worldArgument, customer: customerArgument },
  writes: false,
  async run(session, { world, customer }) {
    const open = session.findWorld(world)
    const { bank, accounts } = await readAccountsOf(open, customer)
    const balances = await bank.balances().toArray()
    const shown = accounts.map((account) => ({ ...account, ...balancesOf(account.AccountId, balances) }))
    const lines = shown.map(
      ({ AccountId, Nickname, Description, Account: [number] = [], booked, available }) =>
        `${AccountId} ${Nickname ?? Description ?? ''} (${number?.Name}, ${number?.Identification}): ${booked} booked${available === undefined ? '' : `, ${available} available`}`,
    )
    return { text: joinLines(...lines), data: { world: open.id, accounts: shown } }
  },
})

/**
 * Reads the accounts of a customer, or all that the developer token reaches. Throws a ToolFailure
 * if a read-only server has no token of the customer.
 */
export async function readAccountsOf(
  world: OpenWorld,
  wanted: string | undefined,
): Promise<{ readonly bank: OpenBanking; readonly accounts: readonly Account[] }> {
  const customer = wanted === undefined ? undefined : await findCustomer(world, wanted)
  const bank = await world.bank(customer?.id)
  const all = await bank.accounts().toArray()
  const ids = wanted?.startsWith('acc_') ? [wanted] : customer?.accounts
  const accounts = ids === undefined ? all : all.filter(({ AccountId }) => ids.includes(AccountId))
  if (accounts.length > 0) return { bank, accounts }
  throw new ToolFailure(
    `the token of this MCP server reaches no account of ${wanted ?? 'its customer'}`,
    `Read ${all[0]?.AccountId ?? 'another customer'}, or start the MCP server with a developer token of ${customer?.id ?? 'a customer'} (--key dev_...) or with --write.`,
  )
}

/** Returns the booked and the available balance of an account, as texts. */
export function balancesOf(accountId: string, balances: readonly Balance[]) {
  const find = (type: string) => balances.find((one) => one.AccountId === accountId && one.Type === type)
  const [booked, available] = [find('ITBD'), find('ITAV')]
  return withoutAbsent({
    booked: booked && formatSigned(booked),
    available: available && formatSigned(available),
  })
}

export const listTransactions = defineTool({
  name: 'list_transactions',
  title: 'List transactions',
  description: 'Lists transactions of an account, newest first, as an app reads them. A debit is negative.',
  input: {
    world: worldArgument,
    account: z.string().min(1).describe('Id of the account, such as acc_0_current'),
    from: instantArgument.optional().describe('Booked at or after this instant'),
    to: instantArgument.optional().describe('Booked at or before this instant'),
    limit: z.int().min(1).max(200).default(20),
  },
  writes: false,
  async run(session, { world, account, limit, ...range }) {
    const open = session.findWorld(world)
    const bank = await open.bank(/^acc_(\d+)_/.test(account) ? (await findCustomer(open, account)).id : undefined)
    const transactions = []
    for await (const transaction of bank.transactions({ accountId: account, ...withoutAbsent(range) })) {
      if (transactions.length === limit) break
      transactions.push(transaction)
    }
    const lines = transactions.map(
      ({ BookingDateTime, Status, TransactionInformation, ...one }) =>
        `${BookingDateTime} ${formatSigned(one)} ${Status} ${TransactionInformation ?? ''} ${one.TransactionId ?? ''}`,
    )
    return { text: joinLines(...lines) || 'No transactions.', data: { world: open.id, transactions } }
  },
})
