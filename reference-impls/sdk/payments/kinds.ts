import type { components, paths } from '#contract/open-banking'

/** Every kind of payment that has a consent of its own; a mandate (VRP) has its own methods. */
export type PaymentKind =
  | 'domestic-payment'
  | 'domestic-scheduled-payment'
  | 'domestic-standing-order'
  | 'international-payment'
  | 'international-scheduled-payment'
  | 'international-standing-order'
  | 'file-payment'

type Posted<Path extends string> = Path extends keyof paths ? paths[Path]['post'] : never
// Without the types of the contract an operation is unchecked, and so is all that it has.
type BodyOf<Operation> = unknown extends Operation
  ? Operation
  : Operation extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : never
type DataOf<Operation> = unknown extends Operation
  ? Operation
  : Operation extends { responses: { 201: { content: { 'application/json': { Data: infer Data } } } } }
    ? Data
    : never
type Requested<Body> = unknown extends Body
  ? Body
  : Body extends { Data: infer Data }
    ? Data & { readonly Risk?: Risk }
    : never

/** What a consent of a kind is created from: the fields of `Data`, and the standard's `Risk`. */
export type ConsentRequest<Kind extends PaymentKind> = Requested<BodyOf<Posted<`/pisp/${Kind}-consents`>>>
/** The consent of a kind, with the standard's fields. */
export type ConsentData<Kind extends PaymentKind> = DataOf<Posted<`/pisp/${Kind}-consents`>>
/** The order of a kind, with the standard's fields. */
export type OrderData<Kind extends PaymentKind> = DataOf<Posted<`/pisp/${Kind}s`>>
/** The standard's details of a payment for the checks of fraud. */
export type Risk = components['schemas']['OBRisk1']

/** Where the order of a kind has its id, and its statuses that are an end. */
export const kinds: Readonly<Record<PaymentKind | 'domestic-vrp', { id: string; settled: readonly string[] }>> = {
  'domestic-payment': { id: 'DomesticPaymentId', settled: ['ACCC'] },
  'domestic-scheduled-payment': { id: 'DomesticScheduledPaymentId', settled: ['ACCC', 'ACSC'] },
  'domestic-standing-order': { id: 'DomesticStandingOrderId', settled: ['INCO'] },
  'international-payment': { id: 'InternationalPaymentId', settled: ['ACCC'] },
  'international-scheduled-payment': { id: 'InternationalScheduledPaymentId', settled: ['ACCC', 'ACSC'] },
  'international-standing-order': { id: 'InternationalStandingOrderId', settled: ['INCO'] },
  'file-payment': { id: 'FilePaymentId', settled: ['INCO'] },
  'domestic-vrp': { id: 'DomesticVRPId', settled: ['ACCC'] },
}

/** Statuses with which an order ends unpaid. */
export const failedStatuses: readonly string[] = ['RJCT', 'CANC', 'BLCK', 'INFA']
