import type { Access } from './grant.ts'
import type { Permission } from './permission.ts'

type Details = { readonly permission: Permission; readonly fields: readonly string[] }

/**
 * The fields that only the Detail permission of a resource shows; all other fields are Basic. From
 * "Detail Permissions" of the standard's Account and Transaction API Profile: the fields of the
 * Detail schema that the Basic schema lacks. Fields that this bank does not fill yet are listed
 * too, so that none can later be shown without the permission.
 */
export const detailFields = {
  /** OBAccount6Detail, OBAccount6Basic */
  Account: { permission: 'ReadAccountsDetail', fields: ['Account', 'Servicer', 'StatementFrequencyAndFormat'] },
  /** OBTransaction6Detail, OBTransaction6Basic */
  Transaction: {
    permission: 'ReadTransactionsDetail',
    fields: [
      'TransactionInformation',
      'Balance',
      'MerchantDetails',
      'CreditorAgent',
      'CreditorAccount',
      'UltimateCreditor',
      'DebtorAgent',
      'DebtorAccount',
      'UltimateDebtor',
    ],
  },
  /** OBBeneficiary5Detail, OBBeneficiary5Basic */
  Beneficiary: { permission: 'ReadBeneficiariesDetail', fields: ['CreditorAgent', 'CreditorAccount'] },
  /** OBStandingOrder6Detail, OBStandingOrder6Basic */
  StandingOrder: { permission: 'ReadStandingOrdersDetail', fields: ['CreditorAgent', 'CreditorAccount'] },
  /** OBScheduledPayment3Detail, OBScheduledPayment3Basic */
  ScheduledPayment: { permission: 'ReadScheduledPaymentsDetail', fields: ['CreditorAgent', 'CreditorAccount'] },
  /** OBStatement2Detail, OBStatement2Basic */
  Statement: { permission: 'ReadStatementsDetail', fields: ['StatementAmount'] },
} as const satisfies Record<string, Details>

/** A resource with detail fields, by its name in `Data`. */
export type DetailedResource = keyof typeof detailFields

/**
 * How much of a resource a caller may read: basic fields, also details with masked card numbers, or
 * everything.
 */
export type Visibility = 'basic' | 'detail' | 'whole'

/**
 * Returns the visibility of a resource. Detail wins if Basic is granted too, as the standard says.
 * A full card number also requires ReadPAN.
 */
export function visibilityOf(resource: DetailedResource, { permissions }: Access): Visibility {
  if (!permissions.has(detailFields[resource].permission)) return 'basic'
  return permissions.has('ReadPAN') ? 'whole' : 'detail'
}

/**
 * Returns the resource without the fields that the caller may not read. Above `basic` it returns
 * the same object.
 */
export function hideFields<T extends object>(depth: Visibility, resource: DetailedResource, one: T): T {
  if (depth !== 'basic') return one
  const hidden: readonly string[] = detailFields[resource].fields
  return Object.fromEntries(Object.entries(one).filter(([field]) => !hidden.includes(field))) as T
}

/** Makes one value for each visibility, such as a cache of texts. */
export const perVisibility = <T>(make: () => T): Record<Visibility, T> => ({
  basic: make(),
  detail: make(),
  whole: make(),
})
