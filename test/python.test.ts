import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf, tokenIdOf } from '#bank/consents/token.ts'
import { generator } from '#bank/worlds/world.ts'
import { tokens, worlds } from '#store/records.ts'
import { startServer } from '#test/support/pages/browser.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'
import { createSender } from '#worker/deliver/send.ts'

/* The programs and commands of docs/python.md, as they stand there, against a sandbox on a port. */
const page = readFileSync(new URL('../docs/python.md', import.meta.url), 'utf8')
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string)
const programs = blocksOf('python')
const find = (part: string) => programs.find((text) => text.includes(part)) as string
const receiver = find('serve_forever')

const canRun = (code: string): boolean => spawnSync('python3', ['-c', code]).status === 0
const hasPython = canRun('import hmac')
const hasPytest = hasPython && canRun('import pytest, requests')
const hasPackages = hasPython && canRun('import requests, authlib, joserfc')

let server: Awaited<ReturnType<typeof startServer>>
let origin: string
let sandbox: TestSandbox
beforeAll(async () => {
  server = await startServer()
  origin = `http://localhost:${server.port}`
  const send = createSender({ isLocal: true, now: Date.now })
  sandbox = await testSandbox({ baseUrl: origin, real: Date.now, isLocal: true, send })
  server.use(sandbox.surfaces)
  const [id, start, digest] = ['wld_default', Date.now(), digestOf('hackathon')]
  const clock = { real: start, world: start, rate: 1 }
  const value = { id, epoch: 0, seed: 1, size: 1000, start, clock, generator, controlDigest: digest }
  const token = { id: tokenIdOf(digest), customer: 'cus_0', createdAt: new Date(start).toISOString() }
  await sandbox.store.commit([
    { put: worlds.key(id), expect: 'absent', value },
    { put: tokens.key(id, digest), expect: 'absent', value: token },
  ])
})
afterAll(() => server.stop())

/** Runs a program of the guide, and returns the lines that it prints. */
async function run(program: string): Promise<string[]> {
  const code = program.replaceAll('http://localhost:4000', origin)
  const { stdout } = await promisify(execFile)('python3', ['-W', 'error', '-c', code])
  return stdout.trim().split('\n')
}

test('the guide has a program for each task', () => {
  expect(programs).toHaveLength(6)
  for (const program of programs) if (program !== receiver) expect(program).toContain('http://localhost:4000')
})

describe.skipIf(!hasPackages)(
  'with requests and Authlib (skipped where `python3 -c "import requests, authlib"` fails)',
  () => {
    test('a program reads accounts, balances and pages of transactions', async () => {
      const lines = await run(find('follow `Next`'))
      expect(lines[0]).toMatch(/^acc_0_current -?\d+\.\d\d GBP$/)
      expect(lines.at(-1)).toMatch(/^\d{3,4} transactions$/)
    })

    test('a program pays, and the money arrives', async () => {
      expect(await run(find('domestic-payment-consents'))).toEqual([expect.stringMatching(/^pay_\w+ RCVD$/), 'ACCC'])
    })

    test('a program gets a consent with PAR, PKCE, private_key_jwt and DPoP, reads and refreshes', async () => {
      const lines = await run(find('class DPoP'))
      expect(lines[0]).toBe('acc_2_current CACC')
      expect(lines.at(-1)).toMatch(/^\d+ balances$/)
    })
  },
)

describe.skipIf(!hasPytest)('with pytest (skipped where `python3 -c "import pytest, requests"` fails)', () => {
  test('a fixture gives a test its own world, which is gone afterwards', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sandbank-')), 'test_world.py')
    writeFileSync(file, find('import pytest').replaceAll('http://localhost:4000', origin))
    const count = async () => (await sandbox.send('GET', '/control/worlds')).body.worlds.length
    const before = await count()
    const { stdout } = await promisify(execFile)('python3', ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', file])
    rmSync(dirname(file), { recursive: true })
    expect(stdout).toContain('1 passed')
    expect(await count()).toBe(before)
  })
})

describe.skipIf(!hasPython)('with the standard library of Python (skipped where there is no python3)', () => {
  test('a program lists the accounts', async () => {
    expect((await run(find('urllib')))[0]).toBe('acc_0_current CACC')
  })

  test('the receiver accepts a message, also while a secret rotates, and refuses one of another secret', async () => {
    const free = createServer().listen(0, 'localhost')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    free.close()
    const path = '/control/worlds/wld_default/webhooks'
    const call = async (below: string, body?: object) =>
      (await sandbox.send('POST', path + below, body, 'ctl_default_hackathon')).body
    const { id, secret } = await call('', { url: `http://localhost:${port}/webhooks` })
    const code = receiver.replace('3000', String(port)).replace('.serve_forever()', '')
    // It says when it listens.
    const program = `${code.trimEnd().replace(/^HTTPServer/m, 'server = HTTPServer')}\nprint("open", flush=True)\nserver.serve_forever()`
    const child = spawn('python3', ['-c', program], { env: { ...process.env, WEBHOOK_SECRET: secret } })
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const next = async () => (await lines.next()).value
    try {
      expect(await next()).toBe('open')
      expect(await call(`/${id}/test`)).toMatchObject({ isDelivered: true, status: 204 })
      expect(await next()).toMatch(/^test_\w+ webhook\.test \{'webhook': /)
      await call(`/${id}/rotate-secret`)
      expect(await call(`/${id}/test`)).toMatchObject({ isDelivered: true, status: 204 })
      await next()
      await call(`/${id}/rotate-secret`, { oldSignsForHours: 0 })
      expect(await call(`/${id}/test`)).toMatchObject({ isDelivered: false, status: 400 })
      expect(await next()).toBe('webhook-signature: no signature is of this secret')
    } finally {
      child.kill()
    }
  })
})

test('the curl commands of the guide work, in their order', async () => {
  const lines = blocksOf('sh').flatMap((text) => text.split('\n').filter((line) => line.startsWith('curl ')))
  expect(lines.length).toBeGreaterThan(7)
  const known: Record<string, string> = {}
  for (const line of lines) {
    const command = line.replaceAll(/CONSENT_ID|WEBHOOK_ID/g, (name) => known[name] as string)
    const headers = [...command.matchAll(/-H "([^:"]+): ([^"]*)"/g)].map(([, name, value]) => [name, value])
    const body = /-d '([^']*)'/.exec(command)?.[1]
    const init = { method: /-X (\w+)/.exec(command)?.[1] ?? 'GET', headers: Object.fromEntries(headers) }
    const { pathname } = new URL(command.split(' ').at(-1) as string)
    const response = await sandbox.request(pathname, { ...init, ...(body && { body }) })
    const answer = await response.json()
    expect([200, 201], `${command}: ${JSON.stringify(answer)}`).toContain(response.status)
    known.CONSENT_ID ??= answer.Data?.ConsentId
    known.WEBHOOK_ID ??= answer.secret && answer.id
  }
})
