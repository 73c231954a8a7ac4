import type { Call } from '../call.ts'
import type { CallOptions } from '../connection.ts'
import type { CashAccount } from '../resources.ts'
import { type Amount, toMoney } from './pay.ts'

/** A consent to confirm funds, with the standard's fields. */
export type FundsConsent = {
  readonly ConsentId: string
  readonly Status: string
  readonly CreationDateTime: string
  readonly ExpirationDateTime?: string
  readonly DebtorAccount: CashAccount
}

/** Confirmation of funds for card issuers: does an account have an amount now? */
export type FundsConfirmations = {
  createConsent(
    request: { readonly DebtorAccount: CashAccount; readonly ExpirationDateTime?: string },
    options?: CallOptions,
  ): Promise<FundsConsent>
  findConsent(consentId: string, options?: CallOptions): Promise<FundsConsent>
  deleteConsent(consentId: string, options?: CallOptions): Promise<void>
  /** Tells whether the account has the amount now. It reserves nothing. */
  confirm(consentId: string, amount: Amount, reference: string, options?: CallOptions): Promise<boolean>
}

/** Creates the methods for confirmation of funds. */
export function createFundsConfirmations(call: Call, base: string): FundsConfirmations {
  const url = `${base}/cbpii/funds-confirmation-consents`
  const consentUrl = (consentId: string) => `${url}/${encodeURIComponent(consentId)}`
  const read = async (answer: Promise<{ Data: FundsConsent }>) => (await answer).Data
  return {
    createConsent: (Data, options) => read(call('POST', url, { Data }, options)),
    findConsent: (consentId, options) => read(call('GET', consentUrl(consentId), undefined, options)),
    deleteConsent: (consentId, options) => call('DELETE', consentUrl(consentId), undefined, options),
    async confirm(ConsentId, amount, Reference, options) {
      const body = { Data: { ConsentId, Reference, InstructedAmount: toMoney(amount) } }
      const { Data } = await call<{ Data: { FundsAvailable: boolean } }>(
        'POST',
        `${base}/cbpii/funds-confirmations`,
        body,
        options,
      )
      return Data.FundsAvailable
    },
  }
}
