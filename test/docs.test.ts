import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { importJWK, SignJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { digestOf } from '#bank/token.ts'
import { worlds } from '#store/kinds.ts'
import { type Json, type TestSandbox, testSandbox } from '#test/sandbox.ts'

/*
 * What docs/partners.md shows, as it stands there, against the very sandbox it describes.
 */
const page = readFileSync(new URL('../docs/partners.md', import.meta.url), 'utf8')
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string)
const calls = blocksOf('sh').flatMap((text) => text.split('\n').filter((line) => line.startsWith('curl ')))

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000', real: Date.now })
  const now = Date.now()
  const clock = { real: now, world: now, rate: 1 }
  const value = {
    id: 'wld_default',
    epoch: 0,
    seed: 1,
    size: 1000,
    start: now,
    clock,
    controlDigest: digestOf('hackathon'),
  }
  await sandbox.store.commit([{ put: worlds.key('wld_default'), expect: 'absent', value }])
})

test.each(calls)('%s', async (line) => {
  const headers = Object.fromEntries(
    [...line.matchAll(/-H "([^:"]+): ([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
  const { pathname } = new URL(/(http:\S+)$/.exec(line)?.[1] as string)
  const body = /-d '([^']*)'/.exec(line)?.[1]
  const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET'
  const response = await sandbox.request(pathname, {
    method,
    headers: headers as Record<string, string>,
    ...(body && { body }),
  })
  expect(response.status, await response.text()).toBe(method === 'POST' ? 201 : 200)
})

test('the walk of DCR registers a client', async () => {
  const [walk] = blocksOf('js') as [string]
  const imports = walk.match(/^import .*$/gm) ?? []
  expect(imports).toEqual(["import { randomUUID } from 'node:crypto'", "import { importJWK, SignJWT } from 'jose'"])
  const body = `${walk.replaceAll(/^import .*$/gm, '')}\nreturn { registered, client }`
  // The page's own text, which this repository holds.
  const run = new (Object.getPrototypeOf(async () => {}).constructor)(
    'fetch',
    'randomUUID',
    'importJWK',
    'SignJWT',
    body,
  )
  const fetch = (url: string, init: RequestInit) => sandbox.request(new URL(url).pathname, init)
  const { registered, client }: Json = await run(fetch, randomUUID, importJWK, SignJWT)
  expect([registered.status, client.client_name, client.scope]).toEqual([201, 'My app', 'openid accounts'])
})
