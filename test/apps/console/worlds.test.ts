import { beforeAll, describe, expect, test } from 'vitest'
import { formOf, saidOn, Visitor } from '#test/support/console/visitor.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

const hostile = `"><img src=x onerror="alert(1)">`

let sandbox: TestSandbox
let visitor: Visitor
beforeAll(async () => {
  sandbox = await testSandbox()
  visitor = new Visitor(sandbox)
})

/** Makes a world by the form, and returns its page of keys. */
async function make(fields: Record<string, string>) {
  const page = await visitor.send(formOf(await visitor.get('/console/worlds'), '/console/worlds'), fields)
  const [, id = ''] = /href="\/console\/(wld_\w+)">Open the world/.exec(page.text) ?? []
  return { page, id }
}

describe('a new world', () => {
  test('shows its keys once, and is open in the browser that made it', async () => {
    const { page, id } = await make({
      name: 'Demo day',
      seed: '7',
      size: '1,200',
      labels: 'team:blue, pr:123',
      hours: '48',
    })
    const [key] = /ctl_\w+/.exec(page.text) ?? []
    expect((await sandbox.send('GET', `/control/worlds/${id}`, undefined, key)).body).toMatchObject({
      name: 'Demo day',
      seed: 7,
      size: 1200,
      labels: { team: 'blue', pr: '123' },
      expiresAt: '2026-11-26T09:30:00.000Z',
    })
    const screen = await visitor.get(`/console/${id}`)
    for (const words of ['Demo day', 'seed 7', '1,200 customers', 'team: blue', 'ends Thu 26 Nov 2026, 09:30'])
      expect(screen.text).toContain(words)
    expect(screen.text).not.toContain(key)
    expect((await visitor.get('/console/worlds')).text).toContain('pr: 123')
  })

  test('with a hostile name and labels shows them as text', async () => {
    const { id } = await make({ name: hostile, labels: `team:${hostile.replaceAll(',', '')}` })
    for (const path of [`/console/${id}`, '/console/worlds', `/console/${id}/delete`]) {
      const { text } = await visitor.get(path)
      expect(text).toContain('&lt;img src=x')
      expect(text).not.toContain('<img')
    }
  })

  test.each<[Record<string, string>, string]>([
    [{ size: '0' }, 'size: must be 1 or more (got 0)'],
    [{ size: 'many' }, 'size: must be a whole number (got &quot;many&quot;)'],
    [{ labels: 'blue' }, 'labels: must be like team:blue, pr:123 (got blue)'],
    [{ hours: '-1' }, 'expiresInHours: must be'],
    [{ name: 'x'.repeat(61) }, 'name: must have at most 60 characters'],
  ])('of %o is rejected, and the form is shown again', async (fields, why) => {
    const { page } = await make(fields)
    expect([page.status, page.text]).toEqual([400, expect.stringContaining(why)])
    expect(page.text).toContain('action="/console/worlds"')
  })
})

test('the name, the labels and the end of a world are changed', async () => {
  const { id } = await make({ name: 'Before', labels: 'team:blue, pr:1' })
  const page = await visitor.send(formOf(await visitor.get(`/console/${id}`), '/settings'), {
    name: 'After',
    labels: 'team:red',
    hours: '2',
  })
  expect(saidOn(page)).toBe('The world has its new settings.')
  for (const words of ['<h1>After</h1>', 'team: red', 'ends Tue 24 Nov 2026, 11:30']) expect(page.text).toContain(words)
  expect(page.text).not.toContain('pr: 1')
})

test('a world is exported, and its document makes another one', async () => {
  const { id } = await make({ name: 'Original', seed: '9', size: '40' })
  const { name, bytes } = await visitor.download(`/console/${id}/export`)
  expect(name).toBe(`attachment; filename="${id}.ndjson"`)
  const page = await visitor.upload(formOf(await visitor.get('/console/worlds'), '/import'), 'document', bytes)
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('ctl_')])
  const [, copy] = /href="\/console\/(wld_\w+)">Open the world/.exec(page.text) ?? []
  expect(copy).not.toBe(id)
  expect((await visitor.get(`/console/${copy}`)).text).toContain('seed 9')
})

test.each<[string, string, string]>([
  ['is no export', 'hello', 'line 1'],
  ['is empty', '', 'document: must be the file of an export'],
])('a document that %s is rejected', async (_, text, why) => {
  const form = formOf(await visitor.get('/console/worlds'), '/import')
  const page = await visitor.upload(form, 'document', new TextEncoder().encode(text))
  expect([page.status, page.text]).toEqual([400, expect.stringContaining(why)])
})

test('a developer token is made for a customer, and shown once', async () => {
  const { id } = await make({ size: '40' })
  const page = await visitor.send(formOf(await visitor.get(`/console/${id}`), '/tokens'), { customer: 'cus_3' })
  const [token] = /dev_\w+/.exec(page.text) ?? []
  const accounts = await sandbox.send('GET', '/open-banking/v4.0/aisp/accounts', undefined, token)
  expect(accounts.body.Data.Account[0].AccountId).toBe('acc_3_current')
  expect((await visitor.get(`/console/${id}`)).text).not.toContain(token)
})

describe('deleting a world', () => {
  test('needs its id to be typed, and ends it', async () => {
    const { id } = await make({})
    const form = formOf(await visitor.get(`/console/${id}/delete`), '/delete')
    const wrong = await visitor.send(form, { confirmed: 'wld_other' })
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining(`confirmed: must be ${id}`)])
    expect((await visitor.get(`/console/${id}`)).status).toBe(200)
    const gone = await visitor.send(form, { confirmed: id })
    expect([gone.path, saidOn(gone)]).toEqual(['/console/worlds', `${id} is deleted.`])
    expect((await visitor.get(`/console/${id}`)).status).toBe(401)
  })

  test('is not for the world that a laptop begins with: it would come back', async () => {
    const made = await testSandbox()
    const first = { ...(await made.createWorld()), persona: 'salaried family' }
    const laptop = new Visitor(await testSandbox({ store: made.store, first }))
    expect((await laptop.get(`/console/${first.id}`)).text).not.toContain('/delete"')
    const page = await laptop.get(`/console/${first.id}/delete`)
    expect([page.status, page.text]).toEqual([409, expect.stringContaining('Reset it instead')])
  })
})

describe('behind a path', () => {
  test('every link and form of the screen begins with it', async () => {
    const baseUrl = 'https://sandbank.test/bank'
    const made = await testSandbox({ baseUrl })
    const first = { ...(await made.createWorld()), persona: 'salaried family' }
    const there = await testSandbox({ store: made.store, baseUrl, first })
    const response = await there.request(`${baseUrl}/console/${first.id}`)
    const paths = [...(await response.text()).matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].map(([, path]) => path)
    expect(paths.length).toBeGreaterThan(20)
    expect(paths.filter((path) => !path?.startsWith('/bank/') || path.startsWith('/bank/bank'))).toEqual([])
    expect(response.headers.getSetCookie()[0]).toContain('Path=/bank/console;')
  })

  test('the link for a browser that comes from another site begins with it too', async () => {
    const there = await testSandbox({ baseUrl: 'https://sandbank.test/bank' })
    const headers = { 'sec-fetch-site': 'cross-site' }
    const page = await there.request('https://sandbank.test/bank/customers?q=Grace', { headers })
    expect(await page.text()).toContain('<a href="/bank/customers?q=Grace">')
  })
})
