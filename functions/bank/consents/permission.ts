import { Problem } from '#bank/base/problem.ts'

/** The 21 permissions that a customer can grant: OBInternalPermissions1Code. */
export const permissions = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
] as const

export type Permission = (typeof permissions)[number]

/** The permissions that a resource requires: at least one of each group. */
export type RequiredPermissions = readonly (readonly Permission[])[]

/** Returns the first group without a granted permission, or undefined. */
export const findMissingPermissions = (
  requiredPermissions: RequiredPermissions,
  granted: ReadonlySet<Permission>,
): readonly Permission[] | undefined =>
  requiredPermissions.find((group) => !group.some((permission) => granted.has(permission)))

const transactions: readonly Permission[] = ['ReadTransactionsBasic', 'ReadTransactionsDetail']
const directions: readonly Permission[] = ['ReadTransactionsCredits', 'ReadTransactionsDebits']

/**
 * The permissions for transactions, alone or in a statement: the level of detail, and the
 * direction.
 */
export const transactionPermissions: RequiredPermissions = [transactions, directions]

/**
 * Rejects combinations that the standard forbids (Account Access Consents, "Permissions"):
 * transactions require both a level (Basic or Detail) and a direction (Credits, Debits or both).
 */
export function checkPermissions(requested: readonly Permission[]): void {
  const granted = new Set(requested)
  const [one, other] = transactionPermissions.map((group) => group.some((permission) => granted.has(permission)))
  if (one === other) return
  const [has, lacks] = one ? [transactions, directions] : [directions, transactions]
  const path = 'Data.Permissions'
  const why = `${has.join(' or ')} also requires ${lacks.join(' or ')}`
  throw new Problem('field-invalid', `${path}: ${why} (got ${requested.join(', ')})`, { path })
}
