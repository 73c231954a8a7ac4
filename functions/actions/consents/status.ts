import { type ConsentRecord, type ConsentState, stateOf } from '#bank/consents/consent.ts'
import { iso } from '#bank/time/clock.ts'

/**
 * Where a long-lived consent stands, as all of the standard's responses say it. Instants are the
 * world's.
 */
export type ConsentStatusView = {
  ConsentId: string
  CreationDateTime: string
  Status: Exclude<ConsentState, 'AWUP' | 'COND'>
  StatusReason?: StatusReason[]
  StatusUpdateDateTime: string
}

/**
 * Where a consent that is authorised for more than one act stands at an instant (epoch
 * milliseconds).
 */
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
 * Why nothing can be done with a consent that stands so, by a code of OBExternalStatusReason1Code;
 * nothing where something can.
 */
export function statusReasonsOf(state: ConsentState): StatusReason[] {
  const [code, why] = reasons[state] ?? []
  return code === undefined || why === undefined ? [] : [{ StatusReasonCode: code, StatusReasonDescription: why }]
}

const reasons: Partial<Record<ConsentState, readonly [string, string]>> = {
  AWAU: ['U036', 'Waiting for the customer to authorise it'],
  RJCT: ['U037', 'The customer refused, or did not finish in time'],
  COND: ['U038', 'A payment order was made with it'],
}
