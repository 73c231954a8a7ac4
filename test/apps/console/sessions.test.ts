import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { Visitor } from '#test/support/console/visitor.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let first: NewWorld
let other: NewWorld
beforeAll(async () => {
  const made = await testSandbox()
  first = await made.createWorld()
  other = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, first: { ...first, persona: 'salaried family' } })
})

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

test('the cookie of a session is for the console only, and no script reads it', async () => {
  const { cookies } = await new Visitor(sandbox).get(`/console/${first.id}`)
  expect(cookies.map((one) => one.replace(/=[^;]+/, '=...'))).toEqual(
    ['/console', '/customers', '/scenarios'].map(
      (path) => `sandbank_console=...; Max-Age=2592000; Path=${path}; HttpOnly; Secure; SameSite=Strict`,
    ),
  )
})

test('what stands at no path is a page, too', async () => {
  const page = await new Visitor(sandbox).get('/console/nowhere/at/all')
  expect(page.status).toBe(404)
  expect(page.text).toContain('The console has nothing at /console/nowhere/at/all.')
})
