import { defineCommand } from '#cli/command.ts'
import type { Context, WorldTarget } from '#cli/context.ts'
import { Failure, isOutcomeUnknown } from '#cli/failure.ts'
import { formatMoney, formatSigned } from '#cli/output/format.ts'
import { renderFields } from '#cli/output/table.ts'
import type { Account, Balance, Call } from '#cli/sdk.ts'
import { findCustomer, findPayee, type PayeeAccount } from '#cli/worlds/payee.ts'

type Order = { readonly DomesticPaymentId: string; readonly Status: string }

export const pay = defineCommand({
  path: 'pay',
  about: 'Pay, and show the balance before and after',
  details:
    'The payee is a customer of the world (a name, cus_2 or acc_2_current), a sort code and account number, or an IBAN',
  arguments: {
    amount: { about: 'amount such as 12.34; asked for on a terminal if absent', isOptional: true },
    payee: { about: 'the payee; asked for on a terminal if absent', isOptional: true },
  },
  options: {
    from: { about: "payer: a customer or an account (default the first customer's main account)", value: 'PAYER' },
    reference: { about: 'reference that the payee sees', value: 'TEXT' },
    currency: { about: 'currency (default GBP)', value: 'CODE' },
    name: { about: "the payee's name, where the payee is an account number", value: 'NAME' },
    key: { about: 'idempotency key: a repeated command with the same key pays once', value: 'KEY' },
  },
  examples: [
    'sandbank pay 12.34 "Amara Okafor"',
    'sandbank pay 5 cus_2 --from cus_4 --reference lunch',
    'sandbank pay 250 08080021325698 --name "Bob Clements" --json',
  ],
  nextIfMissing: 'sandbank customer list',
  async run(context, { args, options }) {
    const amount = parseAmount(args.amount ?? (await askFor(context, 'Amount, such as 12.34:', 'amount')))
    const wanted = args.payee ?? (await askFor(context, 'Payee, such as "Amara Okafor":', 'payee'))
    const world = await context.world()
    const payee = await findPayee(world, wanted, options.name)
    const payer = await findPayer(world, options.from)
    const currency = options.currency ?? 'GBP'
    const key = options.key ?? context.newId()
    const before = await readBalance(payer.call, payer.account.AccountId)
    const payment = { payee, amount, currency, reference: options.reference, key }
    const order = await orderPayment(world, payer, payment).catch((error: unknown) => {
      if (!isOutcomeUnknown(error)) throw error
      throw new Failure(
        'failed',
        `no clear answer, so the payment may have been made or not: ${(error as Error).message}`,
        buildRepeat(amount, wanted, { ...options, key }),
      )
    })
    const after = await readBalance(payer.call, payer.account.AccountId)
    if (order.Status === 'RJCT')
      throw new Failure('rejected', `the bank rejected the payment ${order.DomesticPaymentId}`, 'sandbank logs', {
        payment: order,
      })
    const people = renderFields(context.terminal, [
      ['paid', `${formatMoney({ Amount: amount, Currency: currency })} to ${payee.Name} (${payee.Identification})`],
      ['from', `${payer.account.Account?.[0]?.Name ?? ''} (${payer.account.AccountId})`],
      ['payment', `${order.DomesticPaymentId}, ${order.Status}`],
      ['balance', `${formatSigned(before)} before, ${formatSigned(after)} after`],
    ])
    return { json: { payment: order, before, after }, people }
  },
})

/** Builds the command that repeats a payment: with the same key it pays once. */
function buildRepeat(amount: string, payee: string, options: Readonly<Record<string, string | undefined>>): string {
  const names = ['from', 'reference', 'currency', 'name', 'key'] as const
  const given = names.flatMap((name) => (options[name] === undefined ? [] : `--${name} ${quote(options[name])}`))
  return ['sandbank pay', amount, quote(payee), ...given].join(' ')
}

const quote = (text: string): string => (/^[\w.-]+$/.test(text) ? text : JSON.stringify(text))

/** Asks on a terminal. Elsewhere a missing argument is a wrong use. */
async function askFor({ terminal }: Context, question: string, name: string): Promise<string> {
  const answer = terminal.isInteractive ? await terminal.ask(question) : ''
  if (answer !== '') return answer
  throw new Failure('usage', `${name}: missing`, 'sandbank pay 12.34 "Amara Okafor"')
}

/** Parses an amount and completes its pence: `5` is `5.00`. */
function parseAmount(text: string): string {
  const [, whole, fraction = ''] = /^£?(\d{1,13})(?:\.(\d{1,5}))?$/.exec(text.replaceAll(',', '')) ?? []
  if (whole !== undefined) return `${whole}.${fraction.padEnd(2, '0')}`
  throw new Failure(
    'usage',
    `amount: must be a decimal such as 12.34 (got ${text})`,
    'sandbank pay 12.34 "Amara Okafor"',
  )
}

type Payer = { readonly customer: string | undefined; readonly call: Call; readonly account: Account }

async function findPayer(world: WorldTarget, from: string | undefined): Promise<Payer> {
  const customer = from === undefined ? undefined : (await findCustomer(world, from)).id
  const call = world.bank(customer)
  const { Data } = await call<{ Data: { Account: Account[] } }>('GET', '/aisp/accounts')
  const account = from?.startsWith('acc_') ? Data.Account.find(({ AccountId }) => AccountId === from) : Data.Account[0]
  if (account !== undefined) return { customer, call, account }
  throw new Failure(
    'not-found',
    `${from ?? 'the customer'}: has no such account`,
    `sandbank customer accounts ${customer ?? ''}`.trim(),
  )
}

async function readBalance(call: Call, accountId: string): Promise<Balance> {
  const { Data } = await call<{ Data: { Balance: Balance[] } }>('GET', `/aisp/accounts/${accountId}/balances`)
  return (Data.Balance.find(({ Type }) => /available/i.test(Type)) ?? Data.Balance[0]) as Balance
}

type Payment = { payee: PayeeAccount; amount: string; currency: string; reference: string | undefined; key: string }

async function orderPayment(world: WorldTarget, payer: Payer, payment: Payment): Promise<Order> {
  const { payee, amount, currency, reference, key } = payment
  const [debtor] = payer.account.Account ?? []
  const Initiation = {
    InstructionIdentification: key.slice(0, 35),
    EndToEndIdentification: (reference ?? 'sandbank pay').slice(0, 31),
    InstructedAmount: { Amount: amount, Currency: currency },
    ...(debtor && {
      DebtorAccount: {
        SchemeName: debtor.SchemeName,
        Identification: debtor.Identification,
        ...(debtor.Name && { Name: debtor.Name }),
      },
    }),
    CreditorAccount: payee,
    ...(reference !== undefined && {
      RemittanceInformation: { Structured: [{ CreditorReferenceInformation: { Reference: reference } }] },
    }),
  }
  const call = (step: string) => world.bank(payer.customer, { 'x-idempotency-key': `${step} ${key}`.slice(0, 40) })
  const consent = await call('c')<{ Data: { ConsentId: string } }>('POST', '/pisp/domestic-payment-consents', {
    Data: { Initiation },
    Risk: {},
  })
  const { Data } = await call('p')<{ Data: Order }>('POST', '/pisp/domestic-payments', {
    Data: { ConsentId: consent.Data.ConsentId, Initiation },
    Risk: {},
  })
  return Data
}
