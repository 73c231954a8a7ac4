import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { aisp, type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const get = (path: string) => sandbox.send('GET', aisp + path, undefined, world.developerToken)
async function post(body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const response = await sandbox.request('/control/worlds', { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as Json }
}

describe('a query parameter', () => {
  test.each([
    ['/accounts?colour=red', 'colour', 'known fields: page'],
    ['/accounts?Page=cus_0', 'Page', 'did you mean page? known fields: page'],
    ['/accounts?__proto__=1', '__proto__', 'known fields: page'],
    ['/accounts?constructor=1', 'constructor', 'known fields: page'],
    ['/accounts?=1', '', 'known fields: page'],
    ['/accounts/acc_0_current?page=1', 'page', 'no fields are allowed here'],
    ['/transactions?from=2026-01-01', 'from', 'known fields: fromBookingDateTime, toBookingDateTime, page'],
  ])('that has no meaning is refused by name, with those that have: %s', async (path, name, known) => {
    const { status, body } = await get(path)
    expect([status, body.Errors[0].ErrorCode, body.Errors[0].Path]).toEqual([400, 'U005', `query ${name}`])
    expect(body.Errors[0].Message).toContain(known)
  })

  test('that is given twice is rejected', async () => {
    const { status, body } = await get('/transactions?toBookingDateTime=2026-01-01&toBookingDateTime=2026-01-02')
    expect([status, body.Errors[0].ErrorCode]).toEqual([400, 'U002'])
    expect(body.Errors[0].Message).toBe('query toBookingDateTime: must be sent once (got it twice)')
  })

  test('that is given once is accepted', async () => {
    expect((await get('/transactions?toBookingDateTime=2026-01-01')).status).toBe(200)
  })

  test('is rejected on an operation with a body too', async () => {
    const answer = await sandbox.send('POST', '/control/worlds?dry=true', {})
    expect(rejectionOf(answer)).toBe('400 field-unexpected')
  })

  test('is named together with all other invalid ones', async () => {
    const { body } = await get('/accounts?colour=red&size=2')
    expect(body.Errors.map(({ Path }: Json) => Path)).toEqual(['query colour', 'query size'])
  })

  test('is absent if the question mark stands alone', async () => {
    expect((await get('/accounts?')).status).toBe(200)
  })
})

describe('a body', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
    'application/json; charset="UTF-8"',
  ])('is taken as %s', async (type) => {
    expect((await post('{}', { 'content-type': type })).status).toBe(201)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/json-patch+json',
    'text/json',
  ])('is not taken as %s: 415, with what is', async (type) => {
    const answer = await post('{}', { 'content-type': type })
    expect(rejectionOf(answer)).toBe('415 content-type-unsupported')
    expect(answer.body.detail).toBe(`header Content-Type: must be application/json (got ${type})`)
    expect(answer.body.errors[0].path).toBe('header Content-Type')
  })

  test('without a media type is 415, and the error says that it was missing', async () => {
    const answer = await post(new TextEncoder().encode('{}'), {})
    expect(rejectionOf(answer)).toBe('415 content-type-unsupported')
    expect(answer.body.detail).toContain('(got none)')
  })

  test.each(['', '{', '{"seed":}', "{'seed':1}", '{"seed":1},', '\u0000'])(
    'that is not JSON, %j, is 400',
    async (text) => {
      const answer = await post(text)
      expect(rejectionOf(answer)).toBe('400 body-malformed')
      expect(answer.body.detail).toMatch(/^body: must be valid JSON/)
      expect(answer.body.detail.includes('send at least {}')).toBe(text === '')
    },
  )

  test.each(['null', '[]', '[{"seed":1}]', '7', '"seed"', 'true'])(
    'that is JSON but not an object, %s, is 400',
    async (text) => {
      const answer = await post(text)
      expect([rejectionOf(answer), answer.body.detail]).toEqual(['400 body-malformed', 'body: must be a JSON object'])
    },
  )

  test.each([
    ['{"seed":1,"seed":2}', '"seed"'],
    ['{"theme":{"look":"a","look":"a"}}', '"look"'],
    ['{"a":[{"b":1},{"b":1,"c":[],"b":1}]}', '"b"'],
    ['{"se\\u0065d":1,"seed":2}', '"seed"'],
    ['{"__proto__":1,"__proto__":2}', '"__proto__"'],
  ])('that says a name twice in one object, %s, is 400: which was meant?', async (text, name) => {
    const answer = await post(text)
    expect(rejectionOf(answer)).toBe('400 body-malformed')
    expect(answer.body.detail).toBe(`body: must have each name once in an object (got ${name} twice)`)
  })

  test('with a long duplicate name is rejected with the beginning of the name', async () => {
    const name = 'n'.repeat(10_000)
    const { detail } = (await post(`{"${name}":1,"${name}":2}`)).body
    expect(detail).toBe(`body: must have each name once in an object (got "${name.slice(0, 59)} twice)`)
  })

  test.each([
    '{"a":{"b":1},"c":{"b":1}}',
    '{"a":"b","b":"a"}',
    '{"a":["b","b"]}',
    '{"a":"\\"a\\":","b":"{\\"b\\":1"}',
    '{"a":1,"A":1}',
    '{"":1," ":1}',
  ])('that says each name once, %s, is read', async (text) => {
    expect(rejectionOf(await post(text))).toBe('400 field-unexpected')
  })

  const nested = (levels: number) => `{"seed":${'['.repeat(levels)}${']'.repeat(levels)}}`
  test.each([
    [30_000, 'body-malformed'],
    [100, 'body-malformed'],
    [99, 'field-invalid'],
  ])('that nests %i lists in its object is 400 %s, and never our fault', async (levels, code) => {
    const answer = await post(nested(levels))
    expect(rejectionOf(answer)).toBe(`400 ${code}`)
    if (code === 'body-malformed') expect(answer.body.detail).toBe('body: must nest at most 100 levels deep')
    expect(sandbox.logged).toEqual([])
  })

  test('that nests too deep is not searched for names, which takes a second for each million levels', async () => {
    const answer = await post(`{"seed":1,"seed":${'['.repeat(101)}${']'.repeat(101)}}`)
    expect(answer.body.detail).toBe('body: must nest at most 100 levels deep')
  })

  const largest = 65_536

  test('may have 65,536 bytes', async () => {
    expect((await post('{}'.padEnd(largest))).status).toBe(201)
  })

  test.each([
    ['one byte more', '{}'.padEnd(largest + 1)],
    ['more bytes than characters', `{"customer":"${'€'.repeat(22_000)}"}`],
  ])('with %s is 413', async (_, text) => {
    expect(rejectionOf(await post(text))).toBe('413 body-too-large')
  })

  test('that declares too large a length is rejected before it is read', async () => {
    let isRead = false
    const body = new ReadableStream(
      {
        pull: (controller) => {
          isRead = true
          controller.enqueue(new Uint8Array(1024))
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-type': 'application/json', 'content-length': String(largest + 1) }
    const response = await sandbox.request('/control/worlds', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    expect([response.status, isRead]).toEqual([413, false])
  })
})

describe('Accept', () => {
  const asking = (accept: string) =>
    sandbox.request(`${aisp}/accounts`, { headers: { accept }, token: world.developerToken })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/html, application/json;q=0.5',
    'application/*',
    '*/*',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ])('%s is answered with JSON', async (accept) => {
    const response = await asking(accept)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  })

  test.each(['text/html', 'application/xml', 'application/jose+jwe', 'image/*'])(
    '%s is 406, and the error lists the supported types',
    async (accept) => {
      const response = await asking(accept)
      expect(response.status).toBe(406)
      expect(await response.text()).toContain(`header Accept: must allow application/json (got ${accept})`)
    },
  )
})
