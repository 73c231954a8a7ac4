import type { Grant } from '#bank/consents/grant.ts'
import type { Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from './payment-bank.ts'
import { type Json, testNow, testSandbox } from './sandbox.ts'

export const controlGrant = { scope: 'world' } as Grant<'world'>
export const lunch = {
  InstructionIdentification: 'lunch',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds('12.34'),
  CreditorAccount: externalPayee,
}
export const tomorrow = { ...lunch, RequestedExecutionDateTime: '2026-11-25T09:30:00Z' }

/** Opens a bank with the customers of the synthetic bank, such as `acc_0_current`. */
export async function openSyntheticBank(
  more: Partial<Sandbox> & { store?: Store } = {},
  request?: object,
): Promise<PaymentBank> {
  const sandbox = await testSandbox(more)
  return paymentBankOf(sandbox, await sandbox.createWorld(request))
}

type Sent = { body?: object; headers?: Record<string, string>; token?: string }

/** Sends a request about the world of a bank, with its control key. */
export async function control(
  { sandbox, newWorld }: PaymentBank,
  method: string,
  path: string,
  { body, headers, token = newWorld.controlKey }: Sent = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const response = await sandbox.request(`/control/worlds/${newWorld.id}${path}`, {
    method,
    token,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers }
}

/** Returns the paths and values of a partition. */
export const itemsOf = async ({ sandbox }: PaymentBank, partition: string): Promise<[string, unknown][]> =>
  (await sandbox.store.list(partition, { limit: 1000 })).map(({ key, value }) => [key.path, value])

/** Returns the paths that belong to the world itself and begin with a prefix. */
export const pathsOf = async (bank: PaymentBank, prefix: string): Promise<string[]> =>
  (await itemsOf(bank, `world/${bank.newWorld.id}`)).map(([path]) => path).filter((path) => path.startsWith(prefix))

/** Sets the real time to a number of milliseconds after the beginning. */
export const passed = ({ sandbox }: PaymentBank, milliseconds: number): void =>
  sandbox.setReal(new Date(Date.parse(testNow) + milliseconds).toISOString())
