import { expect, test } from 'vitest'
import { parseRobot, robotBehaviours, robotExample, robotPattern } from '#bank/authorization/robot.ts'
import { scenarios } from '#bank/worlds/scenario.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

test('the document gives a pattern of the scenarios, and they match it', async () => {
  const { request } = await testSandbox()
  const { paths } = (await (await request('/openapi.json')).json()) as Json
  const operations = Object.values(paths).flatMap((one) => Object.values(one as Json)) as Json[]
  const headers = operations.flatMap(({ parameters }) => parameters).filter((one) => one.name === 'x-sandbank-scenario')
  expect(headers.length).toBeGreaterThan(0)
  for (const { schema } of headers) {
    const pattern = new RegExp(schema.pattern, 'u')
    for (const name of Object.keys(scenarios)) expect(name).toMatch(pattern)
    for (const name of ['', 'unknown', 'unavailable2', ' unavailable']) expect(name).not.toMatch(pattern)
  }
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
