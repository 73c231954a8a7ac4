/**
 * The statuses of a payment order: the standard's subset of ExternalPaymentTransactionStatus1Code.
 */
export const orderStatuses = {
  RCVD: 'Received',
  PDNG: 'Pending',
  ACTC: 'Accepted: technically valid',
  PATC: 'Partly accepted: another person must still authorise it',
  ACCP: "Accepted: the customer's profile was checked",
  ACFC: 'Accepted: the funds were checked',
  ACSP: 'Accepted: settlement in process',
  ACWC: 'Accepted with a change',
  ACSC: "Settled on the payer's account",
  ACCC: "Settled on the payee's account",
  ACWP: "At the payee's bank, not posted to the payee",
  BLCK: 'Blocked: neither posted nor sent back',
  RJCT: 'Rejected',
  CANC: 'Cancelled',
} as const
export type OrderStatus = keyof typeof orderStatuses

/** The transitions between statuses. RJCT, ACCC, BLCK and CANC are final. */
export const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  RCVD: ['PDNG', 'ACTC', 'PATC', 'RJCT', 'CANC'],
  PDNG: ['ACTC'],
  ACTC: ['ACCP'],
  PATC: ['ACCP', 'RJCT'],
  ACCP: ['ACFC', 'RJCT'],
  ACFC: ['ACSP', 'RJCT'],
  ACSP: ['ACWC', 'RJCT'],
  ACWC: ['ACSC', 'RJCT'],
  ACSC: ['ACCC', 'ACWP', 'BLCK', 'RJCT'],
  ACCC: [],
  ACWP: ['RJCT'],
  BLCK: [],
  RJCT: [],
  CANC: [],
}

/** Statuses that a bank may skip. */
export const optionalStatuses: ReadonlySet<OrderStatus> = new Set(['PDNG', 'ACTC', 'PATC', 'ACCP', 'ACFC', 'ACWC'])

/**
 * Returns whether an order may be seen at `to` after `from`: directly, or past optional statuses
 * only.
 */
export const mayFollow = (from: OrderStatus, to: OrderStatus): boolean =>
  orderTransitions[from].some((next) => next === to || (optionalStatuses.has(next) && mayFollow(next, to)))
