import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { importJWK, SignJWT } from 'jose'
import * as oidc from 'openid-client'
import { beforeAll, expect, test } from 'vitest'
import { robotBehaviours } from '#bank/authorization/robot.ts'
import { digestOf } from '#bank/consents/token.ts'
import { generator } from '#bank/worlds/world.ts'
import { worlds } from '#store/records.ts'
import { type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * What docs/partners.md, docs/authorization.md, docs/payments.md and docs/event-subscriptions.md
 * show, as it stands there, against the very sandbox they describe.
 */
const pageOf = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')
const blocksOf = (language: string, page = pageOf('partners.md')) =>
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
    generator,
    controlDigest: digestOf('hackathon'),
  }
  await sandbox.store.commit([{ put: worlds.key('wld_default'), expect: 'absent', value }])
})

test.each(calls)('the command of a guide works: %s', async (line) => {
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

/**
 * Runs a page's own text, which this repository holds; `names` are what its imports would bring.
 */
async function run(walk: string, names: Record<string, unknown>, last: string): Promise<Json> {
  const body = `${walk.replaceAll(/^import .*$/gm, '')}\n${last}`
  const made = new (Object.getPrototypeOf(async () => {}).constructor)(...Object.keys(names), body)
  return made(...Object.values(names))
}
const importsOf = (walk: string) => walk.match(/^import .*$/gm) ?? []
const fetch = (url: string | URL, init: RequestInit) => {
  const { pathname, search } = new URL(url)
  return sandbox.request(pathname + search, init)
}

test("the DCR guide's commands register a client", async () => {
  const [walk] = blocksOf('js') as [string]
  expect(importsOf(walk)).toEqual([
    "import { randomUUID } from 'node:crypto'",
    "import { importJWK, SignJWT } from 'jose'",
  ])
  const said: unknown[][] = []
  const console = { log: (...words: unknown[]) => said.push(words) }
  const { client, registration, key } = await run(
    walk,
    { fetch, console, randomUUID, importJWK, SignJWT },
    'return { client, registration, key }',
  )
  expect(said).toEqual([[201, client.client_id]])
  expect([client.client_name, client.scope]).toEqual(['My app', 'openid accounts'])

  // The client goes on as the page says: issuer and key are those.
  const proves = oidc.PrivateKeyJwt({ key: (await importJWK(key, 'PS256')) as CryptoKey, kid: key.kid })
  const config = await oidc.discovery(new URL(registration.replace('/register', '')), client.client_id, {}, proves, {
    execute: [oidc.allowInsecureRequests],
    [oidc.customFetch]: fetch as oidc.CustomFetch,
  })
  expect(await oidc.clientCredentialsGrant(config, { scope: 'accounts' })).toMatchObject({ scope: 'accounts' })
})

test('every robot instruction is in the table of authorization.md', () => {
  const rows =
    pageOf('authorization.md')
      .match(/^\| `[^|]*\|/gm)
      ?.join() ?? ''
  for (const word of Object.keys(robotBehaviours)) expect(rows).toContain(`\`${word.replace(/=.*/, '=')}`)
})

test("the authorization guide's commands end with the accounts", async () => {
  const [walk] = blocksOf('js', pageOf('authorization.md')) as [string]
  expect(importsOf(walk)).toEqual(["import { importJWK } from 'jose'", "import * as oidc from 'openid-client'"])
  const discovery = (...[server, id, metadata, proves, options]: Parameters<typeof oidc.discovery>) =>
    oidc.discovery(server, id, metadata, proves, { ...options, [oidc.customFetch]: fetch as oidc.CustomFetch })
  const said: Json[] = []
  const console = { log: (answer: Json) => said.push(answer) }
  const names = { fetch, console, importJWK, oidc: { ...oidc, discovery } }
  const { call, fresh, refreshAgain } = await run(
    walk,
    names,
    'return { call, fresh, refreshAgain: () => oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP }) }',
  )
  expect(said[0].Data.Account[0].AccountId).toBe('acc_2_current')
  // What was given back is good for nothing.
  await expect(refreshAgain()).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(call(fresh.access_token, '/accounts', 'GET')).rejects.toMatchObject({ status: 401 })
})

test("the payments guide's commands end with the money at the payee", async () => {
  const [walk] = blocksOf('js', pageOf('payments.md')) as [string]
  expect(importsOf(walk)).toEqual([
    "import { randomUUID } from 'node:crypto'",
    "import { importJWK } from 'jose'",
    "import * as oidc from 'openid-client'",
  ])
  const discovery = (...[server, id, metadata, proves, options]: Parameters<typeof oidc.discovery>) =>
    oidc.discovery(server, id, metadata, proves, { ...options, [oidc.customFetch]: fetch as oidc.CustomFetch })
  const said: string[] = []
  const console = { log: (...words: string[]) => said.push(words.join(' ')) }
  await run(walk, { fetch, console, randomUUID, importJWK, oidc: { ...oidc, discovery } }, '')
  expect(said).toEqual([expect.stringMatching(/^pay_[a-z0-9]{16} RCVD$/), 'ACCC'])
})

test("the guide to event subscriptions' commands poll for a token", async () => {
  const page = pageOf('event-subscriptions.md')
  const [walk] = blocksOf('js', page) as [string]
  const discovery = (...[server, id, metadata, proves, options]: Parameters<typeof oidc.discovery>) =>
    oidc.discovery(server, id, metadata, proves, { ...options, [oidc.customFetch]: fetch as oidc.CustomFetch })
  const names = { fetch, console: { log: () => {} }, importJWK, oidc: { ...oidc, discovery } }
  const { TOKEN } = await run(walk, names, 'return { TOKEN }')
  const answers: Json[] = []
  for (const line of blocksOf('sh', page)) {
    const body = /-d '([^']*)'/.exec(line)?.[1] as string
    const { pathname } = new URL(/(http:\S+)/.exec(line)?.[1] as string)
    const headers = { 'content-type': 'application/json' }
    const response = await sandbox.request(pathname, { method: 'POST', headers, body, token: TOKEN })
    answers.push([response.status, await response.json()])
  }
  expect(answers).toMatchObject([
    [201, { Data: { Version: '4.0' } }],
    [200, { moreAvailable: false, sets: {} }],
  ])
})
