import type { Permission } from './permission.ts'

/**
 * The 21 permissions in the groups that a customer understands, as the UK's Customer Experience
 * Guidelines define them. The consent page and the access log use them.
 */
export const clusters = {
  account: ['ReadAccountsBasic', 'ReadAccountsDetail', 'ReadBalances'],
  regular: [
    'ReadBeneficiariesBasic',
    'ReadBeneficiariesDetail',
    'ReadStandingOrdersBasic',
    'ReadStandingOrdersDetail',
    'ReadDirectDebits',
    'ReadScheduledPaymentsBasic',
    'ReadScheduledPaymentsDetail',
  ],
  transactions: [
    'ReadTransactionsBasic',
    'ReadTransactionsDetail',
    'ReadTransactionsCredits',
    'ReadTransactionsDebits',
  ],
  statements: ['ReadStatementsBasic', 'ReadStatementsDetail'],
  features: ['ReadProducts', 'ReadOffers'],
  party: ['ReadParty', 'ReadPartyPSU'],
  card: ['ReadPAN'],
} as const satisfies Record<string, readonly Permission[]>

export type Cluster = keyof typeof clusters

export const clusterNames = Object.keys(clusters) as Cluster[]

const byPermission = new Map<Permission, Cluster>(
  clusterNames.flatMap((cluster) => clusters[cluster].map((permission) => [permission, cluster] as const)),
)

export const clusterOf = (permission: Permission): Cluster => byPermission.get(permission) as Cluster
