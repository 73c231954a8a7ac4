import { Problem } from '#bank/base/problem.ts'

/** The 21 data clusters a customer can let a partner read: OBInternalPermissions1Code. */
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

/** What a resource asks for: one permission out of each group. */
export type RequiredPermissions = readonly (readonly Permission[])[]

/** Whether one permission out of each group is there; which group lacks one, if any. */
export const findMissingPermissions = (
  requiredPermissions: RequiredPermissions,
  granted: ReadonlySet<Permission>,
): readonly Permission[] | undefined =>
  requiredPermissions.find((group) => !group.some((permission) => granted.has(permission)))

const transactions: readonly Permission[] = ['ReadTransactionsBasic', 'ReadTransactionsDetail']
const directions: readonly Permission[] = ['ReadTransactionsCredits', 'ReadTransactionsDebits']

/** Transactions, whether listed alone or with a statement: how much of them, and which of them. */
export const transactionPermits: RequiredPermissions = [transactions, directions]

/**
 * Refuses the combinations that the standard forbids (Account Access Consents, "Permissions"):
 * transactions ask for how much of them (Basic or Detail) and for which of them (Credits, Debits or
 * both), never for one without the other.
 */
export function checkPermissions(asked: readonly Permission[]): void {
  const granted = new Set(asked)
  const [one, other] = transactionPermits.map((group) => group.some((permission) => granted.has(permission)))
  if (one === other) return
  const [has, lacks] = one ? [transactions, directions] : [directions, transactions]
  const path = 'Data.Permissions'
  const why = `with ${has.join(' or ')} ask for ${lacks.join(' or ')} too`
  throw new Problem('field-invalid', `${path}: ${why}; given: ${asked.join(', ')}`, { path })
}
