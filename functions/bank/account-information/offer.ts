import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

/** OBReadOffer1's offer, as this bank fills it. `Rate` is in per cent. */
export const Offer = z
  .strictObject({
    AccountId,
    OfferId: z.string().min(1).max(40),
    OfferType: z.enum(['BalanceTransfer', 'LimitIncrease', 'MoneyTransfer', 'Other', 'PromotionalRate']),
    Description: z.string().min(1).max(500),
    StartDateTime: z.iso.datetime(),
    EndDateTime: z.iso.datetime(),
    Rate: z
      .string()
      .regex(/^-?\d{1,3}(\.\d{1,4})?$/)
      .optional(),
    Amount: Money.optional(),
  })
  .meta({ id: 'OBOffer1' })
export type Offer = z.output<typeof Offer>

export const ReadOffer = envelopeSchema('OBReadOffer1', z.strictObject({ Offer: z.array(Offer) }))
