import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { formatDecimal, Money, money } from './money.ts'

/** OBInternalChargeBearerType1Code. */
export const ChargeBearer = z.enum(['BorneByCreditor', 'BorneByDebtor', 'FollowingServiceLevel', 'Shared'])
export type ChargeBearer = z.output<typeof ChargeBearer>

/**
 * One of a payment's `Charges`: `Type` is of OBInternalPaymentChargeType1Code, or of this bank's
 * own namespace.
 */
export const Charge = z.strictObject({ ChargeBearer, Type: z.string(), Amount: Money })
export type Charge = z.output<typeof Charge>

type Taker = 'this bank' | 'correspondents'

/** What a rail costs: the first tier that the amount fits in. All in pence. */
export type Fee = {
  readonly type: string
  readonly takenBy: Taker
  readonly tiers: readonly { readonly upToPence?: bigint; readonly pence: bigint }[]
}

/**
 * Who pays whom. FollowingServiceLevel is shared, as payment schemes have it: each side pays its
 * own bank.
 */
const payers: Record<ChargeBearer, Record<Taker, 'payer' | 'payee'>> = {
  BorneByDebtor: { 'this bank': 'payer', correspondents: 'payer' },
  BorneByCreditor: { 'this bank': 'payee', correspondents: 'payee' },
  Shared: { 'this bank': 'payer', correspondents: 'payee' },
  FollowingServiceLevel: { 'this bank': 'payer', correspondents: 'payee' },
}

/**
 * What a payment of so many pence costs. The payer pays `payerPence` on top of it; `payeePence` are
 * taken off what arrives. Refuses a payment that the payee's part would use up; `at` is where the
 * payment stands in the request.
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
    const said = `${path}: charges of ${formatDecimal(sums.payee)} GBP come off it, and would leave nothing`
    throw new Problem('field-invalid', said, { path })
  }
  return { charges, payerPence: sums.payer, payeePence: sums.payee }
}
