import type { PaymentKind } from '#bank/consents/consent.ts'
import {
  DomesticInitiation,
  DomesticScheduledInitiation,
  DomesticStandingOrderInitiation,
  FileInitiation,
  InternationalInitiation,
  InternationalScheduledInitiation,
  InternationalStandingOrderInitiation,
} from './initiation-schemas.ts'
import type { PaymentType } from './payment-type.ts'
import {
  checkDomestic,
  checkDomesticScheduled,
  checkDomesticStandingOrder,
  checkFilePayment,
  checkInternational,
  checkInternationalScheduled,
  checkInternationalStandingOrder,
} from './rules.ts'
import { buildBodies, exchange, expectedDates, permission, readRefund, refund, refundAbroad, risk } from './schemas.ts'

const domestic = { isInternational: false, isFile: false }
const international = { isInternational: true, isFile: false }
const immediate = { isScheduled: false, isStandingOrder: false }
const scheduled = { isScheduled: true, isStandingOrder: false }
const repeated = { isScheduled: false, isStandingOrder: true }

const consentStatuses = ['AWAU', 'RJCT', 'AUTH', 'COND'] as const
/**
 * The statuses of a payment from the first checks to arrival; `ACCC` and `RCVD` do not apply to
 * every kind.
 */
const inProgressStatuses = [
  'PDNG',
  'ACTC',
  'PATC',
  'ACCP',
  'ACFC',
  'ACSP',
  'ACWC',
  'ACSC',
  'ACWP',
  'BLCK',
  'RJCT',
] as const
const setUpStatuses = ['RCVD', 'CANC', 'ACTC', 'PATC', 'PDNG', 'INFA', 'INCO', 'RJCT'] as const

/** What a partner requests besides the payment itself. */
const immediateRequest = readRefund
const scheduledRequest = { ...permission, ...readRefund }

/** Every kind of payment of payment initiation v4.0. */
export const paymentTypes = {
  'domestic-payment': {
    name: 'domestic-payment',
    consents: 'domestic-payment-consents',
    orders: 'domestic-payments',
    orderParameter: 'DomesticPaymentId',
    ...buildBodies({
      names: [
        'OBWriteDomesticConsent4',
        'OBWriteDomesticConsentResponse5',
        'OBWriteDomestic2',
        'OBWriteDomesticResponse5',
      ],
      Initiation: DomesticInitiation,
      orderId: 'DomesticPaymentId',
      consentStatuses,
      orderStatuses: ['RCVD', ...inProgressStatuses, 'ACCC'],
      requested: immediateRequest,
      consented: expectedDates,
      ordered: { ...expectedDates, ...refund },
      risk,
    }),
    ...domestic,
    ...immediate,
    hasFundsConfirmation: true,
    check: checkDomestic,
  },
  'domestic-scheduled-payment': {
    name: 'domestic-scheduled-payment',
    consents: 'domestic-scheduled-payment-consents',
    orders: 'domestic-scheduled-payments',
    orderParameter: 'DomesticScheduledPaymentId',
    ...buildBodies({
      names: [
        'OBWriteDomesticScheduledConsent4',
        'OBWriteDomesticScheduledConsentResponse5',
        'OBWriteDomesticScheduled2',
        'OBWriteDomesticScheduledResponse5',
      ],
      Initiation: DomesticScheduledInitiation,
      orderId: 'DomesticScheduledPaymentId',
      consentStatuses,
      orderStatuses: ['RCVD', 'CANC', ...inProgressStatuses],
      requested: scheduledRequest,
      consented: expectedDates,
      ordered: { ...expectedDates, ...refund },
      risk,
    }),
    ...domestic,
    ...scheduled,
    hasFundsConfirmation: false,
    check: checkDomesticScheduled,
  },
  'domestic-standing-order': {
    name: 'domestic-standing-order',
    consents: 'domestic-standing-order-consents',
    orders: 'domestic-standing-orders',
    orderParameter: 'DomesticStandingOrderId',
    ...buildBodies({
      names: [
        'OBWriteDomesticStandingOrderConsent5',
        'OBWriteDomesticStandingOrderConsentResponse6',
        'OBWriteDomesticStandingOrder3',
        'OBWriteDomesticStandingOrderResponse6',
      ],
      Initiation: DomesticStandingOrderInitiation,
      orderId: 'DomesticStandingOrderId',
      consentStatuses,
      orderStatuses: setUpStatuses,
      requested: scheduledRequest,
      consented: {},
      ordered: refund,
      risk,
    }),
    ...domestic,
    ...repeated,
    hasFundsConfirmation: false,
    check: checkDomesticStandingOrder,
  },
  'international-payment': {
    name: 'international-payment',
    consents: 'international-payment-consents',
    orders: 'international-payments',
    orderParameter: 'InternationalPaymentId',
    ...buildBodies({
      names: [
        'OBWriteInternationalConsent5',
        'OBWriteInternationalConsentResponse6',
        'OBWriteInternational3',
        'OBWriteInternationalResponse5',
      ],
      Initiation: InternationalInitiation,
      orderId: 'InternationalPaymentId',
      consentStatuses,
      orderStatuses: [...inProgressStatuses, 'ACCC'],
      requested: immediateRequest,
      consented: { ...expectedDates, ...exchange },
      ordered: { ...expectedDates, ...exchange, ...refundAbroad },
      risk,
    }),
    ...international,
    ...immediate,
    hasFundsConfirmation: true,
    check: checkInternational,
  },
  'international-scheduled-payment': {
    name: 'international-scheduled-payment',
    consents: 'international-scheduled-payment-consents',
    orders: 'international-scheduled-payments',
    orderParameter: 'InternationalScheduledPaymentId',
    ...buildBodies({
      names: [
        'OBWriteInternationalScheduledConsent5',
        'OBWriteInternationalScheduledConsentResponse6',
        'OBWriteInternationalScheduled3',
        'OBWriteInternationalScheduledResponse6',
      ],
      Initiation: InternationalScheduledInitiation,
      orderId: 'InternationalScheduledPaymentId',
      consentStatuses,
      orderStatuses: [...inProgressStatuses, 'ACCC'],
      requested: scheduledRequest,
      consented: { ...expectedDates, ...exchange },
      ordered: { ...expectedDates, ...exchange, ...refundAbroad },
      risk,
    }),
    ...international,
    ...scheduled,
    hasFundsConfirmation: true,
    check: checkInternationalScheduled,
  },
  'international-standing-order': {
    name: 'international-standing-order',
    consents: 'international-standing-order-consents',
    orders: 'international-standing-orders',
    // The standard uses one name in the path and another in the body.
    orderParameter: 'InternationalStandingOrderPaymentId',
    ...buildBodies({
      names: [
        'OBWriteInternationalStandingOrderConsent6',
        'OBWriteInternationalStandingOrderConsentResponse7',
        'OBWriteInternationalStandingOrder4',
        'OBWriteInternationalStandingOrderResponse7',
      ],
      Initiation: InternationalStandingOrderInitiation,
      orderId: 'InternationalStandingOrderId',
      consentStatuses,
      orderStatuses: setUpStatuses,
      requested: scheduledRequest,
      consented: {},
      ordered: refundAbroad,
      risk,
    }),
    ...international,
    ...repeated,
    hasFundsConfirmation: false,
    check: checkInternationalStandingOrder,
  },
  'file-payment': {
    name: 'file-payment',
    consents: 'file-payment-consents',
    orders: 'file-payments',
    orderParameter: 'FilePaymentId',
    ...buildBodies({
      names: ['OBWriteFileConsent3', 'OBWriteFileConsentResponse4', 'OBWriteFile2', 'OBWriteFileResponse3'],
      Initiation: FileInitiation,
      orderId: 'FilePaymentId',
      consentStatuses: ['AWUP', ...consentStatuses],
      orderStatuses: ['INFA', 'INCO', 'PDNG'],
      requested: {},
      consented: {},
      ordered: {},
      risk: {},
    }),
    isInternational: false,
    isFile: true,
    ...immediate,
    hasFundsConfirmation: false,
    check: checkFilePayment,
  },
} as const

/**
 * The table as a record of one type, for code that treats all kinds alike. The inferred type of the
 * table keeps the exact type of each body.
 */
export const paymentTypeByKind: Readonly<Record<PaymentKind, PaymentType>> = paymentTypes
export const allPaymentTypes: readonly PaymentType[] = Object.values(paymentTypeByKind)
