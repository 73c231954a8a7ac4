import { revokeConsent } from '#actions/consents/consents.ts'
import { allowsAction, isSingleUse, stateOf } from '#bank/consents/consent.ts'
import { iso } from '#bank/time/clock.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type ConsentSubject = Extract<Subject, { is: 'consent' | 'mandate' }>

/** The customer revokes the consent or mandate. */
const revoked: TriggerAction<ConsentSubject> = {
  findObstacle({ now }, { consent }) {
    if (isSingleUse(consent)) return 'a payment consent is used once and cannot be revoked'
    if (allowsAction(consent, 'revoke', now)) return undefined
    const { state, since } = stateOf(consent, now)
    return `it must be AUTH, and is ${state} since ${iso(since)}`
  },
  run: (world, { consent }, _, others) => revokeConsent(world, consent.customer ?? '', consent.id, others),
}

/** The events of consents and mandates. */
export const consentTriggers = { 'consent.revoked': revoked, 'mandate.revoked': revoked } as const
