import * as z from 'zod'
import { Money } from '#bank/money.ts'
import { CurrencyCode, text } from './fields.ts'

/** OBInternalChargeBearerType1Code: who pays what the payment costs. */
export const ChargeBearer = z.enum(['BorneByCreditor', 'BorneByDebtor', 'FollowingServiceLevel', 'Shared'])
export type ChargeBearer = z.output<typeof ChargeBearer>

const standardCharges = ['UK.OBIE.CHAPSOut', 'UK.OBIE.BalanceTransferOut', 'UK.OBIE.MoneyTransferOut'] as const

/**
 * OBInternalPaymentChargeType1Code. Payment initiation lets a bank add names of its own: the standard has none for what a
 * payment abroad costs.
 */
const chargeTypes = [...standardCharges, 'SNBK.SWIFTOut', 'SNBK.CorrespondentBank'] as const

const charges = <T extends string>(types: readonly [T, ...T[]]) =>
  z.array(z.strictObject({ ChargeBearer, Type: z.enum(types), Amount: Money }))

/** OBCharge2, any number. */
export const Charges = charges(chargeTypes).meta({ id: 'Charges' })
export type Charges = z.output<typeof Charges>

/** The same in variable recurring payments, where the list is closed. */
export const RecurringCharges = charges(standardCharges).meta({ id: 'RecurringCharges' })

/** How many units of the currency of transfer one of `UnitCurrency` buys, and how binding that is. */
const rate = {
  UnitCurrency: CurrencyCode,
  RateType: z.enum(['Actual', 'Agreed', 'Indicative']),
  ContractIdentification: text(256).optional(),
}

/** OBExchangeRate1: the rate that a partner asks for. */
export const AskedRate = z
  .strictObject({ ...rate, ExchangeRate: z.number().optional() })
  .meta({ id: 'OBExchangeRate1' })
export type AskedRate = z.output<typeof AskedRate>

/** OBExchangeRate2: the rate that the bank gives, and until when. */
export const GivenRate = z
  .strictObject({ ...rate, ExchangeRate: z.number(), ExpirationDateTime: z.iso.datetime().optional() })
  .meta({ id: 'OBExchangeRate2' })
export type GivenRate = z.output<typeof GivenRate>
