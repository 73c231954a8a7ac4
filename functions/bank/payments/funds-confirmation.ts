import * as z from 'zod'
import type { CurrencyCode } from '#bank/money/currency.ts'
import { Money } from '#bank/money/money.ts'
import { StatusReason } from '#bank/standard/authorisation.ts'
import { DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { ConsentId, Instant, OrderId, text } from '#bank/standard/fields.ts'
import { checkDebtor } from './account-rules.ts'
import { parseAmount } from './amounts.ts'
import { parseFutureDateTime } from './dates.ts'

const requestFields = { ExpirationDateTime: Instant.optional(), DebtorAccount }

/**
 * OBFundsConfirmationConsent1: a card issuer requests to confirm funds on an account. Without an
 * expiry it does not expire.
 */
export const FundsConsentRequest = z
  .strictObject({ Data: z.strictObject(requestFields) })
  .meta({ id: 'OBFundsConfirmationConsent1' })
export type FundsConsentRequest = z.output<typeof FundsConsentRequest>

/** OBFundsConfirmationConsentResponse1. */
export const FundsConsentResponse = envelopeSchema(
  'OBFundsConfirmationConsentResponse1',
  z.strictObject({
    ConsentId,
    CreationDateTime: z.iso.datetime(),
    Status: z.enum(['AWAU', 'RJCT', 'AUTH', 'CANC', 'EXPD']),
    StatusReason: StatusReason.optional(),
    StatusUpdateDateTime: z.iso.datetime(),
    ...requestFields,
  }),
)
export type FundsConsentResponse = z.output<typeof FundsConsentResponse>

const fundsFields = { ConsentId, Reference: text(35), InstructedAmount: Money }

/** OBFundsConfirmation1. */
export const FundsRequest = z.strictObject({ Data: z.strictObject(fundsFields) }).meta({ id: 'OBFundsConfirmation1' })
export type FundsRequest = z.output<typeof FundsRequest>

/** OBFundsConfirmationResponse1. */
export const FundsResponse = envelopeSchema(
  'OBFundsConfirmationResponse1',
  z.strictObject({
    FundsConfirmationId: OrderId,
    CreationDateTime: z.iso.datetime(),
    FundsAvailable: z.boolean(),
    ...fundsFields,
  }),
)
export type FundsResponse = z.output<typeof FundsResponse>

/**
 * Rejects a card issuer's consent that would already have expired, or whose account cannot be one
 * of this bank.
 */
export function checkFundsConsent(request: FundsConsentRequest, now: number): void {
  const { ExpirationDateTime, DebtorAccount: account } = request.Data
  if (ExpirationDateTime !== undefined) parseFutureDateTime(ExpirationDateTime, 'Data.ExpirationDateTime', now)
  checkDebtor(account, 'Data.DebtorAccount')
}

/**
 * Parses the requested amount to minor units of the account's currency. Funds are confirmed in no
 * other currency.
 */
export const parseFundsAmount = ({ Data }: FundsRequest, currency: CurrencyCode): bigint =>
  parseAmount(Data.InstructedAmount, 'Data.InstructedAmount', [currency])
