import type { PayeeCheck } from '#actions/payments/confirmation-of-payee.ts'
import type { FileTerms, PaymentTerms } from '#actions/payments/terms.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type {
  AccountAccessRecord,
  FundsConsentRecord,
  MandateRecord,
  PaymentConsentRecord,
} from '#bank/consents/consent.ts'
import { accessParts } from './account-access.ts'
import { fileParts } from './file.ts'
import { fundsParts } from './funds.ts'
import { mandateParts } from './mandate.ts'
import { paymentParts } from './payment.ts'

/** A consent by kind, with the terms that the bank computed for it. */
export type ConsentSubject =
  | { readonly what: 'access'; readonly consent: AccountAccessRecord }
  | { readonly what: 'payment'; readonly consent: PaymentConsentRecord; readonly terms: PaymentTerms }
  | { readonly what: 'file'; readonly consent: PaymentConsentRecord; readonly terms: FileTerms }
  | { readonly what: 'mandate'; readonly consent: MandateRecord; readonly check: PayeeCheck | undefined }
  | { readonly what: 'funds'; readonly consent: FundsConsentRecord }

/** Builds the parts of a page by kind of consent. */
export function buildParts(t: Texts, app: string, ask: ConsentSubject): ConsentParts {
  if (ask.what === 'access') return accessParts(t, app, ask.consent)
  if (ask.what === 'payment') return paymentParts(t, app, ask)
  if (ask.what === 'file') return fileParts(t, app, ask)
  if (ask.what === 'mandate') return mandateParts(t, app, ask)
  return fundsParts(t, app, ask.consent)
}
