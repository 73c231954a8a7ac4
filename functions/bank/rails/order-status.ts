/**
 * Where a payment order can stand: the standard's part of ExternalPaymentTransactionStatus1Code.
 */
export const orderStatuses = {
  RCVD: 'Received',
  PDNG: 'Pending',
  ACTC: 'Accepted: technically valid',
  PATC: 'Partly accepted: somebody has yet to authorise it',
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

/** What may come right after what. RJCT, ACCC, BLCK and CANC are the end. */
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

/** A bank need not show these on the way from one status to another. */
export const optionalStatuses: ReadonlySet<OrderStatus> = new Set(['PDNG', 'ACTC', 'PATC', 'ACCP', 'ACFC', 'ACWC'])

/**
 * Whether an order that was last seen at one status may next be seen at another: at once, or past
 * optional ones only.
 */
export const mayFollow = (from: OrderStatus, to: OrderStatus): boolean =>
  orderTransitions[from].some((next) => next === to || (optionalStatuses.has(next) && mayFollow(next, to)))
