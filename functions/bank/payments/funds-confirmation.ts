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

const asked = { ExpirationDateTime: Instant.optional(), DebtorAccount }

/**
 * OBFundsConfirmationConsent1: a card issuer wants to ask whether there is enough on an account.
 * Open ended without an expiry.
 */
export const FundsConsentRequest = z
  .strictObject({ Data: z.strictObject(asked) })
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
    ...asked,
  }),
)
export type FundsConsentResponse = z.output<typeof FundsConsentResponse>

const question = { ConsentId, Reference: text(35), InstructedAmount: Money }

/** OBFundsConfirmation1. */
export const FundsRequest = z.strictObject({ Data: z.strictObject(question) }).meta({ id: 'OBFundsConfirmation1' })
export type FundsRequest = z.output<typeof FundsRequest>

/** OBFundsConfirmationResponse1. */
export const FundsResponse = envelopeSchema(
  'OBFundsConfirmationResponse1',
  z.strictObject({
    FundsConfirmationId: OrderId,
    CreationDateTime: z.iso.datetime(),
    FundsAvailable: z.boolean(),
    ...question,
  }),
)
export type FundsResponse = z.output<typeof FundsResponse>

/**
 * Refuses a consent of a card issuer that expires before it begins, or is for no account that could
 * be here.
 */
export function checkFundsConsent(request: FundsConsentRequest, now: number): void {
  const { ExpirationDateTime, DebtorAccount: account } = request.Data
  if (ExpirationDateTime !== undefined) parseFutureDateTime(ExpirationDateTime, 'Data.ExpirationDateTime', now)
  checkDebtor(account, 'Data.DebtorAccount')
}

/**
 * The amount that is asked for, in minor units of the account's currency: funds are confirmed in no
 * other.
 */
export const parseFundsAmount = ({ Data }: FundsRequest, currency: CurrencyCode): bigint =>
  parseAmount(Data.InstructedAmount, 'Data.InstructedAmount', [currency])
