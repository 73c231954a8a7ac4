import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Manifest } from '#export/manifest.ts'
import { aisp, allOf, type Json, testNow, testSandbox, tokenFor } from '#test/support/sandbox.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const script = ['--import', './functions/node-version.mjs', 'functions/export.ts']
const isLinux = process.platform === 'linux'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sandbank-export-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const folder = (name: string) => join(home, name)

function begin(args: readonly string[], stdout: 'pipe' | number = 'pipe'): ChildProcess {
  return spawn(process.execPath, [...script, ...args], { cwd: root, stdio: ['ignore', stdout, 'pipe'] })
}

type Ended = { code: number | null; stdout: string; stderr: string }

async function run(...args: string[]): Promise<Ended> {
  const child = begin(args)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')])
  return { code, stdout, stderr }
}

/** A month of eight customers, two a file: four files a table. */
const small = '--seed 7 --customers 8 --customers-per-file 2 --from 2026-10-01 --to 2026-10-31'.split(' ')

const exported = async (name: string, ...more: string[]): Promise<Record<string, string>> => {
  const { code, stderr } = await run(...small, '--out', folder(name), ...more)
  expect([code, stderr]).toEqual([0, ''])
  return bytesOf(name)
}
const bytesOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder(name))
      .sort()
      .map((file) => [file, readFileSync(join(folder(name), file), 'latin1')]),
  )
const manifestOf = (name: string): Manifest => JSON.parse(readFileSync(join(folder(name), 'manifest.json'), 'utf8'))

describe('the bytes of an export', () => {
  test('are the same for any number of workers, the manifest included', async () => {
    const one = await exported('one', '--workers', '1')
    expect(Object.keys(one)).toHaveLength(4 * 3 + 1)
    expect(await exported('three', '--workers', '3')).toEqual(one)
  })

  test('are the same when ranges of customers are written one by one, in any order', async () => {
    const whole = await exported('whole')
    await exported('parts', '--from-customer', '6')
    await exported('parts', '--from-customer', '2', '--to-customer', '5')
    expect(manifestOf('parts').files).toHaveLength(9)
    expect(await exported('parts', '--to-customer', '1')).toEqual(whole)
  })

  test('are the same for existing customers when the export has more customers', async () => {
    const { 'manifest.json': _, ...few } = await exported('few', '--customers', '8')
    expect(await exported('more', '--customers', '13')).toMatchObject(few)
  })

  test('match the manifest, file by file', async () => {
    const files = await exported('one')
    const manifest = manifestOf('one')
    expect(manifest.files.map(({ file }) => file).sort()).toEqual(
      Object.keys(files).filter((name) => name !== 'manifest.json'),
    )
    for (const { file, bytes, rows } of manifest.files) {
      expect(files[file]).toHaveLength(bytes)
      expect(files[file]?.match(/\n/g)?.length).toBe(rows)
    }
    expect(manifest.rows.customers).toBe(8)
  })
})

describe('every format', () => {
  test.each([
    ['csv', 'transactions-000000-000001.csv'],
    ['jsonl', 'transactions-000000-000001.jsonl'],
    ['parquet', 'transactions-000000-000001.parquet'],
    ['ofx', 'statements-000000-000001.ofx'],
    ['camt053', 'statements-000000-000001.xml'],
  ])('%s is written whole, with the same number of bookings as the others', async (format, file) => {
    const files = await exported('one', '--format', format)
    expect(Object.keys(files)).toContain(file)
    const { rows } = manifestOf('one')
    expect(rows.transactions ?? rows.entries).toBe(manifestRowsOfJsonl ?? (await countOfJsonl()))
  })

  let manifestRowsOfJsonl: number | undefined
  async function countOfJsonl(): Promise<number> {
    const { stdout } = await run(...small, '--out', '-')
    manifestRowsOfJsonl = stdout.split('\n').length - 1
    return manifestRowsOfJsonl
  }

  test('statements have one customer per file by default', async () => {
    await run('--seed', '7', '--customers', '3', '--from', '2026-10-01', '--format', 'ofx', '--out', folder('one'))
    expect(manifestOf('one').files.map(({ customers }) => customers)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ])
  })
})

test('an export has the ids and amounts of the API of a world with the same seed, size and start', async () => {
  const sandbox = await testSandbox()
  const world = await sandbox.createWorld()
  const token = await tokenFor(sandbox, world, 'cus_2')
  const shown = await allOf(sandbox, `${aisp}/transactions`, token, 'Transaction')
  const { stdout } = await run(
    '--seed',
    '7',
    '--customers',
    '200',
    '--now',
    testNow,
    '--from-customer',
    '0',
    '--to-customer',
    '99',
    '--persona',
    'gig-worker',
    '--out',
    '-',
  )
  const lines: Json[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const own = lines.filter(({ customer_id }) => customer_id === 'cus_2')
  const booked = shown.filter(({ Status }) => Status === 'BOOK')
  const key = ({ id, amount }: { id: string; amount: string }) => `${id} ${amount}`
  expect(own.map((one) => key({ id: one.transaction_id, amount: one.amount })).sort()).toEqual(
    booked
      .map((one) =>
        key({
          id: one.TransactionId,
          amount: `${one.CreditDebitIndicator === 'Debit' ? '-' : ''}${one.Amount.Amount}`,
        }),
      )
      .sort(),
  )
  expect(new Set(lines.map(({ persona }) => persona))).toEqual(new Set(['gig-worker']))
})

describe('an export that resumes', () => {
  test('keeps complete files and rewrites the others', async () => {
    const before = await exported('one')
    const at = (file: string) => join(folder('one'), file)
    rmSync(at('accounts-000002-000003.jsonl'))
    truncateSync(at('transactions-000004-000005.jsonl'), 100)
    appendFileSync(at('customers-000006-000007.jsonl'), 'x')
    writeFileSync(at('transactions-000000-000001.jsonl.part'), 'half')
    const untouched = statSync(at('transactions-000006-000007.jsonl')).ino
    const { stdout } = await run(...small, '--out', folder('one'))
    expect(stdout).toContain('12 files, 9 of them from an earlier run')
    expect(bytesOf('one')).toEqual(before)
    expect(statSync(at('transactions-000006-000007.jsonl')).ino).toBe(untouched)
  })

  test.skipIf(!isLinux)(
    'has the same bytes after an interruption, and before that no partial file or manifest',
    async () => {
      // A customer a file, three years of each: long enough to be stopped after the first.
      const args = [...'--seed 7 --customers 100 --customers-per-file 1 --workers 2 --out'.split(' '), folder('one')]
      const watcher = watch(home)
      const child = begin(args)
      const closed = once(child, 'close')
      await once(watcher, 'change')
      watcher.close()
      const inside = watch(folder('one'))
      for await (const [, name] of on(inside)) if (/^transactions.*\.jsonl$/.test(name)) break
      inside.close()
      child.kill('SIGINT')
      const [[code], stderr] = await Promise.all([closed, text(child.stderr!)])
      expect([code, stderr]).toEqual([130, 'stopped; run the same command again to continue\n'])
      const left = readdirSync(folder('one'))
      expect(left.filter((name) => /\.part$|^manifest\.json$/.test(name))).toEqual([])
      expect((await run(...args)).stdout).toMatch(/, \d+ of them from an earlier run/)
      await run(...args.slice(0, -1), folder('two'))
      expect(bytesOf('one')).toEqual(bytesOf('two'))
    },
  )
})

async function* on(watcher: ReturnType<typeof watch>): AsyncGenerator<[string, string]> {
  for (;;) yield (await once(watcher, 'change')) as [string, string]
}

describe.skipIf(!isLinux)('a full disk', () => {
  test('ends the export with one clear line and leaves only complete files', async () => {
    await exported('room')
    const { 'manifest.json': _, ...whole } = bytesOf('room')
    const { code } = await run(...small, '--to-customer', '1', '--out', folder('full'))
    expect(code).toBe(0)
    const full = join(folder('full'), 'transactions-000004-000005.jsonl')
    symlinkSync('/dev/full', `${full}.part`)
    const failed = await run(...small, '--workers', '1', '--out', folder('full'))
    expect(failed.code).toBe(1)
    expect(failed.stderr).toBe(
      `${full}: the disk is full; free some space, then run the same command again to continue (ENOSPC)\n`,
    )
    const left = readdirSync(folder('full')).filter((name) => !name.startsWith('manifest'))
    expect(left).not.toContain('transactions-000004-000005.jsonl')
    for (const name of left) expect(readFileSync(join(folder('full'), name), 'latin1')).toBe(whole[name])
    expect(await exported('full')).toEqual(bytesOf('room'))
  })

  test('is reported too when the output is redirected', async () => {
    const child = begin([...small, '--out', '-'], openSync('/dev/full', 'w'))
    const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')])
    expect([code, stderr]).toEqual([1, expect.stringContaining('the disk is full')])
  })
})

test('a pipe closed by its reader ends the export with one line', async () => {
  const child = begin([...'--customers 100 --format csv --out -'.split(' ')])
  const closed = once(child, 'close')
  await once(child.stdout!, 'data')
  child.stdout!.destroy()
  const [[code], stderr] = await Promise.all([closed, text(child.stderr!)])
  expect([code, stderr]).toEqual([1, 'the reader closed the pipe before the export was complete\n'])
})

describe('an invalid export is rejected with the option and the reason, and writes nothing', () => {
  const refusals: [asked: string, said: string][] = [
    ['--format xlsx', '--format: must be one of csv, jsonl, parquet, ofx, camt053 (got xlsx)'],
    ['--persona pensoner', '(got pensoner); did you mean pensioner?'],
    ['--format camt.053', '(got camt.053); did you mean camt053?'],
    ['--persona pirate', '--persona: must be one of salaried-family, student'],
    ['--seed -1', "Option '--seed' argument is ambiguous"],
    ['--seed x', '--seed: must be a whole number from 0 to 4294967295 (got x)'],
    ['--customers 0', '--customers: must be a whole number from 1 to 1000000 (got 0)'],
    ['--from 2026-02-30', '--from: must be a day such as 2026-01-31 (got 2026-02-30)'],
    ['--from 2026-10-02 --to 2026-10-01', '--from: must not be after --to, 2026-10-01 (got 2026-10-02)'],
    ['--from 2023-10-31', '--from: must not be before 2023-11-01, where history begins (got 2023-10-31)'],
    ['--to 2036-12-01', '--to: must not be after 2036-10-31 (got 2036-12-01)'],
    ['--from 2023-11-01 --to 2036-10-01', '--from: must be at most 10 years before 2036-10-01 (got 2023-11-01)'],
    ['--now 1999-01-01T00:00:00Z', '--now: must be between 2018-01-01'],
    ['--workers 65', '--workers: must be a whole number from 1 to 64 (got 65)'],
    ['--from-customer 9', '--from-customer: must be a whole number from 0 to 7 (got 9)'],
    ['--from-customer 1', '--from-customer: must be a multiple of 2, the customers of a file (got 1)'],
    ['--to-customer 4', '--to-customer: must be the last customer of a file, such as 5 (got 4)'],
    ['--from-customer 6 --to-customer 3', '--from-customer: must not be above --to-customer 3 (got 6)'],
    [
      '--customers 1000000 --customers-per-file 1',
      '--customers-per-file: must give at most 100000 files (got 3000000)',
    ],
    ['--colour red', "Unknown option '--colour'"],
  ]
  test.each(refusals)('%s', async (asked, said) => {
    const { code, stderr, stdout } = await run(...small, '--out', folder('none'), ...asked.split(' '))
    expect(code).toBe(1)
    expect(stderr).toContain(said)
    expect([stdout, existsSync(folder('none'))]).toEqual(['', false])
  })

  test('without a folder', async () => {
    expect((await run(...small)).stderr).toContain('--out: is required')
  })

  test('a folder with other files in it', async () => {
    writeFileSync(join(home, 'diary.txt'), 'mine')
    expect((await run(...small, '--out', home)).stderr).toContain(`--out: ${home} is not empty and holds no export`)
    expect(readdirSync(home)).toEqual(['diary.txt'])
  })

  test('a folder with another export in it', async () => {
    const before = await exported('one')
    const { code, stderr } = await run(...small, '--seed', '8', '--out', folder('one'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('holds another export (seed 7); choose another folder')])
    const later = await run(...small, '--from', '2026-02-02', '--out', folder('one'))
    expect(later.stderr).toMatch(/holds another export \(from 20\d\d-\d\d-\d\dT00:00:00\.000Z\)/)
    expect(bytesOf('one')).toEqual(before)
  })

  test('a folder below a file', async () => {
    writeFileSync(folder('file'), '')
    const { code, stderr } = await run(...small, '--out', join(folder('file'), 'below'))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/a part of the path is a file, not a folder.*ENOTDIR/)])
  })

  test('a format that cannot be written to a pipe', async () => {
    const { stderr } = await run(...small, '--format', 'parquet', '--out', '-')
    expect(stderr).toContain('--out: - needs --format csv or jsonl (got parquet)')
  })
})

test('--help lists every option', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const option of [
    '--out',
    '--format',
    '--seed',
    '--customers',
    '--from',
    '--to',
    '--now',
    '--persona',
    '--workers',
  ])
    expect(stdout).toContain(option)
})
