import type { Access } from './grant.ts'
import type { Permission } from './permission.ts'

type Details = { readonly permission: Permission; readonly fields: readonly string[] }

/**
 * What only the Detail permission of a resource shows; all other fields are Basic. "Detail
 * Permissions" of the standard's Account and Transaction API Profile; in its OpenAPI file, what the
 * Detail schema has and the Basic one lacks. The fields that this bank does not fill yet stand here
 * too, so that none can be filled and shown to everybody.
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

/** A resource that has detailFields, by its name in `Data`. */
export type DetailedResource = keyof typeof detailFields

/**
 * How far down a caller sees into a resource: its basics, its details with card numbers masked, or
 * all of it.
 */
export type Visibility = 'basic' | 'detail' | 'whole'

/**
 * Detail wins where Basic is granted too, as the standard says. A whole card number takes ReadPAN
 * on top.
 */
export function visibilityOf(resource: DetailedResource, { permissions }: Access): Visibility {
  if (!permissions.has(detailFields[resource].permission)) return 'basic'
  return permissions.has('ReadPAN') ? 'whole' : 'detail'
}

/** What a depth shows of a resource: the very same object, but for the basics. */
export function hideFields<T extends object>(depth: Visibility, resource: DetailedResource, one: T): T {
  if (depth !== 'basic') return one
  const hidden: readonly string[] = detailFields[resource].fields
  return Object.fromEntries(Object.entries(one).filter(([field]) => !hidden.includes(field))) as T
}

/** One of something for each depth, such as a memo of texts. */
export const perVisibility = <T>(make: () => T): Record<Visibility, T> => ({
  basic: make(),
  detail: make(),
  whole: make(),
})
