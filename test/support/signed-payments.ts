import { ask, clientToken, exchange, type Partner, visit } from './partners.ts'
import type { Json } from './sandbox.ts'
import { signatureFor } from './signatures.ts'

/*
 * A domestic payment with bodies as texts, because the signature covers the exact bytes that are
 * sent.
 */

const pisp = '/open-banking/v4.0/pisp'
export const consentsPath = `${pisp}/domestic-payment-consents`
export const paymentsPath = `${pisp}/domestic-payments`

export type Sent = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Json }

let keys = 0

/**
 * Sends a request to the Read/Write API with a new idempotency key, and with the given signature or
 * none.
 */
export async function sendTo(
  partner: Partner,
  token: string,
  path: string,
  {
    body,
    method = body === undefined ? 'GET' : 'POST',
    signature,
    headers = {},
  }: {
    body?: string | Uint8Array<ArrayBuffer>
    method?: string
    signature?: string
    headers?: Record<string, string>
  } = {},
): Promise<Sent> {
  const response = await partner.fetch(new URL(path, partner.bank.sandbox.baseUrl), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json', 'x-idempotency-key': `key-${++keys}` }),
      ...(signature !== undefined && { 'x-jws-signature': signature }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) }
}

/** Sends a request signed by the partner. */
export const sendSigned = (partner: Partner, token: string, path: string, body: string, more: object = {}) =>
  sendTo(partner, token, path, { body, signature: signatureFor(partner, body), ...more })

const initiation = (amount = '12.34'): object => ({
  InstructionIdentification: 'i1',
  EndToEndIdentification: 'e1',
  InstructedAmount: { Amount: amount, Currency: 'GBP' },
  CreditorAccount: {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: '08080021325698',
    Name: 'Café Zoë 茶 🍵',
  },
})
export const consentBody = (amount?: string): string =>
  JSON.stringify({ Data: { Initiation: initiation(amount) }, Risk: {} })
export const orderBody = (consent: string, amount?: string): string =>
  JSON.stringify({ Data: { ConsentId: consent, Initiation: initiation(amount) }, Risk: {} })

export const paymentToken = async (partner: Partner): Promise<string> =>
  (await clientToken(partner, 'payments')).access_token

/** Returns a consent that a robot authorised, and the token that pays with it. */
export async function readyToPay(partner: Partner, own: string): Promise<{ consent: string; token: string }> {
  const { status, text, body } = await sendSigned(partner, own, consentsPath, consentBody())
  if (status !== 201) throw new Error(`the consent was refused: ${text}`)
  const consent = body.Data.ConsentId
  const asked = await ask(partner, consent, { scope: 'openid payments' })
  const { access_token: token } = await exchange(partner, asked, await visit(partner, asked.url))
  return { consent, token }
}
