import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Fetch, sandbank } from '#sdk/index.ts'
import { connectPartner, registerPartner } from '#sdk/oauth/index.ts'
import { answerAsRobot, type WithWorldOptions, withWorld } from '#sdk/testing/index.ts'
import { root } from '#test/support/reference-impls/processes.ts'
import { openInProcess, openOverHttp, type Reached } from '#test/support/reference-impls/served.ts'

let reached: Reached
beforeAll(async () => {
  reached = await openInProcess()
})

/** The worlds that the sandbox has. */
const listWorlds = async ({ bank }: Reached): Promise<string[]> =>
  (await bank.send('GET', '/control/worlds')).body.worlds.map(({ id }: { id: string }) => id)

const request = { seed: 7, now: '2026-11-24T09:30:00Z', size: 30 }
const reach = () => ({ baseUrl: reached.baseUrl, fetch: reached.fetch, afterAll: () => {}, request })

describe('a file of tests', () => {
  const seen: string[] = []
  const prepared: string[] = []
  const prepare: WithWorldOptions['prepare'] = async ({ world }) => {
    prepared.push(world.id)
    await world.clock.advance({ days: 3 })
  }
  const fetch: Fetch = (url, init) => reached.fetch(url, init)
  const inWorld = withWorld({ baseUrl: 'http://sandbank.test', fetch, afterAll, request, prepare })
  const each = inWorld(async ({ world, bank }) => {
    seen.push(world.id)
    expect((await world.clock.read()).now).toBe('2026-11-27T09:30:00.000Z')
    await world.clock.advance({ days: 1 })
    expect(await bank.accounts().toArray()).not.toHaveLength(0)
  })
  test.concurrent('gives a test a fork', each)
  test.concurrent('gives another test another fork', each)
  test('deletes each of them, and prepares once', async () => {
    expect(new Set(seen).size).toBe(2)
    expect(prepared).toHaveLength(1)
    const worlds = await listWorlds(reached)
    expect(worlds.filter((id) => seen.includes(id))).toEqual([])
    expect(worlds).toContain(prepared[0])
  })
})

test('a test that fails keeps its failure, and its world is gone', async () => {
  const inWorld = withWorld(reach())
  const ids: string[] = []
  const failing = inWorld(({ world }) => {
    ids.push(world.id)
    throw new Error('expected 1 to be 2')
  })
  await expect(failing()).rejects.toThrow('expected 1 to be 2')
  expect(await listWorlds(reached)).not.toContain(ids[0])
  await inWorld.close()
})

test('when nothing is left to delete, the test passes', async () => {
  const inWorld = withWorld(reach())
  await inWorld(({ world }) => world.delete())()
  await inWorld.close()
  await inWorld.close()
})

test('closing deletes the prepared world, and no world is left', async () => {
  const before = await listWorlds(reached)
  const inWorld = withWorld(reach())
  await inWorld(() => {})()
  expect(await listWorlds(reached)).toHaveLength(before.length + 1)
  await inWorld.close()
  expect(await listWorlds(reached)).toEqual(before)
})

test('when preparing fails every test fails with the reason, and no world is left', async () => {
  const before = await listWorlds(reached)
  const prepare = vi.fn(() => Promise.reject(new Error('no such customer')))
  const inWorld = withWorld({ ...reach(), prepare })
  for (const run of [inWorld(() => {}), inWorld(() => {})]) await expect(run()).rejects.toThrow('no such customer')
  expect(prepare).toHaveBeenCalledOnce()
  expect(await listWorlds(reached)).toEqual(before)
  await inWorld.close()
})

test('worlds expire by themselves if the process of the tests dies', async () => {
  const inWorld = withWorld(reach())
  await inWorld(async ({ world }) => {
    const { expiresAt = '' } = await world.read()
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000)
  })()
  await inWorld.close()
})

test('the hook of the framework is used, and the global one if it is absent', () => {
  const own = vi.fn()
  withWorld({ ...reach(), afterAll: own })
  expect(own).toHaveBeenCalledOnce()
  const global = vi.fn()
  vi.stubGlobal('afterAll', global)
  const { afterAll: _, ...rest } = reach()
  withWorld(rest)
  vi.unstubAllGlobals()
  expect(global).toHaveBeenCalledOnce()
})

test('what the framework hands to a test follows, and no parameter is counted as a callback', async () => {
  const inWorld = withWorld(reach())
  const given: unknown[] = []
  const run = inWorld((_, ...context: string[]) => void given.push(...context))
  expect(run).toHaveLength(0)
  await run('context', 'of the framework')
  expect(given).toEqual(['context', 'of the framework'])
  await inWorld.close()
})

test('without a sandbox the error says how to start one', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed'))
  const inWorld = withWorld({ fetch, afterAll: () => {}, retries: { attempts: 1 } })
  await expect(inWorld(() => {})()).rejects.toThrow(
    'no sandbox answers at http://localhost:4000: start one with `npm start`, or set `baseUrl`',
  )
})

test('a robot answers an authorization URL, and a page instead of an answer is named', async () => {
  const inWorld = withWorld(reach())
  await inWorld(async ({ access }) => {
    const { fetch } = reached
    const partner = await connectPartner(await registerPartner(access), { fetch })
    const consentId = await partner.createAccountConsent({ permissions: ['ReadAccountsBasic'] })
    const { url, pending } = await partner.authorize({ consentId })
    await partner.finish(await answerAsRobot(url, 'approve', { fetch }), pending)
    const again = await partner.authorize({ consentId })
    await expect(answerAsRobot(again.url, undefined, { fetch })).rejects.toThrow(/^robot: must answer at once/)
    await expect(answerAsRobot(again.url, 'aprove', { fetch })).rejects.toThrow(/got status 400.*approve/s)
  })()
  await inWorld.close()
})

test('node:test runs tests in worlds over HTTP, and a failing one leaves no world', async () => {
  const served = await openOverHttp()
  const folder = await mkdtemp(join(tmpdir(), 'node-test-'))
  onTestFinished(async () => {
    await served.close()
    await rm(folder, { recursive: true })
  })
  const file = join(folder, 'worlds.test.ts')
  await writeFile(
    file,
    `import { strictEqual } from 'node:assert'
import { after, test } from 'node:test'
import { withWorld } from '${root}reference-impls/sdk/testing/index.ts'

const inWorld = withWorld({ baseUrl: '${served.baseUrl}', afterAll: after, request: { seed: 7, size: 30 } })
test('passes', inWorld(async ({ bank }, t) => {
  strictEqual(t.name, 'passes')
  strictEqual((await bank.accounts().toArray())[0].AccountId, 'acc_0_current')
}))
test('fails', inWorld(() => strictEqual(1, 2)))
`,
  )
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const printed = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['--test', '--test-reporter=tap', file], { env }, (_error, stdout) => resolve(stdout))
  })
  expect(printed).toContain('ok 1 - passes')
  expect(printed).toContain('not ok 2 - fails')
  expect(await listWorlds(served)).toEqual([])
  expect(await sandbank({ baseUrl: served.baseUrl }).personas()).not.toHaveLength(0)
})
