import { expireConsent, revokeConsent } from '#actions/consents/consents.ts'
import { type ConsentRecord, isSingleUse, stateOf } from '#bank/consents/consent.ts'
import { iso } from '#bank/time/clock.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type ConsentSubject = Extract<Subject, { is: 'consent' | 'mandate' }>

/** The customer revokes the consent or mandate. */
const revoked: TriggerAction<ConsentSubject> = {
  findObstacle({ now }, { consent }) {
    if (isSingleUse(consent)) return 'a payment consent is used once and cannot be revoked'
    return describeUnlessAuthorised(consent, now)
  },
  run: (world, { consent }, _, others) => revokeConsent(world, consent.customer ?? '', consent.id, others),
}

/** The consent or mandate expires. */
const expired: TriggerAction<ConsentSubject> = {
  findObstacle({ now }, { consent }) {
    if (isSingleUse(consent)) return 'a payment consent is used once and does not expire'
    return describeUnlessAuthorised(consent, now)
  },
  run: (world, subject, _, others) => expireConsent(world, subject, others),
}

/** Describes a consent that is not authorised; undefined for an authorised one. */
function describeUnlessAuthorised(consent: ConsentRecord, now: number): string | undefined {
  const { state, since } = stateOf(consent, now)
  return state === 'AUTH' ? undefined : `it must be AUTH, and is ${state} since ${iso(since)}`
}

/** The events of consents and mandates. */
export const consentTriggers = {
  'consent.revoked': revoked,
  'consent.expired': expired,
  'mandate.revoked': revoked,
  'mandate.expired': expired,
} as const
