import { type Call, newInteractionId } from '../call.ts'
import type { CallOptions } from '../connection.ts'
import { moneyOf } from '../money.ts'
import type { Account, CashAccount, Money } from '../resources.ts'
import type { ConsentRequest, OrderData, Risk } from './kinds.ts'
import type { Order, OrderContext } from './order.ts'
import { createPayments } from './payments.ts'

/** An amount: of the standard, or minor units and their currency. Never a floating-point number. */
export type Amount = Money | { readonly minor: bigint; readonly currency: string }

/**
 * Whom to pay: an account with a scheme, as `identifications` of a customer or the standard's
 * `CreditorAccount`; or a sort code and number, or an IBAN.
 */
export type Payee =
  | (CashAccount & { readonly AccountId?: string })
  | { readonly sortCode: string; readonly accountNumber: string; readonly name: string }
  | { readonly iban: string; readonly name: string }

/** The account that pays: its id, as `accounts()` lists it, or the standard's `DebtorAccount`. */
export type Payer = string | Account | CashAccount

/** One payment in pounds, now. */
export type PayRequest = CallOptions & {
  /** Absent: the customer chooses; a developer token pays from the main account. */
  readonly from?: Payer | undefined
  readonly to: Payee
  readonly amount: Amount
  /** What the payee reads. */
  readonly reference?: string | undefined
  /** Your own id of the payment, 1 to 35 characters. Default: made from the idempotency key. */
  readonly endToEndId?: string | undefined
  readonly risk?: Risk | undefined
  /** Names the payment for the bank, 1 to 38 characters: with the same key it is paid once. */
  readonly idempotencyKey?: string | undefined
}

/**
 * Pays with a token that needs no further authorisation, such as a developer token: creates the
 * consent and the order. Both keep their idempotency key through every retry, so the money moves at
 * most once. Throws `ApiError`.
 */
export async function pay(context: OrderContext, request: PayRequest): Promise<Order<OrderData<'domestic-payment'>>> {
  const { from, to, amount, reference, risk: Risk, signal } = request
  const { idempotencyKey: key = newInteractionId(), endToEndId = key.slice(0, 35) } = request
  if (key.length < 1 || key.length > 38)
    throw new RangeError(`idempotencyKey: must have 1 to 38 characters (got ${key.length})`)
  const payments = createPayments(context, 'domestic-payment')
  const Initiation = {
    InstructionIdentification: key.slice(0, 35),
    EndToEndIdentification: endToEndId,
    InstructedAmount: toMoney(amount),
    ...(from !== undefined && { DebtorAccount: await findDebtorAccount(context.call, context.base, from, signal) }),
    CreditorAccount: toCreditorAccount(to),
    ...(reference !== undefined && { RemittanceInformation: { Unstructured: [reference] } }),
  }
  const consentRequest = { Initiation, ...(Risk && { Risk }) } as ConsentRequest<'domestic-payment'>
  const consent = await payments.createConsent(consentRequest, { idempotencyKey: `${key}-c`, signal })
  return payments.order(consent, { idempotencyKey: `${key}-o`, signal })
}

/** Converts an amount to that of the standard. */
export const toMoney = (amount: Amount): Money => ('minor' in amount ? moneyOf(amount.minor, amount.currency) : amount)

/** Converts a payee to the standard's `CreditorAccount`. */
export function toCreditorAccount(payee: Payee): CashAccount & { Name: string } {
  if ('iban' in payee)
    return { SchemeName: 'UK.OBIE.IBAN', Identification: payee.iban.replaceAll(' ', ''), Name: payee.name }
  if ('sortCode' in payee) {
    const digits = `${payee.sortCode}${payee.accountNumber}`.replaceAll(/[- ]/g, '')
    if (!/^\d{14}$/.test(digits))
      throw new RangeError(
        `to: must have a sort code of 6 digits and an account number of 8 (got ${payee.sortCode} ${payee.accountNumber})`,
      )
    return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: digits, Name: payee.name }
  }
  const { AccountId: _, ...account } = payee
  return { ...account, Name: account.Name ?? account.Identification }
}

/** Returns the `DebtorAccount` of a payer; of an account id, as the bank knows it. */
async function findDebtorAccount(
  call: Call,
  base: string,
  payer: Payer,
  signal: AbortSignal | undefined,
): Promise<CashAccount> {
  if (typeof payer === 'object' && 'Identification' in payer) return payer
  const account =
    typeof payer === 'object'
      ? payer
      : (
          await call<{ Data: { Account: [Account] } }>(
            'GET',
            `${base}/aisp/accounts/${encodeURIComponent(payer)}`,
            undefined,
            { signal },
          )
        ).Data.Account[0]
  const [first] = account.Account ?? []
  if (!first)
    throw new TypeError(
      `from: the bank does not show the number of ${account.AccountId}; ask for the permission ReadAccountsDetail, or send its DebtorAccount`,
    )
  const { SchemeName, Identification, Name } = first
  return { SchemeName, Identification, ...(Name !== undefined && { Name }) }
}
