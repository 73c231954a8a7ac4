import type { PaymentKind } from '#bank/consents/consent.ts'
import { paymentTypeByKind } from '#bank/payments/payment-types.ts'
import type { VrpConsentRequest, VrpOrderRequest } from '#bank/vrp/schemas.ts'
import { parseInput } from '#edge/input.ts'
import { describeRejection } from '#test/support/problems.ts'

/** A Tuesday. */
export const now = Date.parse('2026-11-24T09:30:00Z')

const british = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'Bob Clements' }
const german = { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' }
const tenPounds = { Amount: '10.00', Currency: 'GBP' }
const single = { InstructionIdentification: 'ACME412', EndToEndIdentification: 'FRESCO.21302.GFX.20' }
const monthly = { Frequency: { Type: 'MNTH' }, FirstPaymentDateTime: '2026-12-01T00:00:00Z' }
const Risk = { PaymentContextCode: 'TransferToThirdParty' }
const abroad = { CurrencyOfTransfer: 'EUR', InstructedAmount: tenPounds, CreditorAccount: german }
const later = { RequestedExecutionDateTime: '2026-11-25T09:30:00Z' }

/** The smallest valid consent request of each kind. */
export const asked: Record<PaymentKind, Record<string, unknown>> = {
  'domestic-payment': {
    Data: { Initiation: { ...single, InstructedAmount: tenPounds, CreditorAccount: british } },
    Risk,
  },
  'domestic-scheduled-payment': {
    Data: {
      Permission: 'Create',
      Initiation: { ...single, ...later, InstructedAmount: tenPounds, CreditorAccount: british },
    },
    Risk,
  },
  'domestic-standing-order': {
    Data: {
      Permission: 'Create',
      Initiation: {
        MandateRelatedInformation: monthly,
        FirstPaymentAmount: tenPounds,
        CreditorAccount: british,
      },
    },
    Risk,
  },
  'international-payment': { Data: { Initiation: { ...single, ...abroad } }, Risk },
  'international-scheduled-payment': {
    Data: { Permission: 'Create', Initiation: { ...single, ...later, ...abroad } },
    Risk,
  },
  'international-standing-order': {
    Data: { Permission: 'Create', Initiation: { MandateRelatedInformation: monthly, ...abroad } },
    Risk,
  },
  'file-payment': {
    Data: {
      Initiation: {
        FileType: 'UK.OBIE.pain.001.001.08',
        FileHash: 'm5ah/h1UjLvJYMxqAoZmj9dKdjZnsGNm+yMkJp/KuqQ=',
        NumberOfTransactions: '100',
        ControlSum: 3459.3,
      },
    },
  },
}

/** Describes the outcome of a consent request: the schema is checked first, then the rules. */
export const lodge = (kind: PaymentKind, body: Record<string, unknown>) =>
  describeRejection(() => {
    const { ConsentRequest, check } = paymentTypeByKind[kind]
    check(parseInput(ConsentRequest, body, 'body') as never, now)
  })

const mine = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '20000055779911', Name: 'Ada Savings' }

/** A consent to sweeping, and a payment under it. */
export const swept: VrpConsentRequest = {
  Data: {
    ControlParameters: {
      ValidFromDateTime: '2026-11-01T00:00:00Z',
      ValidToDateTime: '2027-11-30T00:00:00Z',
      MaximumIndividualAmount: { Amount: '100.00', Currency: 'GBP' },
      PeriodicLimits: [{ PeriodType: 'Month', PeriodAlignment: 'Calendar', Amount: '300.00', Currency: 'GBP' }],
      VRPType: ['UK.OBIE.VRPType.Sweeping'],
      PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
    },
    Initiation: { CreditorAccount: mine },
  },
  Risk: { PaymentContextCode: 'TransferToSelf' },
}

export const sweep: VrpOrderRequest = {
  Data: {
    ConsentId: 'con_1',
    PSUAuthenticationMethod: 'UK.OBIE.SCANotRequired',
    VRPType: 'UK.OBIE.VRPType.Sweeping',
    Initiation: { CreditorAccount: mine },
    Instruction: { ...single, InstructedAmount: tenPounds, CreditorAccount: mine },
  },
  Risk: { PaymentContextCode: 'TransferToSelf' },
}
