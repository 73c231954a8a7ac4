import type { AccountAccessRecord } from '#bank/consents/consent.ts'
import type { Access } from '#bank/consents/grant.ts'
import { permissions } from '#bank/consents/permission.ts'

/** All but full card numbers, which even a test should ask for by name. */
export const fullAccess: Access = {
  accounts: 'all',
  permissions: new Set(permissions.filter((permission) => permission !== 'ReadPAN')),
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
}

/** Who may pay may not read. */
export const noAccess: Access = { accounts: new Set(), permissions: new Set(), from: 0, to: 0 }

const known = new WeakMap<AccountAccessRecord, Access>()

/**
 * What a consent lets be seen. The same object for the same record, so that nothing is worked out
 * twice.
 */
export function accessOf(consent: AccountAccessRecord): Access {
  let access = known.get(consent)
  if (!access) {
    const { accounts = [], transactionsFrom, transactionsTo } = consent
    access = {
      consent: consent.id,
      accounts: new Set(accounts),
      permissions: new Set(consent.permissions),
      from: transactionsFrom === undefined ? Number.NEGATIVE_INFINITY : transactionsFrom / 1000,
      to: transactionsTo === undefined ? Number.POSITIVE_INFINITY : transactionsTo / 1000,
    }
    known.set(consent, access)
  }
  return access
}
