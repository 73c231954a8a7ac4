import type { Access, Grant } from '#bank/consents/grant.ts'
import { permissions } from '#bank/consents/permission.ts'

/** Access to everything except full card numbers, which even a test must ask for by name. */
export const fullAccess: Access = {
  accounts: 'all',
  permissions: new Set(permissions.filter((permission) => permission !== 'ReadPAN')),
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
}

/** The access of a token that may pay: it may not read. */
export const noAccess: Access = { accounts: new Set(), permissions: new Set(), from: 0, to: 0 }

/**
 * Grants customers who are signed in at the bank what a token grants an app: to read all of their
 * own accounts. Full card numbers stay hidden.
 */
export const grantOwnAccounts = (customer: string): Grant<'accounts'> =>
  ({
    scope: 'accounts',
    customer,
    access: fullAccess,
    partner: undefined,
    agreed: undefined,
  }) as Grant as Grant<'accounts'>
