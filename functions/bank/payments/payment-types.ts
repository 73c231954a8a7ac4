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

const home = { isInternational: false, isFile: false }
const abroad = { isInternational: true, isFile: false }
const now = { isScheduled: false, isStandingOrder: false }
const scheduled = { isScheduled: true, isStandingOrder: false }
const repeated = { isScheduled: false, isStandingOrder: true }

const consentStatuses = ['AWAU', 'RJCT', 'AUTH', 'COND'] as const
/**
 * On the way, from the first checks to the money's arrival; `ACCC` and `RCVD` are not everywhere.
 */
const underWay = ['PDNG', 'ACTC', 'PATC', 'ACCP', 'ACFC', 'ACSP', 'ACWC', 'ACSC', 'ACWP', 'BLCK', 'RJCT'] as const
const setUp = ['RCVD', 'CANC', 'ACTC', 'PATC', 'PDNG', 'INFA', 'INCO', 'RJCT'] as const

/** What a partner asks for, beside the payment. */
const oneOff = readRefund
const dated = { ...permission, ...readRefund }

/** Every kind of payment initiation v4.0, by its name. */
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
      orderStatuses: ['RCVD', ...underWay, 'ACCC'],
      asked: oneOff,
      consented: expectedDates,
      ordered: { ...expectedDates, ...refund },
      risk,
    }),
    ...home,
    ...now,
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
      orderStatuses: ['RCVD', 'CANC', ...underWay],
      asked: dated,
      consented: expectedDates,
      ordered: { ...expectedDates, ...refund },
      risk,
    }),
    ...home,
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
      orderStatuses: setUp,
      asked: dated,
      consented: {},
      ordered: refund,
      risk,
    }),
    ...home,
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
      orderStatuses: [...underWay, 'ACCC'],
      asked: oneOff,
      consented: { ...expectedDates, ...exchange },
      ordered: { ...expectedDates, ...exchange, ...refundAbroad },
      risk,
    }),
    ...abroad,
    ...now,
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
      orderStatuses: [...underWay, 'ACCC'],
      asked: dated,
      consented: { ...expectedDates, ...exchange },
      ordered: { ...expectedDates, ...exchange, ...refundAbroad },
      risk,
    }),
    ...abroad,
    ...scheduled,
    hasFundsConfirmation: true,
    check: checkInternationalScheduled,
  },
  'international-standing-order': {
    name: 'international-standing-order',
    consents: 'international-standing-order-consents',
    orders: 'international-standing-orders',
    // The standard has one name in the path and another in the body.
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
      orderStatuses: setUp,
      asked: dated,
      consented: {},
      ordered: refundAbroad,
      risk,
    }),
    ...abroad,
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
      asked: {},
      consented: {},
      ordered: {},
      risk: {},
    }),
    isInternational: false,
    isFile: true,
    ...now,
    hasFundsConfirmation: false,
    check: checkFilePayment,
  },
} as const

/**
 * The same for whoever treats all kinds alike. A type asked of the table itself would blur what is
 * known of each body.
 */
export const paymentTypeByKind: Readonly<Record<PaymentKind, PaymentType>> = paymentTypes
export const allPaymentTypes: readonly PaymentType[] = Object.values(paymentTypeByKind)
