import { beforeAll, describe, expect, test } from 'vitest'
import { outageAreas } from '#bank/worlds/outage.ts'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'

/*
 * An outage reaches every operation of its area, and no other. The control API and the status feed
 * are never out.
 */
let kit: Kit
beforeAll(async () => {
  kit = await openKit()
})

const ofSurface = (name: string) => operations.filter(({ surface }) => surface.name === name)
const isPayment = ({ operation }: Listed) => operation.path.startsWith('/pisp/')

async function during<T>(area: string, work: () => Promise<T>): Promise<T> {
  const { sandbox, world } = kit
  const path = `/control/worlds/${world.id}/outages`
  const { body, status } = await sandbox.send('POST', path, { area }, world.controlKey)
  expect(status).toBe(201)
  const result = await work()
  await sandbox.send('DELETE', `${path}/${body.id}`, undefined, world.controlKey)
  return result
}

/** Calls an operation without what it needs first: that would be out too. */
async function isOut(one: Listed): Promise<boolean> {
  const { status, headers, text } = await kit.call(one)
  const isOut = status === 503 && text.includes('outage out_')
  if (isOut) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  return isOut
}

describe.each(ofSurface('open-banking').map((one) => [one.id, one] as const))('%s', (_, one) => {
  test('is out with the bank, and with payments if it is one', async () => {
    await kit.ready(one)
    expect(await during('bank', () => isOut(one))).toBe(true)
    expect(await during('payments', () => isOut(one))).toBe(isPayment(one))
  })
})

describe('never out', () => {
  const reads = [
    ...ofSurface('discovery'),
    ...ofSurface('control').filter(({ operation }) => operation.method === 'get'),
  ]
  test.each(reads.map((one) => [one.id, one] as const))('is %s', async (_, one) => {
    await kit.ready(one)
    for (const area of outageAreas)
      expect(await during(area, () => kit.call(one)).then(({ status }) => status)).toBeLessThan(300)
  })
})

test.each([
  ['GET', '/.well-known/openid-configuration'],
  ['GET', '/jwks'],
  ['GET', '/authorize?client_id=app_1'],
  ['GET', '/authorize/unknown'],
  ['GET', '/interaction/unknown'],
  ['POST', '/interaction/unknown'],
  ['POST', '/token'],
  ['POST', '/par'],
  ['POST', '/introspect'],
  ['POST', '/revoke'],
  ['POST', '/register'],
  ['GET', '/customer'],
  ['GET', '/nothing'],
])('%s /authorization/{WorldId}%s is out with the bank and with authorization', async (method, path) => {
  const init = { method, ...(method === 'POST' && { body: 'a=b' }) }
  const ask = async () => {
    const response = await kit.sandbox.request(`/authorization/${kit.world.id}${path}`, init)
    return {
      status: response.status,
      body: response.headers.get('content-type')?.includes('json') ? await response.json() : await response.text(),
    }
  }
  for (const area of ['bank', 'authorization']) {
    const answer = await during(area, ask)
    if (typeof answer.body === 'string')
      expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('isn’t available')])
    else expect([answer.status, JSON.stringify(answer.body)]).toEqual([503, expect.stringContaining('outage out_')])
  }
  expect((await during('payments', ask)).status).not.toBe(503)
})
