import type { Product } from '#mocks/accounts/products.ts'

/** One payment of a mandate: epoch seconds, and minor units above zero. */
export type MandatePayment = { readonly at: number; readonly amount: number }

/** The state of a standing order or direct debit at an instant. */
export type Mandate = {
  /** Unique in the account and permanent. */
  readonly key: string
  readonly by: 'standing-order' | 'direct-debit'
  readonly payee: string
  /** The customer's own receiving account, if it is a transfer between two of them. */
  readonly own?: Product
  readonly reference: string
  /** Payments a year. */
  readonly perYear: number
  readonly isFixed: boolean
  readonly last: MandatePayment | undefined
  /** Absent if no payment follows, such as after a death or the last instalment. */
  readonly next: MandatePayment | undefined
}
