import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli, type Started, startCli } from '#test/support/reference-impls/cli.ts'
import { root } from '#test/support/reference-impls/processes.ts'

const execute = promisify(execFile)
/** Milliseconds. */
const installLine = 60_000
const p99Line = 150

let folder: string
let program: string[]
let sandbox: Started | undefined
const began = performance.now()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-cli-'))
  const packed = await execute('npm', ['pack', '--pack-destination', folder], {
    cwd: join(root, 'reference-impls/cli'),
  })
  const tarball = packed.stdout.trim().split('\n').at(-1) as string
  await mkdir(join(folder, 'app'))
  await execute('npm', ['init', '--yes'], { cwd: join(folder, 'app') })
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: join(folder, 'app'),
  })
  program = [join(folder, 'app/node_modules/.bin/sandbank')]
})

afterAll(async () => {
  await sandbox?.stop()
  await rm(folder, { recursive: true })
})

test('the package, installed into an empty folder, starts a sandbox, pays, and forwards the event', async () => {
  const settings = { cwd: join(folder, 'app') }
  const call = (...args: string[]) => runCli(program, args, settings)
  expect(await readdir(join(settings.cwd, 'node_modules'))).toEqual(['.bin', '.package-lock.json', 'sandbank'])

  sandbox = startCli(program, ['up', '--memory', '--port', '0'], settings)
  await sandbox.line(/^next /)
  const status = await call('status')
  const seconds = (performance.now() - began) / 1_000
  console.log(`pack, install, start and first answer: ${seconds.toFixed(1)} s`)
  expect(status.out).toMatch(/^world +wld_default$/m)
  expect(seconds * 1_000).toBeLessThan(installLine)

  const app = await startReceiver()
  const forwarding = ['events', 'listen', '--forward-to', app.url, '--kind', 'payment.accepted']
  const listening = startCli(program, forwarding, settings)
  const [, secret = ''] = await listening.line(/^secret +(whsec_\S+)$/)
  await listening.line(/^ready/)

  const paid = await call('pay', '12.34', 'Amara Okafor')
  expect(paid).toMatchObject({ code: 0, errors: '' })
  expect(paid.out).toMatch(/^balance +£[\d,.]+ before, £[\d,.]+ after$/m)
  await listening.line(/payment\.accepted/)
  await listening.line(/-> attempt 1: 204 in \d+ ms/)
  const { headers, body } = app.received[0]!
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'payment.accepted' })

  const { url } = JSON.parse((await call('status', '--json')).out) as { url: string }
  const latencies = await measureForwarding(url, app)
  console.log(`commit to forwarded port: median ${latencies.at(latencies.length >> 1)} ms, p99 ${latencies.at(-2)} ms`)
  expect(latencies.at(-2)).toBeLessThan(p99Line)
  expect((await listening.stop()).code).toBe(0)
  await app.close()
})

test('sandbank --help takes at most three times as long as node -e 0', () => {
  const settings = { cwd: join(folder, 'app'), stdio: 'ignore' } as const
  const time = (args: string[]) => {
    const start = performance.now()
    spawnSync(process.execPath, args, settings)
    return performance.now() - start
  }
  const script = join(folder, 'app/node_modules/sandbank/bin.mjs')
  const rounds = Array.from({ length: 15 }, () => ({ bare: time(['-e', '0']), help: time([script, '--help']) }))
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number
  const [bare, help] = [median(rounds.map((one) => one.bare)), median(rounds.map((one) => one.help))]
  console.log(`node -e 0: ${bare.toFixed(0)} ms; sandbank --help: ${help.toFixed(0)} ms`)
  expect(help / bare).toBeLessThanOrEqual(3)
})

type Received = { readonly at: number; readonly headers: Record<string, string>; readonly body: string }

/** Starts an app that takes every event. */
async function startReceiver() {
  const received: Received[] = []
  let wake = () => {}
  const app = createServer(async (request, response) => {
    const at = performance.now()
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    received.push({ at, headers: request.headers as Record<string, string>, body })
    response.writeHead(204).end()
    wake()
  }).listen(0)
  const { port } = app.address() as { port: number }
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  return { url: `http://localhost:${port}/hook`, received, next, close: () => new Promise((done) => app.close(done)) }
}

/**
 * Pays 150 times and returns the milliseconds from each order to its event at the app, ascending.
 */
async function measureForwarding(url: string, app: Awaited<ReturnType<typeof startReceiver>>): Promise<number[]> {
  const latencies: number[] = []
  for (let n = 0; n < 150; n++) {
    const arrived = app.next()
    const Initiation = {
      InstructionIdentification: `n${n}`,
      EndToEndIdentification: `n${n}`,
      InstructedAmount: { Amount: '0.01', Currency: 'GBP' },
      CreditorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'Bob' },
    }
    const post = async (path: string, Data: object) => {
      const response = await fetch(`${url}/open-banking/v4.0/pisp/${path}`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer dev_default_hackathon',
          'content-type': 'application/json',
          'x-idempotency-key': `${path.slice(-8)} ${n}`,
        },
        body: JSON.stringify({ Data, Risk: {} }),
      })
      return (await response.json()) as { Data: { ConsentId: string } }
    }
    const { Data } = await post('domestic-payment-consents', { Initiation })
    // Before the commit, so the figure is an upper bound.
    const sent = performance.now()
    await post('domestic-payments', { ConsentId: Data.ConsentId, Initiation })
    await arrived
    latencies.push(Math.ceil(app.received.at(-1)!.at - sent))
  }
  return latencies.sort((a, b) => a - b)
}
