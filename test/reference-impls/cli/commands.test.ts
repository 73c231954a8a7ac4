import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, runCli, type Started, sources, startCli } from '#test/support/reference-impls/cli.ts'

let folder: string
let sandbox: Started
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-commands-'))
  sandbox = startCli(sources, ['up', '--memory', '--port', '0', '--now', '2026-11-24T09:30:00Z', '--json'], {
    cwd: folder,
  })
  const [line] = await sandbox.line(/^\{.*\}$/)
  url = JSON.parse(line).url
})

afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

const call = (...args: string[]): Promise<Ended> => runCli(sources, args, { cwd: folder })

/** Runs a command that succeeds, and returns what it prints for people. */
async function show(...args: string[]): Promise<string> {
  const { code, out, errors } = await call(...args)
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  return out
}

/** Runs a command with --json, and returns what it prints. */
const read = async (...args: string[]) => JSON.parse(await show(...args, '--json'))

test('up --json says where the sandbox is and with which keys, and the folder remembers it', async () => {
  expect(await read('status')).toMatchObject({ url, id: 'wld_default', size: 1000 })
  expect(await show('status')).toMatch(/^world +wld_default$/m)
})

test('a world is created, used, forked, compared, exported, imported, restored, reset and deleted', async () => {
  const created = await read(
    'world',
    'create',
    '--name',
    'demo',
    '--seed',
    '7',
    '--rate',
    '0',
    '--now',
    '2026-11-24T09:30:00Z',
  )
  expect(created).toMatchObject({ name: 'demo', seed: 7, rate: 0, customer: 'cus_0' })
  expect(Object.keys(created)).toEqual(expect.arrayContaining(['id', 'controlKey', 'developerToken', 'openBanking']))
  expect(await show('world', 'use', 'demo')).toContain(created.id)
  expect(await show('world', 'list')).toMatch(new RegExp(`^\\* ${created.id} +demo`, 'm'))
  expect((await read('world', 'list')).worlds.map(({ id }: { id: string }) => id)).toContain(created.id)

  const made = await read('world', 'snapshot', 'first')
  expect(await show('world', 'snapshot', '--list')).toMatch(new RegExp(`^${made.id} +first +2026-11-24 09:30:00Z`, 'm'))
  const paid = await read('pay', '5', 'okafor', '--reference', 'lunch')
  expect(paid.payment.Initiation.RemittanceInformation).toEqual({
    Structured: [{ CreditorReferenceInformation: { Reference: 'lunch' } }],
  })
  const compared = await read('world', 'diff', made.id)
  expect(compared.balances).toContainEqual({
    account: 'acc_0_current',
    currency: 'GBP',
    before: '0.00',
    after: '-5.00',
  })
  expect(await show('world', 'diff', made.id)).toMatch(/^acc_0_current +GBP +0\.00 +-5\.00$/m)

  const forked = await read('world', 'fork', '--name', 'copy')
  expect(await show('world', 'diff', 'copy')).toContain('hold the same')
  expect(await show('world', 'export', 'demo.ndjson')).toMatch(/^demo\.ndjson: \d+ bytes$/m)
  expect(await show('world', 'export')).toMatch(/^\{"format":"sandbank-world"/)
  expect(await read('world', 'import', 'demo.ndjson')).toMatchObject({ seed: 7 })

  expect(await show('world', 'restore', made.id)).toContain(made.id)
  expect((await read('world', 'diff', made.id)).changes).toEqual([])
  expect(await read('world', 'reset', '--yes')).toMatchObject({ id: created.id })
  expect(await read('world', 'delete', 'copy')).toEqual({ deleted: forked.id })
  expect(await call('world', 'delete', 'copy')).toMatchObject({
    code: 5,
    errors: expect.stringContaining('knows no world "copy"'),
  })
  expect(await read('world', 'delete')).toEqual({ deleted: created.id })
  expect(await read('status')).toMatchObject({ id: 'wld_default' })
})

test('--world, SANDBANK_URL and SANDBANK_WORLD override what the folder uses', async () => {
  const { id, controlKey } = await read('world', 'create', '--name', 'other')
  expect(await read('status', '--world', 'other')).toMatchObject({ id })
  const env = { SANDBANK_URL: url, SANDBANK_WORLD: id, SANDBANK_CONTROL_KEY: controlKey }
  const elsewhere = await runCli(sources, ['status', '--json'], { cwd: tmpdir(), env })
  expect(JSON.parse(elsewhere.out)).toMatchObject({ id })
  expect(await call('status', '--url', 'http://localhost:1')).toMatchObject({ code: 3 })
})

test('commands that run at the same time in one folder lose no key', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => read('world', 'create')))
  const kept = JSON.parse(await readFile(join(folder, '.sandbank/cli.json'), 'utf8')).worlds
  for (const { id, controlKey } of made) expect(kept[id]).toMatchObject({ controlKey })
})

test('two worlds of one name are ambiguous, and the message names both', async () => {
  const first = await read('world', 'create', '--name', 'twin')
  const second = await read('world', 'create', '--name', 'twin')
  const { code, errors } = await call('status', '--world', 'twin')
  expect(code).toBe(2)
  expect(errors).toContain(`twin names 2 worlds: ${first.id}, ${second.id}`)
})

test('a clock is shown, paused, advanced and run', async () => {
  const { id } = await read('world', 'create', '--now', '2026-11-24T09:30:00Z', '--use')
  expect(await read('clock', 'pause')).toMatchObject({ rate: 0 })
  const { now } = await read('clock', 'show')
  expect((await read('clock', 'advance', '1mo', '2d')).now).toBe(
    new Date(Date.parse(now) + 32 * 86_400_000).toISOString(),
  )
  expect(await show('clock', 'advance', '--to', '2027-02-01T00:00:00Z')).toMatch(/^now +2027-02-01 00:00:00Z$/m)
  expect(await read('clock', 'run', '60')).toMatchObject({ rate: 60 })
  expect(await show('clock', 'run')).toMatch(/^rate +1 second in a real second$/m)
  expect(await call('clock', 'advance', '3', 'parsecs')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('(got 3 parsecs)'),
  })
  expect(await read('world', 'delete', id)).toEqual({ deleted: id })
})

test('customers are found by name and persona, with their accounts and balances', async () => {
  expect(await show('customer', 'list', '--name', 'okafor')).toMatch(/^cus_2 +Amara Okafor +gig-worker/m)
  expect((await read('customer', 'list', '--persona', 'student', '--limit', '2')).customers).toHaveLength(2)
  expect(await read('customer', 'show', 'cus_2')).toMatchObject({ name: 'Amara Okafor' })
  expect(await show('customer', 'accounts', 'okafor')).toMatch(/^acc_2_current .* Amara Okafor +-?£[\d,.]+$/m)
  expect((await read('customer', 'accounts')).accounts[0]).toMatchObject({ AccountId: 'acc_0_current' })
})

test('a partner is created with its keys in a file for its owner, listed, shown and gets a new certificate', async () => {
  const created = await read('partner', 'create', '--name', 'My app', '--scope', 'accounts', '--scope', 'payments')
  const file = join(folder, '.sandbank/partners', `${created.clientId}.json`)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(created)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, '.sandbank/cli.json'))).mode & 0o777).toBe(0o600)
  expect(await show('partner', 'list')).toMatch(
    new RegExp(`^${created.clientId} +My app +fapi2 +accounts payments`, 'm'),
  )
  expect(await show('partner', 'show', created.clientId)).toMatch(/^redirect +http:\/\/localhost:3000\/callback$/m)
  expect(await show('partner', 'rotate', created.clientId)).toMatch(/^certificate +\S+\.certificate\.json$/m)
})

test('a consent is created as a partner, approved by a robot, shown and revoked', async () => {
  const own = await mkdtemp(join(tmpdir(), 'sandbank-consents-'))
  const call = (...args: string[]) => runCli(sources, args, { cwd: own, env: { SANDBANK_URL: url } })
  const read = async (...args: string[]) => {
    const { out, errors } = await call(...args, '--json')
    expect(errors).toBe('')
    return JSON.parse(out)
  }
  expect(await call('consent', 'create')).toMatchObject({
    code: 5,
    errors: expect.stringContaining('sandbank partner create'),
  })
  const partner = await read('partner', 'create')
  const created = await read('consent', 'create', '--permission', 'ReadAccountsDetail')
  expect(created.Data).toMatchObject({ Status: 'AWAU', Permissions: ['ReadAccountsDetail'] })
  const id = created.Data.ConsentId
  expect(await read('consent', 'approve', id, '--customer', 'okafor')).toMatchObject({
    Data: { Status: 'AUTH' },
    accounts: expect.arrayContaining(['acc_2_current']),
  })
  expect((await stat(join(own, '.sandbank/tokens', `${id}.json`))).mode & 0o777).toBe(0o600)
  expect((await call('consent', 'show', id)).out).toMatch(/^status +AUTH$/m)
  expect(await read('consent', 'revoke', id)).toMatchObject({ events: [{ type: 'consent.revoked' }] })
  expect((await read('consent', 'show', id)).Data.Status).toBe('CANC')
  expect(await call('consent', 'show', 'aac_none')).toMatchObject({ code: 5 })

  const refused = (await read('consent', 'create')).Data.ConsentId
  expect((await read('consent', 'approve', refused, '--browser')).url).toMatch(
    /\/authorization\/wld_default\/authorize\?/,
  )
  const denied = await call('consent', 'approve', refused, '--robot', 'refuse')
  expect(denied).toMatchObject({ code: 4, errors: expect.stringContaining('access_denied') })
  const uk = await read('partner', 'create', '--profile', 'obuk-fapi1-advanced')
  const ambiguous = await call('consent', 'create')
  expect(ambiguous).toMatchObject({ code: 2, errors: expect.stringContaining('--partner: choose one of') })
  const other = (await read('consent', 'create', '--partner', uk.clientId)).Data.ConsentId
  expect(await read('consent', 'approve', other)).toMatchObject({ Data: { Status: 'AUTH' } })
  expect(partner.clientId).not.toBe(uk.clientId)
  await rm(own, { recursive: true })
})

test('token prints a token alone that reads the accounts of a customer, and the same one again', async () => {
  const token = await show('token', 'okafor')
  expect(token).toMatch(/^dev_\S+\n$/)
  expect(await show('token', 'cus_2')).toBe(token)
  const headers = { authorization: `Bearer ${token.trim()}` }
  const answer = await fetch(`${url}/open-banking/v4.0/aisp/accounts`, { headers })
  expect(await answer.text()).toContain('acc_2_current')
  expect(await show('token')).toBe('dev_default_hackathon\n')
})

test('pay shows the balance before and after, and once for one key', async () => {
  expect(await show('pay', '12.34', 'cus_2')).toMatch(/^paid +£12\.34 to Amara Okafor \(\d{14}\)$/m)
  const first = await read('pay', '7', 'Amara Okafor', '--from', 'cus_4', '--key', 'once')
  const minor = ({ Amount, CreditDebitIndicator }: { Amount: { Amount: string }; CreditDebitIndicator: string }) =>
    Math.round(Number(Amount.Amount) * 100) * (CreditDebitIndicator === 'Debit' ? -1 : 1)
  expect(minor(first.after) - minor(first.before)).toBe(-700)
  const second = await read('pay', '7', 'Amara Okafor', '--from', 'cus_4', '--key', 'once')
  expect(second.payment.DomesticPaymentId).toBe(first.payment.DomesticPaymentId)
  expect(minor(second.after)).toBe(minor(first.after))
})

test.each([
  ['an amount that is none', ['pay', 'lots', 'okafor'], 2, /amount: must be a decimal .*\(got lots\)/],
  [
    'a payee that does not exist',
    ['pay', '1', 'zzz'],
    5,
    /no customer's name contains "zzz"[\s\S]*next: +sandbank customer list/,
  ],
  ['an ambiguous payee', ['pay', '1', 'gra'], 2, /"gra" names .* customers: Grace Whitfield \(cus_0\)/],
  ['no argument without a terminal', ['pay'], 2, /amount: missing/],
  ['more than the account has', ['pay', '99999999', 'okafor'], 4, /rejected/],
])('pay rejects %s', async (_, args, code, message) => {
  const ended = await call(...args)
  expect(ended).toMatchObject({ code, out: '' })
  expect(ended.errors).toMatch(message)
})

test('a payment without a clear answer prints the command that repeats it, which pays once', async () => {
  const { id } = await read('world', 'create', '--rate', '0')
  const inWorld = ['--world', id]
  const fault = ['commit-then-cut', '--operation', 'CreateDomesticPayments', '--count', '1']
  await show('fault', 'arm', ...fault, ...inWorld)
  const ended = await call('pay', '1.00', 'Amara Okafor', '--reference', 'lunch', ...inWorld)
  expect(ended.code).toBe(1)
  expect(ended.errors).toContain('the payment may have been made or not')
  const [, repeat = ''] = /sandbank (pay 1\.00 .*)$/m.exec(ended.errors) ?? []
  const words = [...repeat.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  const { payment, before, after } = await read(...words, ...inWorld)
  expect(payment.Status).toBe('RCVD')
  // The first command had paid: the second moves nothing.
  expect(after).toEqual(before)
})

test('a fault is armed, listed and disarmed', async () => {
  expect((await read('fault', 'list', '--scenarios')).scenarios.length).toBeGreaterThan(20)
  const fault = await read(
    'fault',
    'arm',
    'slow',
    '--parameter',
    'delayMs=1',
    '--operation',
    'GetAccounts',
    '--count',
    '2',
  )
  expect(fault).toMatchObject({
    scenario: 'slow',
    parameters: { delayMs: 1 },
    when: { operations: ['GetAccounts'], count: 2 },
  })
  expect(await show('fault', 'list')).toMatch(/^flt_1 +slow +delayMs=1 +operations=GetAccounts count=2 +0$/m)
  expect(await show('fault', 'disarm', fault.id)).toBe(`Disarmed ${fault.id}.\n`)
  expect(await show('fault', 'disarm', '--all')).toBe('Nothing is armed.\n')
  const misspelt = await call('fault', 'arm', 'slo')
  expect(misspelt).toMatchObject({ code: 5 })
  expect(misspelt.errors).toMatch(/did you mean slow\?[\s\S]*next: +sandbank fault list --scenarios/)
})

test('an event is triggered, and the log shows what an app sent', async () => {
  expect(await show('events', 'trigger')).toMatch(/^payment\.returned +payment/m)
  await show('clock', 'pause')
  const { payment } = await read('pay', '3', '08080021325698', '--name', 'Bob Clements')
  const triggered = await read('events', 'trigger', 'payment.returned', payment.DomesticPaymentId)
  expect(triggered.events.map(({ type }: { type: string }) => type)).toContain('payment.returned')
  await show('clock', 'run')
  expect(await call('events', 'trigger', 'payment.returned', payment.DomesticPaymentId)).toMatchObject({ code: 4 })

  const { requests } = await read('logs', '--operation', 'CreateDomesticPayments', '--limit', '1')
  expect(requests).toMatchObject([{ method: 'POST', status: 201, surface: 'open-banking' }])
  expect(await show('logs', '--limit', '3')).not.toContain('/control/')
  expect(await show('logs', '--all', '--limit', '3')).toContain('/control/')
  const [{ id }] = requests
  expect(await show('logs', 'show', id)).toMatch(/^> POST \/open-banking\/v4\.0\/pisp\/domestic-payments$/m)
  expect(await show('logs', 'show', id, '--as', 'curl')).toContain('curl')
  expect(JSON.parse(await show('logs', 'show', id, '--as', 'har'))).toHaveProperty('log')
  expect(await show('logs', 'show', id, '--as', 'scenario', '--out', 'failure.json')).toMatch(
    /^failure\.json: \d+ bytes$/m,
  )
})

test('logs --follow shows each request as it comes', async () => {
  const following = startCli(sources, ['logs', '--follow'], { cwd: folder })
  await following.line(/^Following/)
  await fetch(`${url}/open-banking/v4.0/aisp/accounts/acc_none`, {
    headers: { authorization: 'Bearer dev_default_hackathon' },
  })
  await following.line(/ 400 {2}GET {2}\/open-banking\/v4\.0\/aisp\/accounts\/acc_none/)
  expect(await following.stop('SIGINT')).toMatchObject({ code: 0 })
})

test('proof, data export, doctor, open and completion', async () => {
  expect(await read('proof')).toMatchObject({ holds: true })
  expect(await show('data', 'export', 'acc_0_current', '--from', '2026-11-01')).toMatch(/^transaction_id,account_id/)
  expect(await show('data', 'export', 'acc_0_current', '--format', 'camt.053', '--out', 'x.xml')).toMatch(
    /^x\.xml: \d+ bytes$/m,
  )
  expect(await call('data', 'export', 'acc_none')).toMatchObject({ code: 5 })
  expect((await read('doctor')).checks.every(({ isWell }: { isWell: boolean }) => isWell)).toBe(true)
  expect(await show('open', 'reference')).toBe(`${url}/reference\n`)
})

test('login checks the key, keeps it for its owner only, and changes nothing if the sandbox does not answer', async () => {
  const own = await mkdtemp(join(tmpdir(), 'sandbank-login-'))
  const login = (...args: string[]) => runCli(sources, ['login', ...args], { cwd: own, input: 'secret\n' })
  expect(await login('http://localhost:1', '--key', 'x')).toMatchObject({ code: 3 })
  expect(await stat(join(own, '.config')).catch(() => 'none')).toBe('none')
  expect(await login(url, '--key', '-')).toMatchObject({ code: 0 })
  const file = join(own, '.config/sandbank/logins.json')
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ [url]: { organiserKey: 'secret' } })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('errors with --json are JSON on the error output', async () => {
  const { code, out, errors } = await call('customer', 'show', 'cus_99999', '--json')
  expect({ code, out }).toEqual({ code: 5, out: '' })
  expect(JSON.parse(errors).error).toMatchObject({
    kind: 'not-found',
    code: 'customer-not-found',
    status: 404,
    next: 'sandbank customer list',
  })
})

test('a port that is taken, a file that is not there, and a memory that is no JSON, say what to do', async () => {
  const port = new URL(url).port
  const taken = await call('up', '--port', port)
  expect(taken).toMatchObject({ code: 1, errors: expect.stringContaining(`sandbank status --url ${url}`) })
  expect(await call('world', 'import', 'none.ndjson')).toMatchObject({
    code: 5,
    errors: expect.stringContaining('none.ndjson: there is no such file'),
  })
  const own = await mkdtemp(join(tmpdir(), 'sandbank-broken-'))
  await runCli(sources, ['login', url], { cwd: own })
  await writeFile(join(own, '.sandbank/cli.json'), '{')
  expect(await runCli(sources, ['status'], { cwd: own })).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/is not JSON[\s\S]*next: +rm /),
  })
})
