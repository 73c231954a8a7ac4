import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'
import { purgePartitions } from '#worker/purge.ts'

let sandbox: TestSandbox
let world: NewWorld
let bank: PaymentBank
let document: string
beforeEach(async () => {
  sandbox = await testSandbox({ mtlsUrl: 'https://mtls.sandbank.test' })
  world = await sandbox.createWorld()
  bank = paymentBankOf(sandbox, world)
  const edits = { balances: [{ account: 'acc_0_savings', at: '2026-11-10T00:00:00Z', balance: '9999.99' }] }
  const put = await sandbox.send('PUT', `/control/worlds/${world.id}/edits`, edits, world.controlKey)
  expect(put.status).toBe(200)
  for (const partner of [{}, { authentication: 'tls_client_auth', binding: 'mtls' }])
    expect((await sandbox.send('POST', '/control/partners', partner, world.controlKey)).status).toBe(201)
  await bank.pay('acc_0_current', externalPayee, '12.34')
  await bank.place('acc_2_current', 'domestic-scheduled-payment', {
    ...{ InstructionIdentification: 'I1', InstructedAmount: pounds('5.00'), CreditorAccount: externalPayee },
    RequestedExecutionDateTime: '2026-12-01T09:00:00Z',
  })
  document = await exported(sandbox, world)
})

async function exported({ request }: TestSandbox, { id, controlKey }: NewWorld): Promise<string> {
  return (await request(`/control/worlds/${id}/export`, { token: controlKey })).text()
}

/** Imports a document or a part of it. */
async function imports(body: string | Uint8Array<ArrayBuffer>, { key = '', query = '', to = sandbox } = {}) {
  const response = await to.request(`/control/worlds/import${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...(key !== '' && { 'x-idempotency-key': key }) },
    body,
  })
  return { status: response.status, body: (await response.json()) as Json }
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n')
/** Writes a document of other lines, with a right end. */
function sealed(lines: readonly string[]): string {
  const text = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return `${text}${JSON.stringify({ objects: lines.length - 1, sha256 })}\n`
}
/** Returns the document with one line changed, and a right end. */
function changed(path: string, change: (line: Json) => Json): string {
  const lines = linesOf(document).slice(0, -1)
  return sealed(
    lines.map((line) => {
      const value = JSON.parse(line)
      return (value.path ?? 'header').startsWith(path) ? JSON.stringify(change(value)) : line
    }),
  )
}
const lineOf = (path: string) => linesOf(document).findIndex((line) => line.startsWith(`{"path":"${path}`)) + 1

async function diffOf(one: NewWorld, other: NewWorld): Promise<Json> {
  const headers = { 'x-other-control-key': other.controlKey }
  const path = `/control/worlds/${one.id}/diff?with=${other.id}`
  return (await sandbox.request(path, { token: one.controlKey, headers })).json()
}

const worldCount = async () => (await sandbox.send('GET', '/control/worlds')).body.worlds.length

describe('the import of an export', () => {
  test('is a world without a difference, with keys of its own', async () => {
    const { status, body } = await imports(document)
    expect(status).toBe(201)
    expect(body.id).not.toBe(world.id)
    expect(body.controlKey).not.toBe(world.controlKey)
    const { changes, balances } = await diffOf(body, world)
    expect([changes, balances]).toEqual([[], []])
    expect(await exported(sandbox, body)).toBe(document)
  })

  test('goes on as the world does: what is due is paid, and the money adds up', async () => {
    const { body } = await imports(document)
    const copy = paymentBankOf(sandbox, body)
    for (const one of [bank, copy]) await one.advance({ days: 30 })
    expect(await copy.balance('acc_2_current')).toBe(await bank.balance('acc_2_current'))
    expect(await copy.balance('acc_0_savings')).toBe(await bank.balance('acc_0_savings'))
    const [mine, theirs] = [await copy.proof(), await bank.proof()]
    expect(mine).toEqual(theirs)
    expect([mine.holds, mine.orders]).toEqual([true, 2])
  })

  test('opens nothing of the first world with its keys, nor the other way round', async () => {
    const { body } = await imports(document)
    const path = (id: string) => `/control/worlds/${id}`
    expect(rejectionOf(await sandbox.send('GET', path(world.id), undefined, body.controlKey))).toBe('403 world-foreign')
    expect(rejectionOf(await sandbox.send('GET', path(body.id), undefined, world.controlKey))).toBe('403 world-foreign')
    const items = await sandbox.store.list(`world/${body.id}`, { limit: 100 })
    expect([...new Set(items.map(({ key }) => key.path.split('/')[0]))].toSorted()).toEqual([
      'partner',
      'registration',
      'software',
      'token',
      'world',
    ])
    const stored = [...items, ...(await sandbox.store.list(`world/${body.id}/0`, { limit: 1000 }))]
    expect(JSON.stringify(stored)).not.toContain(world.id)
    const { partners } = (await sandbox.send('GET', '/control/partners', undefined, body.controlKey)).body
    const subjects = partners.map(({ certificateSubject }: Json) => certificateSubject).filter(Boolean)
    expect(subjects).toEqual([expect.stringContaining(`O=Organisation of ${body.id},`)])
    for (const { clientId } of partners) {
      const path = `/control/partners/${clientId}/certificate`
      const { status, body: renewed } = await sandbox.send('GET', path, undefined, body.controlKey)
      expect([status, renewed.subject]).toEqual([200, expect.stringContaining(body.id)])
    }
  })

  test('in parts is the same, and nothing is visible before the last', async () => {
    const lines = linesOf(document)
    const parts = [lines.slice(0, 1), lines.slice(1, 4), lines.slice(4, -1), lines.slice(-1)]
    const before = await worldCount()
    for (const [n, part] of parts.entries()) {
      expect(await worldCount()).toBe(before)
      const answer = await imports(`${part.join('\n')}\n`, { key: 'parts', query: `?part=${n + 1}` })
      expect(answer.status).toBe(201)
      if (n === 3) expect(await exported(sandbox, answer.body)).toBe(document)
      else expect(answer.body).toEqual({ parts: n + 1, lines: parts.slice(0, n + 1).flat().length })
      // A repeated part has the same answer.
      expect(await imports(`${part.join('\n')}\n`, { key: 'parts', query: `?part=${n + 1}` })).toEqual(answer)
    }
    expect(await worldCount()).toBe(before + 1)
  })

  test('under one idempotency key is one world with the same keys, also at once', async () => {
    const before = await worldCount()
    const answers = await Promise.all([1, 2].map(() => imports(document, { key: 'same' })))
    const [first] = answers.filter(({ status }) => status === 201)
    expect(await imports(document, { key: 'same' })).toEqual(first)
    expect(await worldCount()).toBe(before + 1)
    const other = await imports(sealed(linesOf(document).slice(0, 1)), { key: 'same' })
    expect(rejectionOf(other)).toBe('400 idempotency-mismatch')
  })

  test('that is not finished is removed by the sweep', async () => {
    const lines = linesOf(document)
    const [start, rest] = [lines.slice(0, -3), lines.slice(-3)]
    await imports(`${start.join('\n')}\n`, { key: 'left', query: '?part=1' })
    const stored = sandbox.changes.map(({ key }) => key.partition).filter((one) => one.startsWith('world/'))
    const both = [...new Set(stored.filter((one) => !`${one}/`.startsWith(`world/${world.id}/`)))]
    const itemsOf = async (one: string) => (await sandbox.store.list(one, { limit: 100 })).length
    expect(both).toHaveLength(2)
    expect(await Promise.all(both.map(itemsOf))).not.toEqual([0, 0])
    sandbox.setReal('2026-11-25T11:00:00.000Z')
    await purgePartitions(sandbox.sandbox)
    expect(await Promise.all(both.map(itemsOf))).toEqual([0, 0])
    const answer = await imports(`${rest.join('\n')}\n`, { key: 'left', query: '?part=2' })
    expect(rejectionOf(answer)).toBe('400 field-invalid')
  })
})

describe('a document is rejected whole', () => {
  const header = (change: Json) => () => changed('header', (line) => ({ ...line, ...change }))
  const setting = (change: Json) => () =>
    changed('header', (line) => ({ ...line, world: { ...line.world, ...change } }))
  const value = (path: string, change: Json) => () =>
    changed(path, (line) => ({ ...line, value: { ...line.value, ...change } }))
  const cut = (to: number) => () => document.slice(0, to)

  test.each<[string, () => string, string]>([
    ['that is empty', () => '', 'line 1: is missing: the body must be a document of an export'],
    ['that is no JSON', () => 'hello\n', 'line 1: must be valid JSON'],
    ['that is another file', () => '{"a":1}\n', 'line 1 format: is required and must be sandbank-world'],
    ['that is a list', () => '[]\n', 'line 1: must be a JSON object'],
    [
      'of another format',
      header({ format: 'other' }),
      'line 1 format: must be sandbank-world: send a document that GET .../export made (got "other")',
    ],
    [
      'of another version',
      header({ version: 2 }),
      'line 1 version: must be 1: import the document into the version of Sandbank that exported it (got 2)',
    ],
    [
      'of another generator',
      header({ generator: 1 }),
      "line 1 generator: must be 2, the version of the bank's data here: import the document into the version of Sandbank that exported it (got 1)",
    ],
    ['of an impossible size', setting({ size: 0 }), 'line 1 world.size: must be 1 or more (got 0)'],
    ['of an impossible start', setting({ start: 0 }), 'line 1 world.start: must be from'],
    ['that ends before it starts', setting({ now: 1_700_000_000_000 }), 'line 1 world.now: must be from'],
    [
      'of another seed than its text',
      setting({ seedText: 'pr-123' }),
      'line 1 world.seed: must be the seed of its text',
    ],
    ['with an unknown persona', setting({ mix: [['pirate', 1]] }), 'line 1 world.mix: personas.pirate: must be one of'],
    ['with an unknown robot', setting({ robot: 'fly' }), 'line 1 world.robot: '],
    ['with a secret', setting({ controlDigest: 'x' }), 'line 1 world.controlDigest: is not a known field here'],
    ['that is cut in a line', () => document.slice(0, -10), 'is cut: each line ends with a line feed'],
    ['that is cut after a line', () => `${linesOf(document).slice(0, 4).join('\n')}\n`, 'line 5: is missing'],
    ['with more after its end', () => `${document}{"path":"x","value":{}}\n`, 'must not follow the last line'],
    ['with carriage returns', () => document.replaceAll('\n', '\r\n'), 'line 1: must end with a line feed alone'],
    ['with blanks', () => document.replace('{"path"', '{ "path"'), 'must be written as the export writes it'],
    ['with an empty line', () => document.replace('\n', '\n\n'), 'line 2: must be valid JSON'],
    ['that names a field twice', () => document.replace('"value":{', '"value":{"id":1,'), 'must have each name once'],
    [
      'with a wrong count',
      () => document.replace(/"objects":\d+/, '"objects":3'),
      'objects: must be the number of objects',
    ],
    [
      'with an altered object',
      () => document.replace('"amount":"1234"', '"amount":"1235"'),
      'sha256: must be the SHA-256',
    ],
    [
      'without one object',
      () => {
        const lines = linesOf(document)
        return `${lines.toSpliced(3, 1).join('\n')}\n`
      },
      'objects: must be the number of objects',
    ],
    [
      'with a token',
      () => sealed([...linesOf(document).slice(0, 1), '{"path":"token/x","value":{}}']),
      'line 2 path: must be a path that an export has (got token/x)',
    ],
    [
      'with keys',
      () => sealed([...linesOf(document).slice(0, 1), '{"path":"keys","value":{}}']),
      'line 2 path: must be a path',
    ],
    [
      'with a session',
      () => sealed([...linesOf(document).slice(0, 1), '{"path":"session/x","value":{"customer":"cus_0"}}']),
      'line 2 path: must be a path',
    ],
    [
      'with a world',
      () => sealed([...linesOf(document).slice(0, 1), '{"path":"world","value":{}}']),
      'line 2 path: must be a path',
    ],
    [
      'out of order',
      () => {
        const [first, ...rest] = linesOf(document).slice(0, -1)
        return sealed([first as string, ...rest.toReversed()])
      },
      'path: must come after',
    ],
    [
      'with an object twice',
      () => {
        const lines = linesOf(document).slice(0, -1)
        return sealed(lines.toSpliced(4, 0, lines[4] as string))
      },
      'line 6 path: must come after',
    ],
    ['with a wrong field', value('consent/', { state: 'MAYBE' }), 'value.state: must be'],
    ['with an unknown field', value('order/', { colour: 'red' }), 'value.colour: is not a known field'],
    [
      'with another id than its path',
      value('consent/', { id: 'pic_other' }),
      'value.id: must be pic_0000, as its path says',
    ],
    [
      'with a private key',
      value('partner/', { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] } }),
      'value.jwks.keys.0: must be a public key; it has the private members d',
    ],
    [
      'with a redirect URI that is no web address',
      value('partner/', { redirectUris: ['javascript:alert(1)'] }),
      'value.redirectUris.0: must be an absolute URI',
    ],
    [
      'with a redirect URI of a private network, in the cloud',
      value('partner/', { redirectUris: ['http://192.168.0.7/callback'] }),
      'value.redirectUris: must be https in the cloud',
    ],
    [
      'with custom data that cannot be unpacked',
      value('edits', { packed: 'xxxx' }),
      'value.packed: must be custom data',
    ],
    [
      'with another digest of its custom data',
      value('edits', { digest: 'x' }),
      'edits: its digest must be the SHA-256',
    ],
    [
      'with a leg that does not follow',
      value('account/acc_0_current', { balance: '-1', credits: '0' }),
      'leg 1 of acc_0_current: its balance is not',
    ],
    [
      'with an order that its legs do not pay',
      value('order/pay_0000', { amount: '99999' }),
      'payment pay_0000: its legs book',
    ],
  ])('%s', async (_, build, why) => {
    const before = await worldCount()
    const { status, body } = await imports(build(), { key: 'bad' })
    expect([status, body.detail]).toEqual([400, expect.stringContaining(why)])
    expect(await worldCount()).toBe(before)
    expect(sandbox.logged).toEqual([])
    // The key can be used again, for the right document.
    expect(await exported(sandbox, (await imports(document, { key: 'bad' })).body)).toBe(document)
  })

  test('names the line and field', async () => {
    const { body } = await imports(value('order/pay_0000', { amount: 1 })())
    const at = `line ${lineOf('order/pay_0000')} value.amount`
    expect(body.errors[0]).toEqual({ code: 'field-invalid', path: at, message: `${at}: must be a string (got 1)` })
  })

  test.each([0.2, 0.5, 0.9])('that is cut at %d of its length', async (share) => {
    const { status, body } = await imports(cut(Math.floor(document.length * share))())
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/^line \d+: is (cut|missing)/)])
  })

  test('with bytes that are not UTF-8', async () => {
    const bytes = new Uint8Array(Buffer.from(document))
    bytes[document.indexOf('"rate"') + 1] = 0xff
    expect((await imports(bytes)).body.detail).toBe('line 1: must be UTF-8')
  })

  test('of another media type', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: document }
    expect((await sandbox.request('/control/worlds/import', init)).status).toBe(415)
  })

  test('by a part out of order, without a key or with another part under its number', async () => {
    const [first, ...rest] = linesOf(document)
    const part = (n: number | string, body: string, key = 'p') => imports(body, { key, query: `?part=${n}` })
    expect(rejectionOf(await part(1, document, ''))).toBe('400 header-missing')
    expect((await part(2, document)).body.detail).toBe('query part: must be 1, the next part (got 2)')
    expect((await part(1, `${first}\n`)).status).toBe(201)
    expect((await part(3, document)).body.detail).toBe('query part: must be 2, the next part (got 3)')
    expect(rejectionOf(await part(1, document))).toBe('400 idempotency-mismatch')
    expect((await part('1.5', document)).body.detail).toBe('query part: must be a whole number from 1 (got "1.5")')
    // A bad part ends the import: it begins again with part 1.
    expect((await part(2, 'nonsense\n')).body.detail).toContain('line 2: must be valid JSON')
    expect((await part(2, `${rest.join('\n')}\n`)).body.detail).toBe('query part: must be 1, the next part (got 2)')
  })

  test('by a full sandbox, and may be repeated later', async () => {
    const full = await testSandbox({ mostWorlds: 1 })
    const one = await full.createWorld()
    expect(rejectionOf(await imports(document, { to: full, key: 'k' }))).toBe('409 limit-reached')
    await full.send('DELETE', `/control/worlds/${one.id}`, undefined, one.controlKey)
    expect((await imports(document, { to: full, key: 'k' })).status).toBe(201)
  })
})
