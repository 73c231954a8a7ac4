import type { NewWorld } from '#actions/worlds/worlds.ts'
import { externalPayee, pounds } from '#test/support/payment-bank.ts'
import type { Json, TestSandbox } from '#test/support/sandbox.ts'

export const pisp = '/open-banking/v4.0/pisp'

/** How a payment is made: what differs from 12.34 to Bob Clements. */
type Payment = { readonly initiation?: object; readonly headers?: Record<string, string>; readonly key?: string }

/** Creates a consent with the developer token. Returns the body of its order. */
export async function consentTo(
  { request }: Pick<TestSandbox, 'request'>,
  world: NewWorld,
  { initiation = {}, key = 'consent' }: Payment = {},
): Promise<object> {
  const Initiation = {
    InstructionIdentification: 'lunch',
    EndToEndIdentification: 'tuesday',
    InstructedAmount: pounds('12.34'),
    CreditorAccount: externalPayee,
    ...initiation,
  }
  const response = await request(`${pisp}/domestic-payment-consents`, {
    method: 'POST',
    token: world.developerToken,
    headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
    body: JSON.stringify({ Data: { Initiation }, Risk: {} }),
  })
  const { Data }: Json = await response.json()
  return { Data: { ConsentId: Data.ConsentId, Initiation }, Risk: {} }
}

/** Sends an order. */
export const order = (
  { request }: Pick<TestSandbox, 'request'>,
  world: NewWorld,
  body: object,
  { headers, key = 'order' }: Payment = {},
): Promise<Response> =>
  request(`${pisp}/domestic-payments`, {
    method: 'POST',
    token: world.developerToken,
    headers: { 'content-type': 'application/json', 'x-idempotency-key': key, ...headers },
    body: JSON.stringify(body),
  })
