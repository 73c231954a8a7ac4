import { perObject } from '#bank/base/per-object.ts'
import type { AccountAccessRecord } from './consent.ts'
import type { Access } from './grant.ts'

/** Returns the access that a consent gives; the same object for the same record. */
export const accessOf = perObject(
  ({ id, permissions, accounts = [], transactionsFrom, transactionsTo }: AccountAccessRecord): Access => ({
    consent: id,
    accounts: new Set(accounts),
    permissions: new Set(permissions),
    from: transactionsFrom === undefined ? Number.NEGATIVE_INFINITY : transactionsFrom / 1000,
    to: transactionsTo === undefined ? Number.POSITIVE_INFINITY : transactionsTo / 1000,
  }),
)
