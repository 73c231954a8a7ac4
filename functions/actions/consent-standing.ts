import { type ConsentRecord, type ConsentState, stateOf } from '#bank/consent.ts'

/** Where a long-lived consent stands, as all of the standard's responses say it. Instants are the world's. */
export type ConsentStanding = {
  ConsentId: string
  CreationDateTime: string
  Status: Exclude<ConsentState, 'AWUP' | 'COND'>
  StatusReason?: { StatusReasonCode: string; StatusReasonDescription: string }[]
  StatusUpdateDateTime: string
}

/** Where a consent that is authorised for more than one act stands at an instant (epoch milliseconds). */
export function standingOf(consent: ConsentRecord, now: number): ConsentStanding {
  const { state, since } = stateOf(consent, now)
  const reason = reasons[state]
  return {
    ConsentId: consent.id,
    CreationDateTime: iso(consent.createdAt),
    Status: state as ConsentStanding['Status'],
    ...(reason && { StatusReason: [{ StatusReasonCode: reason[0], StatusReasonDescription: reason[1] }] }),
    StatusUpdateDateTime: iso(since),
  }
}

/** Codes of OBExternalStatusReason1Code that say why nothing can be done with it. */
const reasons: Partial<Record<ConsentState, readonly [string, string]>> = {
  AWAU: ['U036', 'Waiting for the customer to authorise it'],
  RJCT: ['U037', 'The customer refused, or did not finish in time'],
}

const iso = (at: number): string => new Date(at).toISOString()
