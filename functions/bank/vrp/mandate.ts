import type { MandateRecord } from '#bank/consents/consent.ts'
import type { VrpConsentRequest } from './schemas.ts'

/** Returns the request that a partner sent for a mandate, word for word. */
export const mandateRequestOf = ({ request }: MandateRecord): VrpConsentRequest => request as VrpConsentRequest
