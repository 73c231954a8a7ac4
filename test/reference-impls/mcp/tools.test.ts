import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { tools } from '#reference-impls/mcp/tools.ts'
import { type NewWorld, sandbank } from '#sdk/index.ts'
import { callTool, connectClient } from '#test/support/reference-impls/mcp.ts'
import { openInProcess, type Reached } from '#test/support/reference-impls/served.ts'
import { testNow } from '#test/support/sandbox.ts'

let reached: Reached
let world: NewWorld
let client: Client
const call = (name: string, args: object = {}) => callTool(client, name, args)

const connect = (mayWrite: boolean, keys: readonly NewWorld[]) =>
  connectClient({
    url: reached.baseUrl,
    fetch: reached.fetch,
    mayWrite,
    worlds: keys.map(({ id, controlKey, developerToken }) => ({ id, controlKey, developerToken })),
  })

beforeAll(async () => {
  reached = await openInProcess()
  world = await sandbank(reached).createWorld({ seed: 7, size: 30, rate: 0, now: testNow })
  client = await connect(true, [world])
})

test('every tool has a description, described arguments, and says whether it only reads', async () => {
  const { tools: listed } = await client.listTools()
  expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name))
  for (const { description, inputSchema, annotations } of listed) {
    expect(description).toMatch(/\.$/)
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(annotations?.readOnlyHint).toBe(!description?.endsWith('Needs --write.'))
  }
  expect(listed.filter(({ annotations }) => !annotations?.readOnlyHint).map(({ name }) => name)).toEqual([
    'create_world',
    'pay',
    'advance_clock',
    'arm_fault',
    'disarm_fault',
    'trigger_event',
  ])
})

test('list_worlds shows the worlds of the keys, and create_world adds one', async () => {
  const other = await connect(true, [world])
  expect((await callTool(other, 'list_worlds')).data).toMatchObject({
    mayWrite: true,
    worlds: [{ id: world.id, size: 30, rate: 0 }],
  })
  const made = await callTool(other, 'create_world', { seed: 'demo', size: 20, rate: 0, customer: 'cus_2' })
  const { id, developerToken } = made.data
  expect(made.text).toContain(developerToken)
  const { data } = await callTool(other, 'list_worlds')
  expect(data.worlds.map((one: { id: string }) => one.id)).toEqual([world.id, id])
  const { accounts } = (await callTool(other, 'read_accounts', { world: id })).data
  expect(accounts[0].AccountId).toBe('acc_2_current')
  const ambiguous = await callTool(other, 'read_accounts')
  expect([ambiguous.isError, ambiguous.text]).toEqual([true, expect.stringContaining(`several: ${world.id}, ${id}`)])
})

test('list_worlds says which world is gone, and shows the others', async () => {
  const gone = await sandbank(reached).createWorld({ size: 20 })
  const other = await connect(false, [gone, world])
  await gone.delete()
  const { data, isError } = await callTool(other, 'list_worlds')
  expect(isError).toBe(false)
  expect(data.worlds).toMatchObject([{ id: gone.id, error: expect.stringContaining('token') }, { id: world.id }])
  const read = await callTool(other, 'read_log', { world: gone.id })
  expect([read.isError, read.text]).toEqual([true, expect.stringContaining('check its --key options')])
})

describe('look_up_operation', () => {
  test.each([
    ['CreateDomesticPayments', 'POST', '/open-banking/v4.0/pisp/domestic-payments'],
    ['POST /pisp/domestic-payments', 'POST', '/open-banking/v4.0/pisp/domestic-payments'],
    ['/aisp/accounts/acc_0_current/balances', 'GET', '/open-banking/v4.0/aisp/accounts/{AccountId}/balances'],
    ['http://localhost:4000/control/worlds/wld_1/clock/advance', 'POST', '/control/worlds/{WorldId}/clock/advance'],
    ['POST /control/worlds/import', 'POST', '/control/worlds/import'],
    ['advance clock', 'POST', '/control/worlds/{WorldId}/clock/advance'],
  ])('finds %s', async (query, method, path) => {
    expect((await call('look_up_operation', { query })).data.operation).toMatchObject({ method, path })
  })

  test('describes parameters, body, answer and errors', async () => {
    const { text, data } = await call('look_up_operation', { query: 'CreateDomesticPayments' })
    expect(text).toContain('x-idempotency-key (required)')
    expect(text).toMatch(/Data\.ConsentId\*, .*Risk\*/)
    expect(data.operation.body.properties.Data.properties.Initiation.properties).toHaveProperty('InstructedAmount')
    expect(data.operation.answer).toMatchObject({ status: '201', fields: expect.arrayContaining(['Data.Status*']) })
    expect(data.operation.errors['400']).toContain('consent')
    expect(text.length).toBeLessThan(5_000)
    expect(JSON.stringify(data).length).toBeLessThan(25_000)
  })

  test('lists several, or says that none matches', async () => {
    const several = await call('look_up_operation', { query: 'standing order' })
    expect(several.data.operations.length).toBeGreaterThan(5)
    const none = await call('look_up_operation', { query: 'xyzzy' })
    expect([none.isError, none.text]).toEqual([true, expect.stringContaining('no operation matches "xyzzy"')])
  })
})

describe('look_up_error', () => {
  test.each([
    ['consent-status', 'consent-status'],
    ['http://localhost:4000/problems/consent-status', 'consent-status'],
    ['idempotency key another request', 'idempotency-mismatch'],
    ['U019', 'signature-missing'],
    ['507', 'store-full'],
  ])('explains %s', async (query, code) => {
    const { text, data } = await call('look_up_error', { query })
    expect(data.problems[0].code).toBe(code)
    expect(text).toContain('What to do: ')
  })

  test('says that none matches', async () => {
    const none = await call('look_up_error', { query: 'xyzzy' })
    expect([none.isError, none.text]).toEqual([true, expect.stringContaining('no problem matches "xyzzy"')])
  })
})

test('find_customers, read_accounts and list_transactions read as an app does', async () => {
  const found = await call('find_customers', { name: 'amara' })
  expect(found.data.customers).toMatchObject([{ id: 'cus_2', name: 'Amara Okafor' }])
  const { text, data } = await call('read_accounts', { customer: 'Amara Okafor' })
  expect(data.accounts[0]).toMatchObject({ AccountId: 'acc_2_current', available: expect.stringMatching(/ GBP$/) })
  expect(text).toMatch(/^acc_2_current .* GBP booked, .* GBP available$/m)
  const listed = await call('list_transactions', { account: 'acc_2_current', limit: 3 })
  expect(listed.data.transactions).toHaveLength(3)
  expect((await call('list_transactions', { account: 'acc_2_none' })).text).toContain('problem account-not-found')
})

test('a developer token that the sandbox forgot is replaced, and only one is created for calls at once', async () => {
  const before = await world.tokens()
  const added = async () => (await world.tokens()).filter(({ id }) => !before.some((one) => one.id === id))
  const read = () => call('read_accounts', { customer: 'cus_4' })
  await Promise.all([read(), read()])
  const [created, ...others] = await added()
  expect([created?.customer, others]).toEqual(['cus_4', []])
  await world.deleteToken(created?.id as string)
  const failed = await read()
  expect([failed.isError, failed.text]).toEqual([true, expect.stringContaining('What to do: Call the tool again.')])
  expect((await read()).isError).toBe(false)
})

describe('pay', () => {
  test('pays once for each idempotency key, and shows the balances', async () => {
    const request = { amount: '12.3', to: 'Amara Okafor', reference: 'lunch', idempotencyKey: 'lunch-1' }
    const first = await call('pay', request)
    expect(first.text).toMatch(/^Paid 12\.3 GBP from acc_0_current to Amara Okafor: pay_\w+, status /)
    const pence = (text: string) => Math.round(Number(text.replace(' GBP', '')) * 100)
    expect(pence(first.data.before.available) - pence(first.data.after.available)).toBe(1_230)
    const second = await call('pay', request)
    expect(second.data.payment).toBe(first.data.payment)
    expect(second.data.before).toEqual(second.data.after)
  })

  test.each([
    [{ amount: '1', to: 'acc_0_current', from: 'acc_2_current' }, 'from acc_2_current to Grace Whitfield'],
    [{ amount: '1', to: '08-08-00 21325698', name: 'Bob' }, 'from acc_0_current to Bob'],
  ])('%j', async (args, expected) => {
    expect((await call('pay', args)).text).toContain(expected)
  })

  test.each([
    [
      { amount: 12, to: 'cus_2', refrence: 'x' },
      /expected string, received number at amount\nrefrence: unknown argument; known arguments: world, amount/,
    ],
    [{ amount: '12,5', to: 'cus_2' }, /must be a decimal text such as "12.34" at amount/],
    [{ amount: '1', to: 'Nemo' }, /no customer's name contains "Nemo"/],
    [{ amount: '1', to: 'a' }, /"a" names \d+ customers: .* and more\nWhat to do: Send the id/],
    [
      { amount: '1', to: 'acc_2_card' },
      /to: acc_2_card has no account that can be paid\nWhat to do: Pay one of acc_2_current/,
    ],
    [{ amount: '1', to: 'cus_2', from: 'acc_0_none' }, /reaches no account of acc_0_none/],
    [{ amount: '1', to: 'cus_2', currency: 'ZZZ' }, /^status 400, problem /],
  ])('rejects %j', async (args, message) => {
    const { isError, text } = await call('pay', args)
    expect([isError, text]).toEqual([true, expect.stringMatching(message)])
  })
})

describe('pay, when the bank fails', () => {
  const payWith = async (scenario: string, args: object = {}) => {
    await call('arm_fault', { scenario, operations: ['CreateDomesticPayments'] })
    const paid = await call('pay', { amount: '1', to: 'cus_2', ...args })
    await call('disarm_fault', { fault: 'all' })
    return paid
  }

  test('says why the bank rejected the payment', async () => {
    const { isError, text } = await payWith('insufficient-funds')
    expect([isError, text]).toEqual([true, expect.stringMatching(/^the bank rejected the payment pay_\w+\nAM04 /)])
    const { requests } = (await call('read_log', { operation: 'CreateDomesticPayments', limit: 1 })).data
    expect((await call('explain_request', { request: requests[0].id })).text).toMatch(/^Reason: AM04 /m)
  })

  test('says that it paid, where only the balance cannot be read', async () => {
    // The first balance is read before the payment.
    let balances = 0
    const failing = await connectClient({
      url: reached.baseUrl,
      mayWrite: true,
      worlds: [{ id: world.id, controlKey: world.controlKey, developerToken: world.developerToken }],
      fetch: (url, init) =>
        /\/balances$/.test(url) && ++balances === 2
          ? reached.fetch(url, { ...init, headers: { ...init.headers, 'x-sandbank-scenario': 'server-error' } })
          : reached.fetch(url, init),
    })
    const { isError, text, data } = await callTool(failing, 'pay', { amount: '1', to: 'cus_2' })
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^the payment pay_\w+ is ordered, .*\n.*\nWhat to do: Do not pay/),
    ])
    const { requests } = (
      await call('read_log', { operation: 'GetAccountsAccountIdBalances', status: '500', limit: 1 })
    ).data
    expect(requests[0].interactionId).toBe(data.error.interactionId)
  })

  test.each([
    ['commit-then-error', /^status 500, problem bank-failed, /],
    ['gateway-page', /^what answers at .* or a fault is armed: /],
  ])('after %s, the same key pays once', async (scenario, message) => {
    const failed = await payWith(scenario)
    expect([failed.isError, failed.text]).toEqual([true, expect.stringMatching(message)])
    const { idempotencyKey } = failed.data.error
    expect(failed.text).toContain(`Then repeat the call with {"idempotencyKey": "${idempotencyKey}"}: it pays once.`)
    const again = { amount: '1', to: 'cus_2', idempotencyKey }
    const first = await call('pay', again)
    expect((await call('pay', again)).data).toMatchObject({ payment: first.data.payment, after: first.data.after })
  })
})

test('a call that the agent cancels ends its request', async () => {
  const stopped = new AbortController()
  const cancelled = Promise.withResolvers<string>()
  const waiting = await connectClient({
    url: reached.baseUrl,
    mayWrite: false,
    worlds: [],
    fetch: (_, { signal }) => {
      signal?.addEventListener('abort', () => cancelled.resolve(signal.reason))
      stopped.abort('enough')
      return new Promise(() => {})
    },
  })
  const called = waiting.callTool({ name: 'look_up_error', arguments: { query: 'U009' } }, undefined, {
    signal: stopped.signal,
  })
  await expect(called).rejects.toThrow('enough')
  expect(await cancelled.promise).toContain('enough')
})

test('advance_clock moves the clock of the world', async () => {
  const before = await world.clock.read()
  const { data } = await call('advance_clock', { days: 1, hours: 2 })
  expect(Date.parse(data.now) - Date.parse(before.now)).toBe(26 * 3_600_000)
  const wrong = await call('advance_clock', { to: 'tomorrow' })
  expect([wrong.isError, wrong.text]).toEqual([true, expect.stringContaining('must be an instant such as')])
  const none = await call('advance_clock')
  expect([none.isError, none.text]).toEqual([true, expect.stringContaining('send one of them')])
})

describe('a request that failed', () => {
  test('is in the log, and is explained with the problem and what to do', async () => {
    const headers = { authorization: `Bearer ${world.developerToken}` }
    const answer = await reached.fetch(`${reached.baseUrl}/open-banking/v4.0/aisp/accounts/acc_none`, { headers })
    const { data } = await call('read_log', { problem: 'account-not-found', limit: 1 })
    expect(data.requests).toMatchObject([{ operation: 'GetAccountsAccountId', status: 400 }])
    const interaction = answer.headers.get('x-fapi-interaction-id')
    for (const args of [{}, { request: data.requests[0].id }, { request: interaction }]) {
      const explained = await call('explain_request', args)
      expect(explained.text).toMatch(/^GET \S+\/acc_none \(GetAccountsAccountId\)\nStatus 400, request req_/)
      expect(explained.text).toMatch(/^Reason: U011 .*has no account acc_none/m)
      expect(explained.text).toMatch(/^What to do: /m)
      expect(explained.data.problem.code).toBe('account-not-found')
      expect(explained.text).not.toContain(world.developerToken)
    }
  })

  test('names the armed fault that broke it, and the chain of a payment', async () => {
    const armed = await call('arm_fault', { scenario: 'server-error', operations: ['GetParty'], count: 1 })
    expect((await call('list_scenarios', { words: 'server-error' })).text).toContain(
      `Armed in ${world.id}: ${armed.data.fault.id}`,
    )
    const headers = { authorization: `Bearer ${world.developerToken}` }
    await reached.fetch(`${reached.baseUrl}/open-banking/v4.0/aisp/party`, { headers })
    expect((await call('explain_request')).text).toContain('broken on purpose, by server-error')
    expect((await call('disarm_fault', { fault: 'all' })).data.disarmed).toEqual([armed.data.fault.id])
    await call('pay', { amount: '1', to: 'cus_2' })
    const { requests } = (await call('read_log', { operation: 'CreateDomesticPayments', limit: 1 })).data
    const { text } = await call('explain_request', { request: requests[0].id })
    expect(text).toMatch(
      /^The answer has a status of success\.\nChain: token \S+.*; consent pic_\w+ .*; order pay_\w+ on acc_0_current /m,
    )
  })

  test.each([
    ['req_none', /^status 4\d\d, problem [\w-]+, interaction .*\n.*req_none/],
    ['0b9c3c4e-7a52-4c39-a5a2-0a0d2f9f5c11', /the log of wld_\w+ has none of 0b9c3c4e/],
    ['../../wld_default', /the log of wld_\w+ has none of/],
  ])('is not found by %s', async (request, message) => {
    const { isError, text } = await call('explain_request', { request })
    expect([isError, text]).toEqual([true, expect.stringMatching(message)])
  })
})

test('list_scenarios lists by words; a misspelt scenario gets the nearest name', async () => {
  const all = (await call('list_scenarios')).data.scenarios
  const some = (await call('list_scenarios', { words: 'rate limit' })).data.scenarios
  expect(some.map(({ name }: { name: string }) => name)).toContain('too-many-requests')
  expect(some.length).toBeLessThan(all.length)
  expect((await call('list_scenarios', { words: 'xyzzy' })).text).toContain('No scenario has the words "xyzzy"')
  expect((await call('arm_fault', { scenario: 'slo' })).text).toContain('did you mean slow?')
})

test('list_events and trigger_event', async () => {
  const { payment } = (await call('pay', { amount: '2', to: '08080021325698', name: 'Bob' })).data
  const { events } = (await call('list_events', { kind: 'payment.accepted', limit: 1 })).data
  expect(events[0].data.DomesticPaymentId).toBe(payment)
  expect((await call('trigger_event')).text).toMatch(/^payment\.returned \(object: payment\): /m)
  const made = await call('trigger_event', { event: 'payment.returned', object: payment })
  expect(made.data.events[0]).toMatchObject({ type: 'payment.returned' })
  const later = await call('list_events', { after: events[0].id })
  expect(later.text).toContain('payment.returned')
  expect((await call('trigger_event', { event: 'payment.returned' })).text).toContain('object: missing')
  expect((await call('trigger_event', { event: 'payment.returnd', object: payment })).isError).toBe(true)
})

describe('a read-only server', () => {
  test('refuses every tool that writes, and changes nothing', async () => {
    const reading = await connect(false, [world])
    const args: Record<string, object> = {
      create_world: {},
      pay: { amount: '1', to: 'cus_2' },
      advance_clock: { days: 1 },
      arm_fault: { scenario: 'slow' },
      disarm_fault: { fault: 'all' },
      trigger_event: {},
    }
    const tokens = await world.tokens()
    const clock = await world.clock.read()
    for (const { name } of tools.filter(({ writes }) => writes)) {
      const { isError, text } = await callTool(reading, name, args[name])
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(/this MCP server is read-only\nWhat to do: .*--write/),
      ])
    }
    expect((await callTool(reading, 'read_accounts')).isError).toBe(false)
    expect((await callTool(reading, 'read_accounts', { customer: 'cus_0' })).isError).toBe(false)
    const foreign = await callTool(reading, 'read_accounts', { customer: 'cus_2' })
    expect([foreign.isError, foreign.text]).toEqual([true, expect.stringContaining('reaches no account of cus_2')])
    expect(await world.tokens()).toEqual(tokens)
    expect(await world.clock.read()).toEqual(clock)
  })

  test('creates no developer token', async () => {
    const { id, controlKey } = world
    const reading = await connectClient({
      url: reached.baseUrl,
      fetch: reached.fetch,
      mayWrite: false,
      worlds: [{ id, controlKey }],
    })
    const { isError, text } = await callTool(reading, 'list_transactions', { account: 'acc_0_current' })
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/has no developer token of wld_.*\nWhat to do: .*--key dev_/),
    ])
  })
})

test('a world whose key was not given is refused, with the worlds that are known', async () => {
  const foreign = await sandbank(reached).createWorld({ size: 20 })
  for (const { name, input } of tools.filter((tool) => 'world' in tool.input.shape)) {
    const needed: Record<string, object> = {
      list_transactions: { account: 'acc_0_current' },
      pay: { amount: '1', to: 'cus_2' },
      arm_fault: { scenario: 'slow' },
      disarm_fault: { fault: 'all' },
    }
    expect(input.shape).toHaveProperty('world')
    const { isError, text } = await call(name, { ...needed[name], world: foreign.id })
    expect([name, isError, text]).toEqual([
      name,
      true,
      expect.stringContaining(`no key of ${foreign.id}; it has keys of ${world.id}`),
    ])
  }
  const none = await callTool(await connect(false, []), 'read_log')
  expect(none.text).toMatch(/has the key of no world\nWhat to do: .*--key ctl_/)
})
