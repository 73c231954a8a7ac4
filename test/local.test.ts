import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { baseUrlOf } from '#local/addresses.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { externalPayee, openPaymentBank, pounds } from '#test/support/payment-bank.ts'
import { type Json, testNow } from '#test/support/sandbox.ts'

const root = join(import.meta.dirname, '..')
const guard = join(root, 'functions/node-version.mjs')

let folder: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-local-'))
})
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  return rm(folder, { recursive: true })
})

const newFolder = () => mkdtemp(join(folder, 'here-'))

/** `npm start -- <args>`, in a folder of its own, on a free port unless a port is said. */
function launch(args: string[], cwd: string, env: Record<string, string> = {}) {
  const { PORT: _, ...inherited } = process.env
  const command = ['--import', guard, join(root, 'functions/local.ts'), ...args]
  const child = spawn(process.execPath, command, { cwd, env: { ...inherited, PORT: '0', ...env } })
  running.add(child)
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = new Promise<{ code: number | null; signal: string | null; output: string; errors: string }>(
    (resolve) => {
      child.once('close', (code, signal) => {
        running.delete(child)
        resolve({ code, signal, output, errors })
      })
    },
  )
  return { child, ended, output: () => output }
}

/** Starts it, and waits until it says what to paste. */
async function start(args: string[], cwd: string, env?: Record<string, string>) {
  const { child, ended, output } = launch(args, cwd, env)
  const curl = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [line] = /^curl .+$/m.exec(output()) ?? []
      if (line && output().endsWith('\n')) resolve(line)
    })
    ended.then(({ errors }) => reject(new Error(`it ended before it began: ${errors}`)))
  })
  const [, baseUrl] = /^Sandbank is open at (\S+)$/m.exec(output()) as RegExpExecArray
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  const [, port] = /^listens {2}on .*:(\d+)$/m.exec(output()) ?? []
  return { curl, baseUrl: baseUrl as string, port, stop, ended, output: output() }
}

const run = async (args: string[], cwd: string, env?: Record<string, string>) => launch(args, cwd, env).ended

const makeWorld = async (baseUrl: string, body: object = {}): Promise<Json> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${baseUrl}/control/worlds`, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json()
}
const worldsOf = async (baseUrl: string): Promise<string[]> => {
  const { worlds } = (await (await fetch(`${baseUrl}/control/worlds`)).json()) as { worlds: { id: string }[] }
  return worlds.map(({ id }) => id)
}
const read = (url: string, token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } })

describe('npm start', () => {
  test('prints a line that reads accounts when it is pasted into a shell', async () => {
    const { curl, baseUrl, stop } = await start(['--memory'], await newFolder())
    const [, token, url] = /^curl -H "Authorization: Bearer (\S+)" (\S+)$/.exec(curl) as RegExpExecArray
    expect(url).toBe(`${baseUrl}/open-banking/v4.0/aisp/accounts`)
    const hasCurl = spawnSync('curl', ['--version']).status === 0
    const answer = hasCurl
      ? await new Promise<string>((resolve) => {
          let text = ''
          spawn('sh', ['-c', curl])
            .once('close', () => resolve(text))
            .stdout.on('data', (part) => {
              text += part
            })
        })
      : await (await read(url as string, token as string)).text()
    expect(JSON.parse(answer).Data.Account[0].AccountId).toBe('acc_0_current')
    await stop()
  })

  test('prints the world that it serves, and where to look next', async () => {
    const args = ['--memory', '--seed', '5', '--size', '12', '--now', '2026-11-24T09:30:00Z']
    const { output, baseUrl, stop } = await start(args, await newFolder())
    expect(output).toContain('seed 5, 12 customers, now 2026-11-24T09:30:00.')
    expect(output).toContain(`${baseUrl}/console`)
    const page = await (await fetch(baseUrl)).text()
    expect(page).toContain(/Bearer (dev_\w+)/.exec(output)?.[1])
    await stop()
  })

  test('--help lists the options, and starts nothing', async () => {
    const here = await newFolder()
    const { code, output, errors } = await run(['--help'], here)
    expect([code, errors, existsSync(join(here, '.sandbank'))]).toEqual([0, '', false])
    for (const option of ['--port', '--host', '--memory', '--seed', '--size', '--now', '--strict'])
      expect(output).toContain(option)
  })
})

describe('npm start reports in one line, with exit code 1,', () => {
  test.concurrent.each<[string[], string, Record<string, string>?]>([
    [['--seed', 'x'], '--seed: must be a whole number from 0 to 4294967295 (got x)'],
    [['--seed=-1'], '--seed: must be a whole number from 0 to 4294967295 (got -1)'],
    [['--size', '0'], '--size: must be a whole number from 1 to 1000000 (got 0)'],
    [['--size', '1000001'], '--size: must be a whole number from 1 to 1000000 (got 1000001)'],
    [['--port', '65536'], '--port: must be a whole number from 0 to 65535 (got 65536)'],
    [[], 'must be a whole number from 0 to 65535 (got http)', { PORT: 'http' }],
    [['--now', 'soon'], 'now: must be an instant such as 2026-11-24T09:30:00Z or a day (got soon)'],
    [['--now', '2017-12-31'], 'now: must be between 2018-01-01T00:00:00.000Z and 2049-12-31T23:59:59.999Z'],
    [['--allow-host', 'http://x'], '--allow-host: must be a host name such as bank.example (got http://x)'],
    [['--public-url', 'bank.example'], '--public-url: must be an http or https URL without query'],
    [['--worlds', '0'], '--worlds: must be a whole number from 1 to 1000000 (got 0)'],
    [[], '--worlds: must be a whole number from 1 to 1000000 (got many)', { WORLDS: 'many' }],
    [['--cors', '*'], '--cors: must be the exact origin of a page such as http://localhost:5173'],
    [[], '(got null)', { CORS: 'http://localhost:5173,null' }],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['start'], "Unexpected argument 'start'"],
    [['--seed'], "Option '--seed <value>' argument missing"],
  ])('the invalid option %j', async (args, line, env) => {
    const { code, output, errors } = await run(args, await newFolder(), env)
    expect([code, output]).toEqual([1, ''])
    expect(errors.split('\n')[0]).toContain(line)
    expect(errors).toContain('npm start -- [options]')
    expect(errors).not.toMatch(/^ +at /m)
  })

  test('a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const here = await newFolder()
    const { code, output, errors } = await run(['--port', String(port)], here)
    other.close()
    expect([code, output]).toEqual([1, ''])
    expect(errors).toBe(`Port ${port} is in use. Choose another one, or 0 for a free one: npm start -- --port 0\n`)
    expect(existsSync(join(here, '.sandbank'))).toBe(false)
  })

  test('an address of another machine', async () => {
    const { code, errors } = await run(['--host', '192.0.2.1'], await newFolder())
    expect(code).toBe(1)
    expect(errors.split('\n')[0]).toContain('192.0.2.1')
    expect(errors).not.toMatch(/^ +at /m)
  })
})

describe('the base URL', () => {
  const issuerOf = async (url: string) =>
    ((await (await fetch(`${url}/authorization/wld_default/.well-known/openid-configuration`)).json()) as Json).issuer
  const linkOf = async (url: string) => {
    const answer = await read(`${url}/open-banking/v4.0/aisp/accounts`, 'dev_default_hackathon')
    return ((await answer.json()) as Json).Links.Self
  }

  test('is an address of the machine where it listens on all; links follow the caller', async () => {
    const { baseUrl, output, stop } = await start(['--memory', '--host', '0.0.0.0'], await newFolder())
    const { port } = new URL(baseUrl)
    const lan = baseUrlOf('0.0.0.0', Number(port))
    expect(baseUrl).toBe(lan)
    expect(output).toContain(`Sandbank is open at ${lan}`)
    for (const url of [lan, `http://localhost:${port}`, `http://127.0.0.1:${port}`]) {
      expect(await issuerOf(url)).toBe(`${lan}/authorization/wld_default`)
      expect(await linkOf(url)).toBe(`${url}/open-banking/v4.0/aisp/accounts`)
    }
    await stop()
  })

  test.each<[string, string[], Record<string, string>]>([
    ['--public-url', ['--public-url', 'https://bank.example/sandbank/'], {}],
    ['PUBLIC_URL', [], { PUBLIC_URL: 'https://bank.example/sandbank' }],
  ])('is what %s says, for issuer and links, and its host is answered', async (_, args, env) => {
    const { output, stop, port } = await start(['--memory', ...args], await newFolder(), env)
    expect(output).toContain('Sandbank is open at https://bank.example/sandbank\n')
    const here = `http://localhost:${port}`
    expect(await issuerOf(here)).toBe('https://bank.example/sandbank/authorization/wld_default')
    expect(await linkOf(here)).toBe('https://bank.example/sandbank/open-banking/v4.0/aisp/accounts')
    const sent = request(`${here}/control/worlds`, { headers: { host: 'bank.example' } }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBe(200)
    await stop()
  })
})

test('it answers only hosts that are its own or that --allow-host names', async () => {
  const { baseUrl, stop } = await start(['--memory', '--allow-host', 'bank.example'], await newFolder())
  const statuses = await Promise.all(
    ['localhost', 'bank.example', 'evil.example'].map(async (host) => {
      const sent = request(`${baseUrl}/control/worlds`, { headers: { host } }).end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    }),
  )
  expect(statuses).toEqual([200, 200, 421])
  await stop()
})

test.each<[string, string[], Record<string, string>]>([
  ['--cors', ['--cors', 'http://localhost:5173', '--cors', 'https://app.example'], {}],
  ['CORS', [], { CORS: 'http://localhost:5173,https://app.example' }],
])('%s lets pages of these origins call it, and no others', async (_, args, env) => {
  const { baseUrl, stop } = await start(['--memory', ...args], await newFolder(), env)
  const allowed = await Promise.all(
    ['http://localhost:5173', 'https://app.example', 'http://localhost:5174'].map(async (origin) => {
      const init = { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' }
      const { status, headers } = await fetch(`${baseUrl}/control/worlds`, init)
      return [status, headers.get('access-control-allow-origin')]
    }),
  )
  expect(allowed).toEqual([
    [201, 'http://localhost:5173'],
    [201, 'https://app.example'],
    [403, null],
  ])
  await stop()
})

test.each<[string, string[], Record<string, string>]>([
  ['--worlds', ['--worlds', '2'], {}],
  ['WORLDS', [], { WORLDS: '2' }],
])('%s limits the worlds, the default world included', async (_, args, env) => {
  const { baseUrl, stop } = await start(['--memory', ...args], await newFolder(), env)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  const statuses = [await fetch(`${baseUrl}/control/worlds`, init), await fetch(`${baseUrl}/control/worlds`, init)]
  expect(statuses.map(({ status }) => status)).toEqual([201, 409])
  await stop()
})

describe('npm start ends with exit code 0', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('on %s, with a connection still open', async (signal) => {
    const { baseUrl, stop } = await start(['--memory'], await newFolder())
    await (await fetch(baseUrl)).text()
    const { code, errors } = await stop(signal)
    expect([code, errors]).toEqual([0, ''])
  })
})

describe('npm start ends with its npm', () => {
  /** Runs `npm start` itself, as the leader of a process group, and returns npm's process. */
  async function startNpm() {
    const { PORT: _, ...inherited } = process.env
    const npm = spawn('npm', ['start', '--', '--memory', '--port', '0'], {
      cwd: root,
      env: inherited,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    const url = await new Promise<string>((resolve, reject) => {
      npm.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const [found] = /http:\/\/localhost:\d+(?=\/open-banking)/.exec(output) ?? []
        if (found) resolve(found)
      })
      npm.once('close', () => reject(new Error(`npm start ended: ${output}`)))
    })
    return { pid: npm.pid as number, url }
  }

  const isOpen = (url: string): Promise<boolean> =>
    fetch(url).then(
      async (answer) => (await answer.text()) !== '',
      () => false,
    )

  test.each<[string, (npm: number) => void]>([
    ['npm gets SIGTERM', (npm) => process.kill(npm, 'SIGTERM')],
    ['npm is killed with SIGKILL', (npm) => process.kill(npm, 'SIGKILL')],
    ['Ctrl-C reaches every process of the terminal', (npm) => process.kill(-npm, 'SIGINT')],
    ['the terminal is closed', (npm) => process.kill(-npm, 'SIGHUP')],
  ])(
    'when %s',
    async (_, end) => {
      const { pid, url } = await startNpm()
      expect(await isOpen(url)).toBe(true)
      end(pid)
      await expect.poll(() => isOpen(url), { timeout: 10_000, interval: 100 }).toBe(false)
    },
    30_000,
  )

  test('within two seconds, also while a request is open', async () => {
    const { baseUrl, stop } = await start(['--memory'], await newFolder())
    const open = request(`${baseUrl}/control/worlds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 100 },
    })
    open.on('error', () => undefined).write('{')
    await nextTurn()
    expect((await stop('SIGINT')).code).toBe(0)
  })
})

describe('npm start ends with 1 and one line that names the file, and starts no other bank,', () => {
  const advice = 'restore a copy of it, or move it away to start with an empty sandbox'
  const bySql = (sql: string) => (file: string) => {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  const overwrite = (path: string) => bySql(`UPDATE items SET value = '{"id":' WHERE path = '${path}'`)

  let whole: Buffer
  beforeAll(async () => {
    const here = await newFolder()
    await (await start(['--seed', '7'], here)).stop()
    whole = readFileSync(join(here, '.sandbank/sandbank.sqlite'))
  })

  test.each<[what: string, damage: (file: string) => void, message: string]>([
    ['is empty', (file) => truncateSync(file), `is empty; ${advice}`],
    ['was cut', (file) => truncateSync(file, 5_000), `the file of the store is damaged; ${advice}`],
    ['is no database', (file) => writeFileSync(file, 'x'.repeat(9_000)), `the file of the store is damaged; ${advice}`],
    [
      'is a folder',
      (file) => {
        rmSync(file)
        mkdirSync(file)
      },
      'is a folder; move it away to start with an empty sandbox',
    ],
    ['is read-only', (file) => chmodSync(file, 0o400), 'is read-only; make it writable'],
    ['lacks its table', bySql('DROP TABLE items'), `lacks the table items, or a column or key of it; ${advice}`],
    [
      'is of a newer version',
      bySql('PRAGMA user_version = 9'),
      `was written by a newer Sandbank (schema version 9, this one knows 1); start the newer one, or ${advice}`,
    ],
    [
      'has a damaged world',
      overwrite('world'),
      'the record world in world/wld_default cannot be read; stop the sandbox and restore a copy of the store, or use another world',
    ],
    [
      'has a damaged directory of worlds',
      overwrite('wld_default'),
      'the record wld_default in worlds cannot be read; stop the sandbox and restore a copy of the store, or use another world',
    ],
  ])('if its store %s', async (_, damage, message) => {
    const here = await newFolder()
    const file = join(here, '.sandbank/sandbank.sqlite')
    mkdirSync(join(here, '.sandbank'))
    writeFileSync(file, whole)
    damage(file)
    const before = statSync(file).size
    const { code, output, errors } = await run([], here)
    expect([code, output, errors]).toEqual([1, '', `.sandbank/sandbank.sqlite: ${message}\n`])
    expect(statSync(file).size).toBe(before)
    const inMemory = await start(['--memory'], here)
    expect((await inMemory.stop()).code).toBe(0)
  })
})

describe('stored work', () => {
  test('is kept across restarts; --memory neither sees it nor keeps anything', async () => {
    const here = await newFolder()
    const first = await start([], here)
    const world = await makeWorld(first.baseUrl, { seed: 3, rate: 0 })
    const before = await (await read(`${world.openBanking}/aisp/balances`, world.developerToken)).json()
    await first.stop()

    const passing = await start(['--memory'], here)
    expect(await worldsOf(passing.baseUrl)).toEqual(['wld_default'])
    const gone = await makeWorld(passing.baseUrl)
    await passing.stop()

    const second = await start([], here)
    expect(await worldsOf(second.baseUrl)).toEqual([world.id, 'wld_default'].sort())
    expect(await worldsOf(second.baseUrl)).not.toContain(gone.id)
    const after: Json = await (
      await read(`${second.baseUrl}/open-banking/v4.0/aisp/balances`, world.developerToken)
    ).json()
    expect(after.Data).toEqual((before as Json).Data)
    await second.stop()
  })

  test('is not changed by a start with another seed, which is rejected', async () => {
    const here = await newFolder()
    const asked = ['--seed', '5', '--size', '50', '--now', '2026-11-24T09:30:00Z']
    await (await start(asked, here)).stop()
    const rows = () => {
      const database = new DatabaseSync(join(here, '.sandbank/sandbank.sqlite'), { readOnly: true })
      const all = database.prepare('SELECT * FROM items ORDER BY partition, path').all()
      database.close()
      return all
    }
    const before = rows()
    for (const [args, why] of [
      [['--seed', '6'], 'the stored world has seed 5, not 6'],
      [['--size', '51'], 'the stored world has size 50, not 51'],
      [['--now', '2026-11-25'], 'has start 2026-11-24T09:30:00.000Z, not 2026-11-25T00:00:00.000Z'],
    ] as const) {
      const { code, output, errors } = await run([...args], here)
      expect([code, output]).toEqual([1, ''])
      expect(errors.split('\n')[0]).toContain(why)
      expect(errors.split('\n')[0]).toContain('--memory')
    }
    expect(rows()).toEqual(before)

    for (const args of [asked, []]) {
      const again = await start(args, here)
      expect(again.output).toContain('seed 5, 50 customers')
      await again.stop()
    }
  })

  test('is whole or absent after kill -9 while worlds are created, and every confirmed world is there', async () => {
    const here = await newFolder()
    const { baseUrl, stop } = await start([], here)
    const answered: string[] = []
    const enough = new Promise<void>((resolve) => {
      const maker = async () => {
        for (;;) {
          const world = await makeWorld(baseUrl, { size: 5 }).catch(() => undefined)
          if (!world) return
          answered.push(world.id)
          if (answered.length === 60) resolve()
        }
      }
      for (let n = 0; n < 8; n++) maker()
    })
    await enough
    expect((await stop('SIGKILL')).signal).toBe('SIGKILL')

    const again = await start([], here)
    await again.stop()
    const database = new DatabaseSync(join(here, '.sandbank/sandbank.sqlite'), { readOnly: true })
    const items = database.prepare('SELECT partition, path FROM items').all() as { partition: string; path: string }[]
    database.close()
    const listed = items.filter(({ partition }) => partition === 'worlds').map(({ path }) => path)
    const parts = Map.groupBy(
      items.filter(({ partition }) => partition !== 'worlds' && partition !== 'host'),
      ({ partition }) => partition,
    )
    expect([...parts.keys()].sort()).toEqual(listed.map((id) => `world/${id}`).sort())
    for (const [partition, own] of parts)
      expect(own.map(({ path }) => path.split('/')[0]).sort(), partition).toEqual(['token', 'world'])
    expect(listed).toEqual(expect.arrayContaining(answered))
  })
})

test('a world keeps its time over a restart, although the clock of the host goes back', async () => {
  const here = await newFolder()
  await (await start([], here)).stop()
  const database = new DatabaseSync(join(here, '.sandbank/sandbank.sqlite'))
  // An hour from now, as a process would have stored it before the host's clock went back an hour.
  const later = Date.now() + 3_600_000
  const value = JSON.stringify({ steady: later, host: later })
  database.prepare("REPLACE INTO items (partition, path, version, value) VALUES ('host', 'clock', 1, ?)").run(value)
  database.close()
  const second = await start([], here)
  const [, now = ''] = /now (\S+?),/.exec(second.output) ?? []
  expect(Date.parse(now)).toBeGreaterThanOrEqual(later)
  await second.stop()
})

describe('the check of the Node version', () => {
  const isOld = (version: string) => {
    const [major, minor] = version.slice(1).split('.').map(Number) as [number, number]
    return major < 22 || (major === 22 && minor < 18)
  }
  const nodes = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  const old = nodes.find((node) => existsSync(node) && isOld(String(spawnSync(node, ['--version']).stdout)))

  test.skipIf(!old)(
    old ? 'is told so in one line, and ends with 1' : 'is told so: skipped, no Node below 22.18 is installed here',
    async () => {
      const { status, stdout, stderr } = spawnSync(old as string, ['--import', guard, join(root, 'functions/local.ts')])
      expect([status, String(stdout)]).toEqual([1, ''])
      expect(String(stderr)).toMatch(
        /^Sandbank needs Node 22\.18 or newer to run; this is \d+\.\d+\.\d+ \(\w+ \w+\)\.\n$/,
      )
    },
  )

  test('accepts the Node that runs this test', () => {
    const { status, stderr } = spawnSync(process.execPath, [guard])
    expect([status, String(stderr)]).toEqual([0, ''])
  })
})

test('a running local host executes due payments in a world without requests', async () => {
  const cwd = await newFolder()
  const file = join(cwd, '.sandbank/sandbank.sqlite')
  const store = sqliteStore({ file, now: Date.now })
  // Its clock has been running for an hour when the host starts.
  const anHourAgo = Date.now() - 3_600_000
  const bank = await openPaymentBank({ ada: '100.00' }, { store, real: () => anHourAgo, world: { rate: 1 } })
  await bank.place('ada', 'domestic-scheduled-payment', {
    InstructionIdentification: 'I1',
    InstructedAmount: pounds('30.00'),
    CreditorAccount: externalPayee,
    RequestedExecutionDateTime: new Date(Date.parse(testNow) + 30 * 60_000).toISOString(),
  })
  const { stop } = await start(['--sweep', '1'], cwd)
  while ((await bank.journal('ada')).length === 0) await nextTurn()
  expect(await bank.journal('ada')).toEqual(['2026-11-24T10:00   -30.00 pay_0000'])
  await store.close()
  expect((await stop()).code).toBe(0)
})
