import type { Access } from '#bank/consents/grant.ts'
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
