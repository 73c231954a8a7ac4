import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { parseRobot, robotBehaviours } from '#bank/authorization/robot.ts'
import { type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const set = (robot: unknown) => sandbox.send('PUT', '/control/robot', { robot }, world.controlKey)
const robotNow = async () =>
  (await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)).body.robot

test('anyone may read the behaviours of robots, and the example is valid', async () => {
  const { status, body } = await sandbox.send('GET', '/control/robots')
  expect(status).toBe(200)
  expect(body.robots.map(({ part }: Json) => part)).toEqual(Object.keys(robotBehaviours))
  expect(parseRobot(body.example, 'robot')).toMatchObject({ decision: 'approve', accounts: 'first', takes: 40_000 })
})

test.each(Object.keys(robotBehaviours))('each documented behaviour is valid: %s', (part) => {
  const plain = parseRobot('approve', 'robot')
  if (part.includes('=')) expect(parseRobot(`approve, ${part}`, 'robot')).not.toEqual(plain)
  else if (part !== 'approve') expect(parseRobot(part, 'robot')).not.toEqual(plain)
})

test.each([
  [
    'approve, takes=40',
    "the option takes has an invalid value (got 40); takes=40s takes this long to decide by the world's clock; units: s, m, h",
  ],
  [
    'approve, customer=grace',
    'the option customer has an invalid value (got grace); customer=cus_2 acts as this customer',
  ],
  ['approve customer=cus_2', 'and separate its parts by commas (got approve customer=cus_2)'],
])('what is misspelt is told how it is spelt: %s', async (robot, told) => {
  expect((await set(robot)).body.detail).toContain(told)
})

describe("a world's robot", () => {
  test('can be set, read, changed and removed', async () => {
    expect(await robotNow()).toBeUndefined()
    for (const robot of ['approve', 'refuse, takes=40s']) {
      expect((await set(robot)).body).toEqual({ robot })
      expect(await robotNow()).toBe(robot)
    }
    expect((await set('off')).body).toEqual({ robot: 'off' })
    expect(await robotNow()).toBeUndefined()
  })

  test('can be set when the world is created', async () => {
    const made = await sandbox.createWorld({ robot: 'approve, accounts=first' })
    expect(made.robot).toBe('approve, accounts=first')
    expect((await sandbox.createWorld({ robot: 'off' })).robot).toBeUndefined()
  })

  test('is unchanged when the clock moves', async () => {
    await set('approve')
    const path = `/control/worlds/${world.id}/clock/advance`
    expect((await sandbox.send('POST', path, { days: 1 }, world.controlKey)).status).toBe(200)
    expect(await robotNow()).toBe('approve')
  })

  test.each(['', 'aprove', 'approve,', 'approve, accounts=2', 'off, takes=1s', 'approve, takes=1s, takes=2s'])(
    'that is misspelt is refused: %j',
    async (robot) => {
      const before = sandbox.changes.length
      expect(rejectionOf(await set(robot))).toBe('400 robot-unknown')
      expect(rejectionOf(await sandbox.send('POST', '/control/worlds', { robot }))).toBe('400 robot-unknown')
      expect(sandbox.changes.length).toBe(before)
    },
  )

  test.each([
    ['aprove', '; did you mean approve?'],
    ['approve, wrong-code=2', '; did you mean wrong-codes?'],
    ['agree', 'revokes-after=10d'],
  ])('that is misspelt is rejected with the nearest word, if there is one: %s', async (robot, end) => {
    const { detail } = (await set(robot)).body
    expect(detail.slice(-end.length)).toBe(end)
  })

  test.each([7, null, 'x'.repeat(501)])('that is not a line of text is rejected: %j', async (robot) => {
    expect(rejectionOf(await set(robot))).toBe('400 field-invalid')
  })

  test("needs the world's own control key", async () => {
    const other = await sandbox.createWorld()
    await sandbox.send('PUT', '/control/robot', { robot: 'refuse' }, other.controlKey)
    expect(await robotNow()).toBeUndefined()
  })
})
