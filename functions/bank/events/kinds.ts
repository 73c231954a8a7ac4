/** What a kind of event is about. */
type EventObject = 'consent' | 'mandate' | 'payment' | 'file' | 'account' | 'partner' | 'world'

/** A kind of event, as docs, pages and tests read it. */
export type EventKindEntry = {
  /** What happened, for people. */
  readonly title: string
  readonly object: EventObject
  /** The data of such an event, as a run of the bank makes it. */
  readonly example: Readonly<Record<string, unknown>>
}

const app = { partner: 'app_till' }
const payer = { ...app, accounts: ['acc_0_current'] }
const company = { ...app, accounts: ['acc_6_business'] }

/**
 * Every kind of event that the bank records. test/bank/events/examples.test.ts makes each example
 * by a real act; ids differ.
 */
export const eventKinds = {
  'consent.authorised': {
    title: 'The customer authorised a consent',
    object: 'consent',
    example: { ...payer, kind: 'account-access', ConsentId: 'aac_0001', Status: 'AUTH' },
  },
  'consent.rejected': {
    title: 'The customer refused a consent',
    object: 'consent',
    example: { ...app, kind: 'account-access', ConsentId: 'aac_0002', Status: 'RJCT' },
  },
  'consent.revoked': {
    title: 'The customer revoked a consent',
    object: 'consent',
    example: { ...payer, kind: 'account-access', ConsentId: 'aac_0001', Status: 'CANC' },
  },
  'consent.expired': {
    title: 'The time of an authorised consent ended',
    object: 'consent',
    example: { ...payer, kind: 'account-access', ConsentId: 'aac_0003', Status: 'EXPD' },
  },
  'mandate.authorised': {
    title: 'The customer authorised a VRP mandate',
    object: 'mandate',
    example: { ...payer, kind: 'domestic-vrp', ConsentId: 'vrc_0001', Status: 'AUTH' },
  },
  'mandate.rejected': {
    title: 'The customer refused a VRP mandate',
    object: 'mandate',
    example: { ...app, kind: 'domestic-vrp', ConsentId: 'vrc_0002', Status: 'RJCT' },
  },
  'mandate.revoked': {
    title: 'The customer revoked a VRP mandate',
    object: 'mandate',
    example: { ...payer, kind: 'domestic-vrp', ConsentId: 'vrc_0001', Status: 'CANC' },
  },
  'mandate.expired': {
    title: 'The time of an authorised VRP mandate ended',
    object: 'mandate',
    example: { ...payer, kind: 'domestic-vrp', ConsentId: 'vrc_0003', Status: 'EXPD' },
  },
  'payment.awaiting-approval': {
    title: 'A payment waits for the approval of another director',
    object: 'payment',
    example: {
      ...company,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0006',
      ConsentId: 'pic_0006',
      Status: 'PATC',
      NumberRequired: 2,
      NumberReceived: 1,
    },
  },
  'payment.approved': {
    title: 'Another director approved a payment',
    object: 'payment',
    example: {
      ...company,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0006',
      ConsentId: 'pic_0006',
      Status: 'RCVD',
      NumberRequired: 2,
      NumberReceived: 2,
    },
  },
  'payment.scheduled': {
    title: 'A payment, standing order or file waits for its day',
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-scheduled-payment',
      DomesticScheduledPaymentId: 'pay_0004',
      ConsentId: 'pic_0004',
      Status: 'RCVD',
    },
  },
  'payment.accepted': {
    title: 'The bank debited the payer and sent a payment',
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0001',
      ConsentId: 'pic_0001',
      Status: 'RCVD',
    },
  },
  'payment.settled': {
    title: 'The payee has the money',
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0001',
      ConsentId: 'pic_0001',
      Status: 'ACCC',
    },
  },
  'payment.rejected': {
    title: 'The bank or a director rejected a payment',
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0002',
      ConsentId: 'pic_0002',
      Status: 'RJCT',
      StatusReasonCode: 'AM04',
    },
  },
  'payment.cancelled': {
    title: 'The customer cancelled a payment or a standing order',
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-scheduled-payment',
      DomesticScheduledPaymentId: 'pay_0005',
      ConsentId: 'pic_0005',
      Status: 'CANC',
      StatusReasonCode: 'DS02',
    },
  },
  'payment.returned': {
    title: "The payee's bank returned a payment",
    object: 'payment',
    example: {
      ...payer,
      kind: 'domestic-payment',
      DomesticPaymentId: 'pay_0003',
      ConsentId: 'pic_0003',
      Status: 'RJCT',
      StatusReasonCode: 'AC07',
    },
  },
  'file.processed': {
    title: 'Every payment of a file was paid or rejected',
    object: 'file',
    example: {
      ...payer,
      kind: 'file-payment',
      FilePaymentId: 'pay_0007',
      ConsentId: 'pic_0007',
      Status: 'INCO',
      payments: 1,
      rejected: 0,
    },
  },
  'transactions.booked': {
    title: 'A transaction was booked on an account that a consent covers',
    object: 'account',
    example: {
      ...payer,
      kind: 'account-access',
      ConsentId: 'aac_0004',
      AccountId: 'acc_0_current',
      TransactionId: 'tx_0_current_l1',
      CreditDebitIndicator: 'Debit',
      BookingDateTime: '2026-11-24T09:30:00.000Z',
    },
  },
  'transactions.available': {
    title: 'The clock moved more than 31 days: a month of an account has transactions',
    object: 'account',
    example: {
      ...payer,
      kind: 'account-access',
      ConsentId: 'aac_0004',
      AccountId: 'acc_0_current',
      FromBookingDateTime: '2026-11-26T09:30:00.000Z',
      ToBookingDateTime: '2026-11-30T23:59:59.000Z',
    },
  },
  'account.closed': {
    title: 'The bank closed an account',
    object: 'account',
    example: { accounts: ['acc_0_savings'], kind: 'account', AccountId: 'acc_0_savings', Status: 'Deleted' },
  },
  'partner.certificate-expiring': {
    title: 'The certificate of a partner expires within 30 days',
    object: 'partner',
    example: {
      ...app,
      kind: 'certificate',
      SoftwareId: 'soft_0001',
      ExpirationDateTime: '2027-02-22T09:30:00.000Z',
    },
  },
  'world.expiring': {
    title: 'The world is deleted within an hour',
    object: 'world',
    example: { kind: 'world', WorldId: 'wld_6b86b273ff', ExpirationDateTime: '2027-01-25T09:30:00.000Z' },
  },
} as const satisfies Record<string, EventKindEntry>
export type EventKind = keyof typeof eventKinds

export const eventKindNames = Object.keys(eventKinds) as [EventKind, ...EventKind[]]

/** The kinds of computed history. They are recorded only for subscriptions that name them. */
export const computedKinds: ReadonlySet<EventKind> = new Set(['transactions.booked', 'transactions.available'])
