import { type ConsentRecord, type ConsentState, stateOf } from '#bank/consents/consent.ts'
import { iso } from '#bank/time/clock.ts'

/**
 * The status of a long-lived consent, in the fields that all of the standard's responses share.
 * Instants are the world's.
 */
export type ConsentStatusView = {
  ConsentId: string
  CreationDateTime: string
  Status: Exclude<ConsentState, 'AWUP' | 'COND'>
  StatusReason?: StatusReason[]
  StatusUpdateDateTime: string
}

/** Builds the status of a long-lived consent at `now` (epoch milliseconds). */
export function buildConsentStatus(consent: ConsentRecord, now: number): ConsentStatusView {
  const { state, since } = stateOf(consent, now)
  const reason = statusReasonsOf(state)
  return {
    ConsentId: consent.id,
    CreationDateTime: iso(consent.createdAt),
    Status: state as ConsentStatusView['Status'],
    ...(reason.length > 0 && { StatusReason: reason }),
    StatusUpdateDateTime: iso(since),
  }
}

export type StatusReason = { StatusReasonCode: string; StatusReasonDescription: string; Path?: string }

/**
 * Returns why a consent in this state cannot be used, as a code of OBExternalStatusReason1Code.
 * Returns an empty list if it can be used.
 */
export function statusReasonsOf(state: ConsentState): StatusReason[] {
  const [code, why] = reasons[state] ?? []
  return code === undefined || why === undefined ? [] : [{ StatusReasonCode: code, StatusReasonDescription: why }]
}

const reasons: Partial<Record<ConsentState, readonly [string, string]>> = {
  AWAU: ['U036', 'The customer has not authorised the consent yet'],
  RJCT: ['U037', 'The customer refused the consent or did not authorise it in time'],
  COND: ['U038', 'The consent was used for a payment order'],
}
