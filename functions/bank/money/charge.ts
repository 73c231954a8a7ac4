import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { formatDecimal, Money, money } from './money.ts'

/** OBInternalChargeBearerType1Code. */
export const ChargeBearer = z.enum(['BorneByCreditor', 'BorneByDebtor', 'FollowingServiceLevel', 'Shared'])
export type ChargeBearer = z.output<typeof ChargeBearer>

/**
 * One of a payment's `Charges`. `Type` is a code of OBInternalPaymentChargeType1Code or of this
 * bank's own namespace.
 */
export const Charge = z.strictObject({ ChargeBearer, Type: z.string(), Amount: Money })
export type Charge = z.output<typeof Charge>

type FeeTaker = 'this bank' | 'correspondents'

/**
 * A fee of a rail. The first tier whose `upToPence` covers the amount applies; the last tier has no
 * limit. All amounts are in pence.
 */
export type Fee = {
  readonly type: string
  readonly takenBy: FeeTaker
  readonly tiers: readonly { readonly upToPence?: bigint; readonly pence: bigint }[]
}

/**
 * Which side pays each fee. FollowingServiceLevel means shared, as in the payment schemes: each
 * side pays its own bank.
 */
const payers: Record<ChargeBearer, Record<FeeTaker, 'payer' | 'payee'>> = {
  BorneByDebtor: { 'this bank': 'payer', correspondents: 'payer' },
  BorneByCreditor: { 'this bank': 'payee', correspondents: 'payee' },
  Shared: { 'this bank': 'payer', correspondents: 'payee' },
  FollowingServiceLevel: { 'this bank': 'payer', correspondents: 'payee' },
}

/**
 * Calculates the charges of a payment of `pence`. The payer pays `payerPence` on top; `payeePence`
 * are deducted from the amount that arrives. Rejects a payment that the payee's charges would use
 * up. `at` is the path of the payment in the request.
 */
export function calculateCharges(
  { fees }: { readonly fees: readonly Fee[] },
  pence: bigint,
  bearer: ChargeBearer,
  at = 'Data.Initiation',
): { charges: Charge[]; payerPence: bigint; payeePence: bigint } {
  const sums = { payer: 0n, payee: 0n }
  const charges: Charge[] = []
  for (const { type, takenBy, tiers } of fees) {
    const fee = tiers.find(({ upToPence }) => upToPence === undefined || pence <= upToPence)?.pence ?? 0n
    if (fee === 0n) continue
    sums[payers[bearer][takenBy]] += fee
    charges.push({ ChargeBearer: bearer, Type: type, Amount: money(fee, 'GBP') })
  }
  if (sums.payee > 0n && sums.payee >= pence) {
    const path = `${at}.InstructedAmount.Amount`
    const message = `${path}: must be more than the charges of ${formatDecimal(sums.payee)} GBP that are deducted from it, or ChargeBearer must be BorneByDebtor`
    throw new Problem('field-invalid', message, { path })
  }
  return { charges, payerPence: sums.payer, payeePence: sums.payee }
}
