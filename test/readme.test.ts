import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { digestOf, tokenIdOf } from '#bank/consents/token.ts'
import { generator } from '#bank/worlds/world.ts'
import { tokens, worlds } from '#store/records.ts'
import { type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

/*
 * The README's calls, as they stand there, against the very sandbox it describes: a world of seed 1
 * under the well-known keys.
 */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const shells = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => (text as string).replaceAll('\\\n', ' '))
const calls = shells.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('curl '))

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000' })
  const digest = digestOf('hackathon')
  const at = Date.parse(testNow)
  const record = {
    id: 'wld_default',
    epoch: 0,
    seed: 1,
    size: 1000,
    start: at,
    clock: { real: at, world: at, rate: 1 },
    generator,
    controlDigest: digest,
  }
  await sandbox.store.commit([
    { put: worlds.key('wld_default'), expect: 'absent', value: record },
    {
      put: tokens.key('wld_default', digest),
      expect: 'absent',
      value: { id: tokenIdOf(digest), customer: 'cus_0', createdAt: testNow },
    },
  ])
})

/** Performs what a curl line of the README asks. */
function perform(line: string) {
  const headers = Object.fromEntries(
    [...line.matchAll(/-H "([^:"]+): ([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
  const body = /-d '([^']*)'/.exec(line)?.[1]
  const url = new URL(/(http:\S+)/.exec(line)?.[1] as string)
  return sandbox.request(url.pathname + url.search, {
    method: /-X (\w+)/.exec(line)?.[1] ?? 'GET',
    headers: headers as Record<string, string>,
    ...(body && { body }),
  })
}

test('the README shows at least a first call, a world and a clock', () => {
  expect(calls.length).toBeGreaterThanOrEqual(3)
})

let consent = ''
test.each(calls)("the README's command works: %s", async (line) => {
  const response = await perform(line.replace('pic_...', consent))
  const body = await response.json()
  expect([200, 201], JSON.stringify(body)).toContain(response.status)
  consent = body.Data?.ConsentId ?? consent
})

test('the README shows the answer of the first call, shortened', async () => {
  const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] as string)
  const answer = await (await perform(calls[0] as string)).json()
  expect(answer.Data.Account[0]).toMatchObject(shown.Data.Account[0])
  expect([answer.Links, answer.Meta]).toEqual([shown.Links, shown.Meta])
})
