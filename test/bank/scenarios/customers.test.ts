import { beforeAll, describe, expect, test } from 'vitest'
import { mergeRobots, parseRobot } from '#bank/authorization/robot.ts'
import { customerScenarios } from '#bank/scenarios/customers.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { exampleOf } from '#bank/scenarios/scenarios.ts'
import {
  ask,
  call,
  callbackOf,
  clientToken,
  join,
  lodge,
  openBank,
  type Partner,
  visit,
} from '#test/support/partners.ts'

/*
 * The scenarios of the customer at the bank, asked for by header and armed, in both security
 * profiles.
 */
let fapi: Partner
let uk: Partner
beforeAll(async () => {
  const bank = await openBank()
  fapi = await join(bank)
  uk = await join(bank, { profile: 'obuk-fapi1-advanced' })
})

/** Returns what the partner gets: the error, its description, and the consent's state. */
async function outcomeOf(partner: Partner, headers: Record<string, string>, robot = ''): Promise<string> {
  const consent = await lodge(partner)
  const response = await visit(partner, (await ask(partner, consent)).url, { robot, headers })
  expect(response.headers.get('x-sandbank-scenario')).toBeTruthy()
  const back = callbackOf(response)
  const said = back.get('error') ?? (back.get('code') === null ? 'nothing' : 'approved')
  const { access_token: token } = await clientToken(partner)
  const { Status } = (await call(partner, token, `account-access-consents/${consent}`)).body.Data
  return [said, back.get('error_description'), Status].filter(Boolean).join(', ')
}

const outcomes: readonly (readonly [line: string, outcome: string])[] = [
  ['customer-refuses', 'access_denied, the customer refused, RJCT'],
  ['customer-leaves', 'nothing, AWAU'],
  ['customer-cancels', 'access_denied, the customer cancelled, AWAU'],
  ['wrong-codes; codes=2', 'approved, AUTH'],
  ['wrong-codes; codes=3', 'access_denied, the customer refused, RJCT'],
  ['session-timeout', 'access_denied, the session at the bank ended before the customer decided, AWAU'],
]

describe.each(outcomes)('%s', (line, outcome) => {
  test('by header, over a declared robot too', async () => {
    for (const partner of [fapi, uk]) {
      const headers = { 'x-sandbank-scenario': line }
      expect(await outcomeOf(partner, headers)).toBe(outcome)
      expect(await outcomeOf(partner, headers, 'approve, customer=cus_0')).toBe(outcome)
    }
  })

  test('armed, once', async () => {
    const { send, world } = fapi.bank
    const [scenario = '', codes] = line.split('; codes=')
    const parameters = codes === undefined ? {} : { codes: Number(codes) }
    for (const partner of [fapi, uk]) {
      const fault = { scenario, parameters, when: { operations: ['authorize'], partner: partner.id, count: 1 } }
      expect((await send('POST', `/control/worlds/${world.id}/faults`, fault, world.controlKey)).status).toBe(201)
      expect(await outcomeOf(partner, {})).toBe(outcome)
    }
  })
})

test('the customer can come back to a consent that was cancelled', async () => {
  const consent = await lodge(fapi)
  const headers = { 'x-sandbank-scenario': 'customer-cancels' }
  await visit(fapi, (await ask(fapi, consent)).url, { robot: '', headers })
  const again = callbackOf(await visit(fapi, (await ask(fapi, consent)).url, { robot: 'approve' }))
  expect(again.get('code')).toBeTruthy()
})

test.each([
  ['approve, customer=cus_2, wrong-codes=1', 'approve, wrong-codes=3', 'approve, customer=cus_2, wrong-codes=3'],
  ['refuse, takes=5m', 'cancel', 'cancel, takes=5m'],
  ['approve', 'refuse', 'refuse'],
])('the robot %s under the scenario %s is %s', (line, scenario, merged) => {
  expect(mergeRobots(line, scenario)).toBe(merged)
  expect(parseRobot(merged, 'robot')).toBeDefined()
})

test('each is a line that a robot knows', () => {
  for (const [name, { effect }] of Object.entries<Scenario>(customerScenarios)) {
    const robot = 'robot' in effect ? effect.robot?.({ codes: 3 }) : undefined
    expect([name, robot && parseRobot(robot, 'robot')]).toEqual([name, expect.anything()])
    expect(exampleOf(name)).toContain(name)
  }
})
