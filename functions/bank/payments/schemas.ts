import * as z from 'zod'
import { ExchangeRateInformation } from '#bank/money/exchange.ts'
import { Authorisation, MultiAuthorisation, ScaSupportData, StatusReason } from '#bank/standard/authorisation.ts'
import { Debtor, RefundAccount } from '#bank/standard/cash-accounts.ts'
import { Charges } from '#bank/standard/charges.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { ConsentId, OrderId } from '#bank/standard/fields.ts'
import { Agent, Creditor } from '#bank/standard/parties.ts'
import { Risk } from '#bank/standard/risk.ts'

type Shape = Record<string, z.ZodType>

const Instant = z.iso.datetime()

/** What the partner requests besides the payment. Not every kind of payment has every part. */
export const permission = { Permission: z.literal('Create') }
export const readRefund = { ReadRefundAccount: z.enum(['No', 'Yes']).optional() }
const authorisationFields = { Authorisation: Authorisation.optional(), SCASupportData: ScaSupportData.optional() }

/** When the money is expected to leave and to arrive. */
export const expectedDates = {
  ExpectedExecutionDateTime: Instant.optional(),
  ExpectedSettlementDateTime: Instant.optional(),
}
/** The exchange rate of an international payment. */
export const exchange = { ExchangeRateInformation: ExchangeRateInformation.optional() }
/** OBDomesticRefundAccount1. */
export const refund = { Refund: z.strictObject({ Account: RefundAccount }).optional() }
/** OBInternationalRefundAccount1. */
export const refundAbroad = {
  Refund: z
    .strictObject({
      Creditor: Creditor.optional(),
      Agent: Agent.omit({ LEI: true }).optional(),
      Account: RefundAccount,
    })
    .optional(),
}

/** The partner's risk information; a file has none. */
export const risk = { Risk }

const statusFields = { StatusUpdateDateTime: Instant, StatusReason: StatusReason.optional() }

/**
 * Builds the four bodies of a kind of payment, and returns them with their parts. The parts that
 * differ by kind are given as shapes: what the partner requests, and what the bank adds to the
 * consent and the order. `risk` is `{ Risk }`, or empty for files.
 */
export function buildBodies<
  I extends z.ZodObject,
  Requested extends Shape,
  Consented extends Shape,
  Ordered extends Shape,
  R extends Shape,
  Id extends string,
  C extends string,
  O extends string,
>(kind: {
  /** The standard's names of the four bodies. */
  readonly names: readonly [consent: string, consented: string, order: string, ordered: string]
  readonly Initiation: I
  readonly orderId: Id
  readonly consentStatuses: readonly [C, ...C[]]
  readonly orderStatuses: readonly [O, ...O[]]
  readonly requested: Requested
  readonly consented: Consented
  readonly ordered: Ordered
  readonly risk: R
}) {
  const { names, Initiation, requested, risk } = kind
  const [consent, consented, order, ordered] = names
  const Order = { [kind.orderId]: OrderId } as { [K in Id]: typeof OrderId }
  return {
    Initiation,
    orderId: kind.orderId,
    consentStatuses: kind.consentStatuses,
    orderStatuses: kind.orderStatuses,
    ConsentRequest: z
      .strictObject({ Data: z.strictObject({ ...requested, ...authorisationFields, Initiation }), ...risk })
      .meta({ id: consent }),
    ConsentResponse: envelopeSchema(
      consented,
      z.strictObject({
        ConsentId,
        CreationDateTime: Instant,
        Status: z.enum(kind.consentStatuses),
        ...statusFields,
        CutOffDateTime: Instant.optional(),
        ...kind.consented,
        Charges: Charges.optional(),
        ...requested,
        ...authorisationFields,
        Debtor: Debtor.optional(),
        Initiation,
      }),
    )
      .extend(risk)
      .meta({ id: consented }),
    OrderRequest: z.strictObject({ Data: z.strictObject({ ConsentId, Initiation }), ...risk }).meta({ id: order }),
    OrderResponse: envelopeSchema(
      ordered,
      z.strictObject({
        ...Order,
        ConsentId,
        CreationDateTime: Instant,
        Status: z.enum(kind.orderStatuses),
        ...statusFields,
        ...kind.ordered,
        Charges: Charges.optional(),
        MultiAuthorisation: MultiAuthorisation.optional(),
        Debtor: Debtor.optional(),
        Initiation,
      }),
    ),
  }
}
