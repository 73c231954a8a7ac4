import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { consentTo, order } from '#test/support/console/payments.ts'
import { formOf, type SeenPage, Visitor } from '#test/support/console/visitor.ts'
import { aisp, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let visitor: Visitor
beforeEach(async () => {
  const made = await testSandbox()
  world = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, isLocal: true, first: { ...world, persona: 'salaried family' } })
  visitor = new Visitor(sandbox)
})

const base = () => `/console/${world.id}`
const read = (path: string, more: { token?: string; headers?: Record<string, string> } = {}) =>
  sandbox.request(`${aisp}${path}`, { token: world.developerToken, ...more })
const idsOf = ({ text }: SeenPage): string[] =>
  [...text.matchAll(/<li class="req[^"]*" id="([^"]+)"/g)].map(([, id]) => id as string)
const newest = async (): Promise<string> => idsOf(await visitor.get(`${base()}/requests`))[0] as string
const openNewest = async (): Promise<SeenPage> => visitor.get(`${base()}/requests/${await newest()}`)
const replay = async (page: SeenPage, fields: Record<string, string> = {}): Promise<SeenPage> =>
  visitor.send(formOf(page, '/replay'), { scenario: '', ...fields })
const saidOn = ({ text }: SeenPage): string => /<p role="status">(.*?)<\/p>/s.exec(text)?.[1] ?? ''
/** The names of what a page shows of a request's chain. */
const linksOn = ({ text }: SeenPage): string[] =>
  [...(/<ol class="chain">(.*?)<\/ol>/s.exec(text)?.[1] ?? '').matchAll(/<strong>(.*?)<\/strong>/g)].map(
    ([, name]) => name as string,
  )

describe('the list of requests', () => {
  test('shows the newest first, on the screen of the world and on its own page', async () => {
    await read('/accounts')
    await read('/accounts/acc_9_current')
    for (const path of [base(), `${base()}/requests`]) {
      const page = await visitor.get(path)
      expect(page.status).toBe(200)
      const [first = '', second = ''] = idsOf(page)
      expect(page.text).toContain(`href="${base()}/requests/${first}"`)
      expect(page.text.indexOf('/aisp/accounts/acc_9_current')).toBeLessThan(page.text.indexOf(second))
    }
  })

  test('is filtered by operation, partner, status and problem, and says what it left out', async () => {
    await read('/accounts')
    await read('/accounts/acc_9_current')
    await read('/balances')
    const count = async (query: string) => idsOf(await visitor.get(`${base()}/requests?${query}`)).length
    expect(await count('operation=GetAccounts')).toBe(1)
    expect(await count('operation=Get')).toBe(0)
    expect(await count('status=4xx')).toBe(1)
    expect(await count('status=400&operation=GetAccounts')).toBe(0)
    expect(await count('problems=only')).toBe(1)
    expect(await count('operation=&partner=&status=')).toBe(3)
    const page = await visitor.get(`${base()}/requests?status=<b>`)
    expect(page.text).toContain('status: must be a status such as 404, a class such as 4xx, or cut (got &lt;b&gt;)')
    expect(idsOf(page)).toHaveLength(3)
  })

  test('says what would be here while there is nothing', async () => {
    expect((await visitor.get(base())).text).toContain('No requests yet')
  })

  test('of a sandbox without a log in memory is filled by a button, and then polled', async () => {
    const { requestLog: _, ...without } = sandbox.sandbox
    const cloud = await testSandbox({ ...without, requestLog: undefined as never, first: { ...world, persona: 'x' } })
    const there = new Visitor(cloud)
    const page = await there.get(base())
    expect(page.text).toContain('This world stores no requests')
    const after = await there.send(formOf(page, '/requests/log'))
    expect(saidOn(after)).toContain('From now on this world stores its requests')
    await cloud.request(`${aisp}/accounts`, { token: world.developerToken })
    const list = await there.get(`${base()}/requests`)
    expect(list.text).toContain('data-live="poll"')
    expect(idsOf(list)).toHaveLength(1)
    const opened = await there.get(`${base()}/requests/${idsOf(list)[0]}`)
    expect(linksOn(opened)).toEqual(['Request'])
    expect(saidOn(await there.send(formOf(opened, '/replay'), { scenario: 'unavailable' }))).toContain(
      'Replayed with unavailable: 503; the first answer was 200. It only read',
    )
  })
})

test('a random idempotency key is sent again as it came, and not where the log stores it masked', async () => {
  const key = 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5'
  const body = await consentTo(sandbox, world)
  await order(sandbox, world, body, { key, headers: { 'x-sandbank-scenario': 'commit-then-error' } })
  const page = await openNewest()
  expect(page.text).not.toContain(key)
  expect(saidOn(await replay(page))).toContain('Same idempotency key, same order')
  const { requestLog: _, ...without } = sandbox.sandbox
  const cloud = await testSandbox({ ...without, requestLog: undefined as never, first: { ...world, persona: 'x' } })
  const there = new Visitor(cloud)
  await there.send(formOf(await there.get(base()), '/requests/log'))
  await order(cloud, world, body, { key })
  const [id] = idsOf(await there.get(`${base()}/requests`))
  const rejected = await there.send(formOf(await there.get(`${base()}/requests/${id}`), '/replay'))
  expect([rejected.status, rejected.text.includes('it holds a secret, which is not stored')]).toEqual([409, true])
})

describe('new requests', () => {
  test('come as server-sent events, each with its line of the list', async () => {
    const stream = await sandbox.request(`${base()}/requests/live?operation=GetAccounts`)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    await read('/balances')
    await read('/accounts')
    let text = ''
    while (!text.includes('event: request')) text = Buffer.from((await reader.read()).value ?? []).toString()
    const row = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')
    expect(row).toContain('<code>/aisp/accounts</code>')
    await reader.cancel()
  })

  test('come after the last one that is known, newest first', async () => {
    await read('/accounts')
    const last = /data-last="([^"]+)"/.exec((await visitor.get(base())).text)?.[1]
    await read('/balances')
    await read('/transactions')
    const response = await sandbox.request(`${base()}/requests/rows?after=${last}`)
    const found = (await response.json()) as { rows: string; last: string }
    const paths = [...found.rows.matchAll(/<code>(.*?)<\/code>/g)].map(([, path]) => path)
    expect(paths).toEqual(['/aisp/transactions', '/aisp/balances'])
    expect(await (await sandbox.request(`${base()}/requests/rows?after=${found.last}`)).json()).toMatchObject({
      rows: '',
    })
  })
})

describe('an opened request', () => {
  test('is a chain from the request to its events', async () => {
    await order(sandbox, world, await consentTo(sandbox, world))
    const page = await openNewest()
    expect(linksOn(page)).toEqual(['Request', 'Consent', 'Order', 'Legs', 'Events'])
    for (const text of ['2 legs, sum £0.00', '−£12.34', 'Bob Clements', 'Used by its order', 'no subscriber'])
      expect(page.text).toContain(text)
    await read('/accounts')
    expect(linksOn(await openNewest())).toEqual(['Request'])
  })

  test('shows how an event was delivered', async () => {
    const hooks = `/control/worlds/${world.id}/webhooks`
    await sandbox.send('POST', hooks, { url: 'http://localhost:3000/hook', name: 'my hook' }, world.controlKey)
    await order(sandbox, world, await consentTo(sandbox, world))
    expect((await openNewest()).text).toContain('waits for my hook')
  })

  test('shows no secret, and is downloaded as an archive and as a test', async () => {
    await read('/accounts')
    const page = await openNewest()
    expect(page.text).toContain('Bearer ***')
    expect(page.text).toContain('# Secrets are not logged. Set these variables first: TOKEN')
    for (const secret of [world.developerToken, world.controlKey]) expect(page.text).not.toContain(secret)
    const id = await newest()
    const har = await sandbox.request(`${base()}/requests/${id}/as/har`)
    expect(har.headers.get('content-disposition')).toBe(`attachment; filename="${id}.har"`)
    expect(((await har.json()) as { log: { entries: object[] } }).log.entries).toHaveLength(1)
    const scenario = await sandbox.request(`${base()}/requests/${id}/as/scenario`)
    expect(await scenario.json()).toMatchObject({ format: 'sandbank-reproduction-1', request: id })
  })

  test('keeps hostile texts as text: a reference, a header, a path and a name', async () => {
    const evil = '<script>alert(1)</script>'
    await sandbox.send('POST', '/control/partners', { name: evil }, world.controlKey)
    const body = await consentTo(sandbox, world, { initiation: { InstructionIdentification: evil } })
    await order(sandbox, world, body, { headers: { 'user-agent': evil } })
    await read(`/accounts/${encodeURIComponent(evil)}`)
    const ids = idsOf(await visitor.get(`${base()}/requests`))
    const paths = ['', '/requests', '/faults/arm?scenario=slow', ...ids.map((id) => `/requests/${id}`)]
    for (const path of paths) {
      const { text, status } = await visitor.get(base() + path)
      expect([status, text.includes('<script>')], path).toEqual([200, false])
    }
    expect((await visitor.get(`${base()}/requests/${ids[1]}`)).text).toContain('&lt;script&gt;')
  })

  test('is 404 for one that this log does not have', async () => {
    const page = await visitor.get(`${base()}/requests/req_1_1`)
    expect(page.status).toBe(404)
    expect(page.text).toContain('the log of this world has no request req_1_1')
  })

  test('is not seen with the key of another world', async () => {
    await read('/accounts')
    const id = await newest()
    const other = await sandbox.createWorld()
    const stranger = await testSandbox({ ...sandbox.sandbox, first: { ...other, persona: 'x' } })
    for (const path of ['', '/part', '/as/har', `/beside/${id}`, '/replay'].map((end) => `/requests/${id}${end}`)) {
      const there = new Visitor(stranger)
      const foreign = await there.get(base() + path)
      expect([foreign.status, foreign.text.includes('/aisp/accounts')], path).toEqual([401, false])
      // Only a form is sent to `/replay`: a reader who types it is led to the world's own screen.
      if (path.endsWith('/replay')) continue
      expect((await there.get(`/console/${other.id}${path}`)).text).not.toContain('/aisp/accounts')
    }
    for (const path of ['/requests', '/requests/live', '/requests/rows?after=req_1_1'])
      expect((await new Visitor(stranger).get(base() + path)).status, path).toBe(401)
  })
})

describe('a replay', () => {
  test('of a payment whose answer was lost is the same order, and says so', async () => {
    const body = await consentTo(sandbox, world)
    const lost = await order(sandbox, world, body, { headers: { 'x-sandbank-scenario': 'commit-then-error' } })
    expect(lost.status).toBe(500)
    const page = await replay(await openNewest())
    expect(saidOn(page)).toMatch(
      /^Replayed without a fault: 201; the first answer was 500. Same idempotency key, same order: pay_\w+ was there already, so no money moved a second time.$/,
    )
    expect(page.text).toContain('The answer is 201 instead of 500. Both are about one order, pay_')
  })

  test('of a payment that failed makes its order once, however often it is replayed', async () => {
    const body = await consentTo(sandbox, world)
    const fault = { scenario: 'unavailable', when: { operations: ['CreateDomesticPayments'] } }
    await sandbox.send('POST', `/control/worlds/${world.id}/faults`, fault, world.controlKey)
    expect((await order(sandbox, world, body)).status).toBe(503)
    const first = await openNewest()
    expect(saidOn(await replay(first))).toMatch(
      /201; the first answer was 503. The first call had made no order. This one made pay_\w+, once.$/,
    )
    const again = await visitor.get(
      `${base()}/requests/${/requests\/(req_\w+)\/replay/.exec(formOf(first, '/replay').action)?.[1]}`,
    )
    expect(saidOn(await replay(again))).toContain('so no money moved a second time')
    const { body: legs } = await sandbox.send(
      'GET',
      `${aisp}/accounts/acc_0_current/transactions?fromBookingDateTime=${testNow}`,
      undefined,
      world.developerToken,
    )
    const paid = legs.Data.Transaction.filter((one: { Amount: { Amount: string } }) => one.Amount.Amount === '12.34')
    expect(paid).toHaveLength(1)
  })

  test('meets the scenario that is asked for, and no armed fault', async () => {
    await read('/accounts')
    const page = await openNewest()
    const faults = `/control/worlds/${world.id}/faults`
    await sandbox.send('POST', faults, { scenario: 'server-error', when: { count: 1 } }, world.controlKey)
    expect(saidOn(await replay(page))).toBe(
      'Replayed without a fault: 200; the first answer was 200. It only read: nothing was changed.',
    )
    const again = await replay(await visitor.get(formOf(page, '/replay').action.replace(/\/replay$/, '')), {
      scenario: 'too-many-requests',
      parameters: 'retryAfterS=7',
    })
    expect(saidOn(again)).toContain('Replayed with too-many-requests; retryAfterS=7: 429')
    expect(again.text).toContain('retry-after</span>: 7')
    const { body } = await sandbox.send('GET', faults, undefined, world.controlKey)
    expect(body.faults[0].used).toBe(0)
  })

  test('with a scenario that is misspelt keeps what was typed, and does nothing', async () => {
    await read('/accounts')
    const page = await openNewest()
    const rejected = await replay(page, { scenario: 'slow', parameters: 'delay=<1>' })
    expect(rejected.text).toContain('slow takes delayMs (got delay)')
    expect(rejected.text).toContain('value="delay=&lt;1&gt;"')
    expect(rejected.text).toContain('<option value="slow" selected>')
    expect(idsOf(await visitor.get(`${base()}/requests`))).toHaveLength(1)
  })

  test('of a form that is sent twice is done once', async () => {
    await read('/accounts')
    const form = formOf(await openNewest(), '/replay')
    await visitor.send(form, { scenario: '' })
    expect(saidOn(await visitor.send(form, { scenario: '' }))).toBe(
      'This form was sent before, so nothing was done again.',
    )
    expect(idsOf(await visitor.get(`${base()}/requests`))).toHaveLength(2)
  })

  test('is not offered for what has credentials of its own, was not admitted, or is no call of the standard', async () => {
    await sandbox.request(`/authorization/${world.id}/token`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
    expect((await openNewest()).text).toContain('the authorization server needs the credentials of its callers')
    await read('/accounts', { headers: { 'x-sandbank-scenario': 'unavailable' } })
    expect((await openNewest()).text).toContain('arm it instead, then its calls can be replayed')
    await sandbox.request(`${aisp}/accounts`, { token: world.developerToken.slice(0, -1) })
    expect((await openNewest()).text).toContain('It can be read, but not replayed: the caller was not admitted')
    await sandbox.send('GET', `/control/worlds/${world.id}/clock`, undefined, world.controlKey)
    const page = await openNewest()
    expect(page.text).toContain('only calls of the Read/Write API are replayed')
    const form = {
      action: `${base()}/requests/${await newest()}/replay`,
      fields: formOf(await visitor.get(`${base()}/faults/arm?scenario=slow`), '/faults').fields,
    }
    const forced = await visitor.send(form)
    expect([forced.status, forced.text.includes('can be read, but not replayed')]).toEqual([409, true])
  })

  test('has the grant of its caller as it is now: a customer without the consent is rejected', async () => {
    const body = await consentTo(sandbox, world)
    await order(sandbox, world, body)
    await sandbox.send('POST', `/control/worlds/${world.id}/clock/advance`, { days: 2 }, world.controlKey)
    const orderId = idsOf(await visitor.get(`${base()}/requests?operation=CreateDomesticPayments`))[0]
    // The key is older than 24 hours, and the consent is used up.
    const page = await replay(await visitor.get(`${base()}/requests/${orderId}`))
    expect(saidOn(page)).toMatch(
      /Replayed without a fault: 400; the first answer was 201. Same idempotency key, same order/,
    )
  })
})
