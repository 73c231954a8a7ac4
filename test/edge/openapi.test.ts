import { expect, test } from 'vitest'
import { openBanking } from '#apps/open-banking/app.ts'
import { parseRobot, robotBehaviours, robotExample, robotPattern } from '#bank/authorization/robot.ts'
import { exampleOf, scenarios } from '#bank/scenarios/scenarios.ts'
import { placeOf } from '#edge/request/place.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

test('the document gives a pattern of the scenarios, and they match it', async () => {
  const { request } = await testSandbox()
  const { paths } = (await (await request('/openapi.json')).json()) as Json
  const operations = Object.values(paths).flatMap((one) => Object.values(one as Json)) as Json[]
  const patternOf = (operation: string): RegExp => {
    const { parameters } = operations.find(({ operationId }) => operationId === operation)
    return new RegExp(parameters.find(({ name }: Json) => name === 'x-sandbank-scenario').schema.pattern, 'u')
  }
  for (const operation of openBanking.operations) {
    const pattern = patternOf(operation.id)
    for (const [name, { appliesTo }] of Object.entries(scenarios))
      for (const line of [name, exampleOf(name)])
        expect([operation.id, line, pattern.test(line)]).toEqual([
          operation.id,
          line,
          appliesTo(placeOf(openBanking, operation)),
        ])
  }
  const read = patternOf('GetAccounts')
  for (const line of ['', 'unknown', 'unavailable2', ' unavailable', 'slow; delay=1', 'server-error; delayMs=1'])
    expect([line, read.test(line)]).toEqual([line, false])
})

test('a robot in the document has a pattern of its grammar, parameters included', async () => {
  const { request } = await testSandbox()
  expect(await (await request('/openapi.json')).text()).toContain(JSON.stringify(robotPattern))
  const pattern = new RegExp(robotPattern, 'u')
  const isTaken = (line: string) => {
    try {
      parseRobot(line, 'robot')
      return true
    } catch {
      return false
    }
  }
  const parts = Object.keys(robotBehaviours)
  const lines = [...parts, ...parts.map((part) => `approve, ${part}`), robotExample, 'refuse,takes=5m', ' off ', '']
  const wrong = [
    'approve takes=5m',
    'approve, takes=5',
    'approve, customer=bob',
    'abandon, wrong-codes=12',
    'off, takes=5m',
  ]
  for (const line of [...lines, ...wrong]) expect([line, pattern.test(line)]).toEqual([line, isTaken(line)])
})
