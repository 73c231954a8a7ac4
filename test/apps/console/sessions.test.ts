import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { digestOf } from '#bank/consents/token.ts'
import { formOf, saidOn, Visitor } from '#test/support/console/visitor.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let first: NewWorld
let other: NewWorld
beforeAll(async () => {
  const made = await testSandbox()
  first = await made.createWorld()
  other = await made.createWorld({ name: 'Demo day' })
  sandbox = await testSandbox({ store: made.store, first: { ...first, persona: 'salaried family' } })
})

/** Signs a new browser in with a key. */
async function signIn(key: string, bank = sandbox) {
  const visitor = new Visitor(bank)
  const page = await visitor.send(formOf(await visitor.get('/console/worlds'), '/sign-in'), { key })
  return { visitor, page }
}

describe('a browser without a key', () => {
  test('opens the world that a laptop begins with', async () => {
    const visitor = new Visitor(sandbox)
    const page = await visitor.get('/console')
    expect([page.status, page.path]).toEqual([200, `/console/${first.id}`])
    expect(page.text).toContain(`<h1>${first.id}</h1>`)
  })

  test('does not open another world, nor learns whether there is one', async () => {
    for (const id of [other.id, 'wld_none']) {
      const page = await new Visitor(sandbox).get(`/console/${id}`)
      expect(page.status).toBe(401)
      expect(page.text).toContain(`This browser has no key for ${id}`)
    }
  })

  test('that comes from a page of another site asks again from this one, so that its cookie is sent', async () => {
    const page = await new Visitor(sandbox).get('/console', { 'sec-fetch-site': 'cross-site' })
    expect([page.status, page.cookies]).toEqual([200, []])
    expect(page.text).toContain('<meta http-equiv="refresh" content="0">')
  })
})

describe('signing in', () => {
  test('with a control key opens its world, and only that one', async () => {
    const { visitor, page } = await signIn(other.controlKey)
    expect([page.status, page.path]).toEqual([200, `/console/${other.id}`])
    expect(saidOn(page)).toBe(`You are signed in to ${other.id}.`)
    expect(saidOn(await visitor.get(`/console/${other.id}`)), 'it is said once').toBeUndefined()
    expect((await visitor.get('/console')).path, 'the world opened last').toBe(`/console/${other.id}`)
  })

  test.each<[string, () => string, string]>([
    [
      'a key with a wrong secret',
      () => `${other.controlKey.slice(0, -1)}_`.replace(/.$/, 'q'),
      'this is not the control key',
    ],
    ['a key of no world', () => 'ctl_none_0123456789', 'unknown control key'],
    ['a developer token', () => other.developerToken, 'This is a developer token'],
    ['anything else', () => '<b>"hello"</b>', 'This is not a control key.'],
    ['nothing', () => ' ', 'This is not a control key.'],
  ])('with %s says what is wrong, and keeps nothing', async (_, key, why) => {
    const { visitor, page } = await signIn(key())
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(page.text).toContain(why)
    expect(page.text, 'the form stands below, to try again').toContain('action="/console/sign-in"')
    expect(page.text).not.toContain('<b>"hello"')
    expect((await visitor.get(`/console/${other.id}`)).status).toBe(401)
  })

  test('with several keys lists their worlds, and each can be forgotten', async () => {
    const { visitor } = await signIn(other.controlKey)
    await visitor.send(formOf(await visitor.get('/console/worlds'), '/sign-in'), { key: first.controlKey })
    const list = await visitor.get('/console/worlds')
    expect(list.text).toContain(`href="/console/${other.id}"><strong>Demo day</strong>`)
    expect(list.text).toContain(`href="/console/${first.id}"><strong>${first.id}</strong>`)
    const out = await visitor.send(formOf(list, '/sign-out'))
    expect(saidOn(out)).toBe('You are signed out: this browser has forgotten its keys.')
    expect((await visitor.get(`/console/${other.id}`)).status).toBe(401)
  })
})

describe('a world that has ended', () => {
  test.each<[string, (made: TestSandbox, world: NewWorld) => Promise<void>, number, string]>([
    [
      'was deleted',
      async (made, { id, controlKey }) =>
        void (await made.send('DELETE', `/control/worlds/${id}`, undefined, controlKey)),
      401,
      'was deleted at',
    ],
    ['has expired', async (made) => made.setReal('2026-11-26T09:30:00Z'), 410, 'has expired'],
  ])('because it %s is a sentence, and its key can be forgotten', async (_, end, status, words) => {
    const made = await testSandbox()
    const world = await made.createWorld({ expiresInHours: 1 })
    const { visitor } = await signIn(world.controlKey, made)
    await end(made, world)
    const page = await visitor.get('/console')
    expect([page.status, page.path]).toEqual([status, `/console/${world.id}`])
    expect(page.text).toContain(words)
    expect(page.text).toContain('href="/console/worlds#sign-in"')
    const list = await visitor.get('/console/worlds')
    expect(list.text).toContain(words.replace('has expired', 'expired at'))
    const after = await visitor.send(formOf(list, '/forget'))
    expect(saidOn(after)).toBe(`This browser has forgotten the key of ${world.id}.`)
    expect(after.text).toContain('No world yet')
  })
})

describe('a form', () => {
  const advance = async (visitor: Visitor) => formOf(await visitor.get(`/console/${other.id}`), '/clock/advance')
  const nowOf = async () =>
    (await sandbox.send('GET', `/control/worlds/${other.id}`, undefined, other.controlKey)).body.now

  test('sent twice acts once, and says so', async () => {
    const { visitor } = await signIn(other.controlKey)
    const form = await advance(visitor)
    const pages = await Promise.all([1, 2].map(() => visitor.send(form, { move: 'day' })))
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    expect(await nowOf()).toBe('2026-11-25T09:30:00.000Z')
    const third = await visitor.send(form, { move: 'day' })
    expect(saidOn(third)).toBe('This form was sent before, so nothing was done again.')
    expect(await nowOf()).toBe('2026-11-25T09:30:00.000Z')
  })

  test('that failed may be sent again', async () => {
    const { visitor } = await signIn(other.controlKey)
    const form = await advance(visitor)
    const [before, failed] = [await nowOf(), await visitor.send(form, { move: 'yesterday' })]
    expect([failed.status, failed.text]).toEqual([
      400,
      expect.stringContaining('move: must be payday, day, week or month'),
    ])
    expect(saidOn(await visitor.send(form, { move: 'day' }))).toContain('It is now')
    expect(await nowOf()).not.toBe(before)
  })

  test.each<[string, Record<string, string>, Record<string, string>, boolean, number, string]>([
    ['with the token of another browser', { token: 'x' }, {}, false, 403, 'did not come from your console'],
    ['without its name', { once: '' }, {}, false, 403, 'did not come from your console'],
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }, false, 403, 'did not come from your console'],
    ['of another origin', {}, { origin: 'https://evil.example' }, false, 403, 'did not come from your console'],
    ['after the session has ended', {}, {}, true, 401, 'Your session has ended'],
  ])('%s changes nothing', async (_, changes, headers, isOver, status, words) => {
    const { visitor } = await signIn(other.controlKey)
    const form = await advance(visitor)
    if (isOver) visitor.jar.clear()
    const before = await nowOf()
    const page = await visitor.send(form, { move: 'day', ...changes }, headers)
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(words)])
    expect(page.text).toContain('Nothing was changed.')
    expect(await nowOf()).toBe(before)
  })
})

describe('in the cloud', () => {
  test('only the organiser lists and makes worlds', async () => {
    const made = await testSandbox()
    const { id, controlKey } = await made.createWorld()
    const key = 'the organiser of this test'.replaceAll(' ', '-')
    const cloud = await testSandbox({ store: made.store, organiserDigest: digestOf(key) })
    const { visitor, page } = await signIn(key, cloud)
    expect(page.text).toContain('You are signed in as the organiser')
    expect(page.text).toContain(id)
    expect(page.text).toContain('action="/console/import"')
    const team = await signIn(controlKey, cloud)
    expect((await team.visitor.get('/console/worlds')).text).not.toContain('Make a world')
    const form = formOf(await visitor.get('/console/worlds'), '/console/worlds')
    const token = formOf(await team.visitor.get('/console/worlds'), '/sign-in').fields.token as string
    expect((await team.visitor.send(form, { token })).status).toBe(401)
    expect((await signIn('another-key', cloud)).page.text).toContain('nor the organiser key')
  })
})

test('the cookie of a session is for the console only, and no script reads it', async () => {
  const { cookies } = await new Visitor(sandbox).get(`/console/${first.id}`)
  expect(cookies.map((one) => one.replace(/=[^;]+/, '=...'))).toEqual(
    ['/console', '/customers', '/scenarios'].map(
      (path) => `sandbank_console=...; Max-Age=2592000; Path=${path}; HttpOnly; Secure; SameSite=Strict`,
    ),
  )
})

test('no request of the console stands in the log of its world', async () => {
  const { visitor } = await signIn(other.controlKey)
  await visitor.get(`/console/${other.id}`)
  await sandbox.send('GET', `/control/worlds/${other.id}`, undefined, other.controlKey)
  const { body } = await sandbox.send('GET', `/control/worlds/${other.id}/requests`, undefined, other.controlKey)
  expect(JSON.stringify(body.requests)).toContain('/control/worlds')
  expect(JSON.stringify(body.requests)).not.toContain('/console')
})

test('what stands at no path is a page, too', async () => {
  const page = await new Visitor(sandbox).get('/console/nowhere/at/all')
  expect(page.status).toBe(404)
  expect(page.text).toContain('The console has nothing at /console/nowhere/at/all.')
})

test.each([
  ['/clock/advance', ''],
  ['/settings', ''],
  ['/partners/tpp_1/renew', ''],
  ['/faults/arm', '/faults/arm'],
])('the address of a form, %s, leads a browser that loads it again to its page', async (form, page) => {
  const seen = await new Visitor(sandbox).get(`/console/${first.id}${form}`)
  expect([seen.status, seen.path]).toEqual([200, `/console/${first.id}${page}`])
})

test('forms outside a world lead to the worlds, and that of a token to its customer', async () => {
  for (const form of ['sign-in', 'import'])
    expect((await new Visitor(sandbox).get(`/console/${form}`)).path).toBe('/console/worlds')
  expect((await new Visitor(sandbox).get('/customers/cus_0/token')).path).toBe('/customers/cus_0')
})
