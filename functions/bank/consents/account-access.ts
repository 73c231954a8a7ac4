import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { Instant } from '#bank/standard/fields.ts'
import { iso, parseDateTime } from '#bank/time/clock.ts'
import type { AccountAccessRecord } from './consent.ts'
import { checkPermissions, type Permission, permissions } from './permission.ts'

const requestFields = {
  Permissions: z.array(z.enum(permissions)).min(1),
  ExpirationDateTime: Instant.optional().meta({ description: 'If absent, the consent does not expire' }),
  TransactionFromDateTime: Instant.optional(),
  TransactionToDateTime: Instant.optional(),
}

/** OBReadConsent1. `Risk` is empty in the standard. */
export const ConsentRequest = z.strictObject({ Data: z.strictObject(requestFields), Risk: z.strictObject({}) })
export type ConsentRequest = z.output<typeof ConsentRequest>

/** OBReadConsentResponse1. */
export const ReadConsent = envelopeSchema(
  'OBReadConsentResponse1',
  z.strictObject({
    ConsentId: z.string().min(1).max(128),
    CreationDateTime: z.iso.datetime(),
    Status: z.enum(['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD']),
    StatusReason: z
      .array(z.strictObject({ StatusReasonCode: z.string(), StatusReasonDescription: z.string() }))
      .optional(),
    StatusUpdateDateTime: z.iso.datetime(),
    ...requestFields,
  }),
)
  .extend({ Risk: z.strictObject({}) })
  .meta({ id: 'OBReadConsentResponse1' })

/**
 * Returns the terms of a new consent. Rejects a combination or a date that the standard does not
 * allow. `now` is in epoch milliseconds of the world's clock.
 */
export function parseConsentTerms(
  { Data }: ConsentRequest,
  now: number,
): Pick<AccountAccessRecord, 'permissions' | 'expiresAt' | 'transactionsFrom' | 'transactionsTo'> {
  checkPermissions(Data.Permissions)
  const instant = (name: 'ExpirationDateTime' | 'TransactionFromDateTime' | 'TransactionToDateTime') => {
    const text = Data[name]
    return text === undefined ? undefined : parseDateTime(text, `Data.${name}`)
  }
  const expiresAt = instant('ExpirationDateTime')
  const transactionsFrom = instant('TransactionFromDateTime')
  const transactionsTo = instant('TransactionToDateTime')
  const reject = (path: string, why: string) => {
    throw new Problem('date-invalid', `${path}: ${why}`, { path })
  }
  if (expiresAt !== undefined && expiresAt <= now)
    reject(
      'Data.ExpirationDateTime',
      `must be after ${iso(now)}, the time on the world's clock (got ${Data.ExpirationDateTime})`,
    )
  if (transactionsFrom !== undefined && transactionsTo !== undefined && transactionsFrom > transactionsTo)
    reject(
      'Data.TransactionFromDateTime',
      `must not be after Data.TransactionToDateTime, ${Data.TransactionToDateTime} (got ${Data.TransactionFromDateTime})`,
    )
  return {
    permissions: [...new Set<Permission>(Data.Permissions)],
    ...(expiresAt !== undefined && { expiresAt }),
    ...(transactionsFrom !== undefined && { transactionsFrom }),
    ...(transactionsTo !== undefined && { transactionsTo }),
  }
}
