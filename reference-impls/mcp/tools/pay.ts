import * as z from 'zod'
import { ToolFailure, toFailure } from '#mcp/failure.ts'
import { ApiError, newInteractionId, type OpenBanking, type Payee } from '#mcp/sdk.ts'
import type { OpenWorld } from '#mcp/session.ts'
import { defineTool, joinLines, worldArgument } from '#mcp/tool.ts'
import { balancesOf, readAccountsOf } from './accounts.ts'
import { findCustomer } from './customers.ts'
import { readReasons } from './reasons.ts'

const sortCode = 'UK.OBIE.SortCodeAccountNumber'

export const pay = defineTool({
  name: 'pay',
  title: 'Pay',
  description:
    'Pays now, by the Read/Write API: creates the consent and the order of a domestic payment. Returns the balances before and after. No real money moves.',
  input: {
    world: worldArgument,
    amount: z
      .string()
      .regex(/^\d{1,13}(\.\d{1,5})?$/, { error: 'must be a decimal text such as "12.34"' })
      .describe('Decimal text such as 12.34'),
    to: z
      .string()
      .min(1)
      .describe('Payee: a customer (id, account id or name), 14 digits of sort code and account number, or an IBAN'),
    from: z
      .string()
      .min(1)
      .optional()
      .describe('Payer: a customer or an account id; default the customer of the developer token'),
    name: z.string().min(1).optional().describe("The payee's name, where the payee is a number"),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('GBP'),
    reference: z.string().min(1).optional().describe('What the payee reads'),
    idempotencyKey: z
      .string()
      .min(1)
      .max(38)
      .optional()
      .describe('Repeat a call that got no answer with the same key: it pays once'),
  },
  writes: true,
  async run(session, { world, amount, to, from, name, currency, reference, idempotencyKey }) {
    const open = session.findWorld(world)
    const payee = await findPayee(open, to, name)
    const { bank, accounts } = await readAccountsOf(open, from)
    const [account] = accounts as [(typeof accounts)[0]]
    const before = await readBalances(bank, account.AccountId)
    const [whole, fraction = ''] = amount.split('.')
    const key = idempotencyKey ?? newInteractionId()
    const order = bank.pay({
      from: account,
      to: payee,
      amount: { Amount: `${whole}.${fraction.padEnd(2, '0')}`, Currency: currency },
      reference,
      idempotencyKey: key,
    })
    const { id, status, consentId, data } = await order.catch((error) => {
      throw explainRetry(error, session.url, key)
    })
    const after = await readBalances(bank, account.AccountId).catch((error) => {
      const { message, next, details } = toFailure(error, session.url)
      throw new ToolFailure(
        `the payment ${id} is ordered, status ${status}, but the balance cannot be read: ${message}`,
        `Do not pay again. ${next}`,
        { ...details, payment: id, idempotencyKey: key },
      )
    })
    const result = {
      world: open.id,
      payment: id,
      consent: consentId,
      status,
      from: account.AccountId,
      idempotencyKey: key,
      before,
      after,
    }
    if (status === 'RJCT')
      throw new ToolFailure(
        joinLines(`the bank rejected the payment ${id}`, ...readReasons(data)),
        `Change the payment, or see list_scenarios: a fault may be armed. ${account.AccountId} has ${after.available} available.`,
        { ...result, order: data },
      )
    return {
      text: joinLines(
        `Paid ${amount} ${currency} from ${account.AccountId} to ${'Name' in payee ? payee.Name : to}: ${id}, status ${status}.`,
        `Available: ${before.available} before, ${after.available} after.`,
      ),
      data: { ...result, order: data },
    }
  },
})

/** Adds the idempotency key to the failure of a payment that the bank may have executed. */
function explainRetry(error: unknown, url: string, key: string): ToolFailure {
  const { message, next, details } = toFailure(error, url)
  const mayBePaid = error instanceof ApiError && (error.failure !== 'rejected' || (error.status ?? 0) >= 500)
  const retry = mayBePaid ? ` Then repeat the call with {"idempotencyKey": "${key}"}: it pays once.` : ''
  return new ToolFailure(message, `${next}${retry}`, { ...details, idempotencyKey: key })
}

const readBalances = async (bank: OpenBanking, accountId: string) =>
  balancesOf(accountId, await bank.balances(accountId).toArray())

/** Finds the account to pay: a number, an IBAN, or an account of a customer of the world. */
async function findPayee(
  world: OpenWorld,
  wanted: string,
  name: string | undefined,
): Promise<Payee & { Name: string }> {
  const digits = wanted.replaceAll(/[\s-]/g, '')
  if (/^\d{14}$/.test(digits)) return { SchemeName: sortCode, Identification: digits, Name: name ?? 'Payee' }
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(digits))
    return { SchemeName: 'UK.OBIE.IBAN', Identification: digits, Name: name ?? 'Payee' }
  const customer = await findCustomer(world, wanted)
  const payable = customer.identifications.filter(({ SchemeName }) => SchemeName === sortCode)
  const chosen = wanted.startsWith('acc_')
    ? payable.find(({ AccountId }) => AccountId === wanted)
    : (payable.find(({ AccountId }) => AccountId.endsWith('_current')) ?? payable[0])
  if (chosen !== undefined) return { ...chosen, Name: name ?? chosen.Name ?? customer.name }
  throw new ToolFailure(
    `to: ${wanted} has no account that can be paid`,
    `Pay one of ${payable.map(({ AccountId }) => AccountId).join(', ') || 'another customer'}.`,
  )
}
