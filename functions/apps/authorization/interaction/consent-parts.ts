import { confirmPayeeOf } from '#actions/payments/confirmation-of-payee.ts'
import { buildFileTerms, buildPaymentTerms, isFile } from '#actions/payments/terms.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { buildParts, type ConsentSubject } from '#apps/authorization/pages/consent/consent.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import type { World } from '#store/world.ts'

/**
 * Builds the parts of a page that describe a consent, at the world's now, or its order once there
 * is one.
 */
export const buildConsentParts = (
  world: World,
  { t }: PageSettings,
  app: string,
  consent: ConsentRecord,
  order?: OrderRecord,
): ConsentParts => buildParts(t, app, loadSubject(world, consent, order))

function loadSubject(world: World, consent: ConsentRecord, order: OrderRecord | undefined): ConsentSubject {
  if (consent.kind === 'account-access') return { what: 'access', consent }
  if (consent.kind === 'domestic-vrp') {
    const { CreditorAccount } = mandateRequestOf(consent).Data.Initiation
    return { what: 'mandate', consent, check: CreditorAccount && confirmPayeeOf(world, consent, CreditorAccount) }
  }
  if (consent.kind === 'funds-confirmation') return { what: 'funds', consent }
  return isFile(consent)
    ? { what: 'file', consent, terms: buildFileTerms(consent) }
    : { what: 'payment', consent, terms: buildPaymentTerms(world, consent, order) }
}

const families: Readonly<Record<string, Family>> = { aac: 'access', pic: 'payment', vrc: 'mandate', cof: 'funds' }

/** Returns the family of a consent by its id, which also works for a deleted consent. */
export const familyOf = (consentId: string): Family => families[consentId.slice(0, 3)] ?? 'access'
