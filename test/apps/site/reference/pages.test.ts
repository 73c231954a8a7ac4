import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { anchorOf } from '#apps/site/reference/catalogue.ts'
import { describeEntry, jsonOf, successOf } from '#apps/site/reference/description.ts'
import { exampleOf } from '#apps/site/reference/example.ts'
import { problems } from '#bank/base/problem.ts'
import { listProblems } from '#edge/openapi/openapi.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import { baseUrl, catalogue, openLaptop, sampleOf, samplesWith } from './reference.ts'
import { createShell } from './shell.ts'

let laptop: Awaited<ReturnType<typeof openLaptop>>
beforeAll(async () => {
  laptop = await openLaptop()
})
const read = async (path: string) => {
  const response = await laptop.request(baseUrl + path)
  return { status: response.status, text: await response.text(), headers: response.headers }
}
/** The text of a page as a reader sees it. */
const visible = (page: string) =>
  page
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

describe('the first page', () => {
  test('links to every operation and event, in groups that together have all tags', async () => {
    const { text } = await read('/reference')
    for (const { id } of [...catalogue.entries, ...catalogue.messages])
      expect(text, id).toContain(`<li><a href="/reference/${id}"`)
    for (const { name } of catalogue.groups) expect(text).toContain(`id="${anchorOf(name)}"`)
    const last = catalogue.groups.at(-1)
    expect(new Set(last?.entries.map(({ operation }) => operation.tag))).toEqual(new Set(['Status of the bank']))
  })

  test('shows the keys of a laptop, and where to get them in the cloud', async () => {
    expect((await read('/reference')).text).toContain(laptop.first.controlKey)
    const { request } = await testSandbox({ baseUrl })
    const page = await (await request(`${baseUrl}/reference`)).text()
    expect(page).toContain('href="/reference/CreateWorld"')
    expect(page).toContain('$DEVELOPER_TOKEN')
  })

  test.each([
    ['balance', 'GetBalances', 'AdvanceClock'],
    ['MOVE clock', 'AdvanceClock', 'GetAccounts'],
    ['advance clock', 'AdvanceClock', 'GetClock'],
    ['payment.settled', 'payment.settled', 'payment.returned'],
    ['CreateWebhook', 'CreateWebhook', 'GetAccounts'],
  ])('the search for "%s" finds %s, and not %s', async (query, found, other) => {
    const { text } = await read(`/reference?q=${encodeURIComponent(query)}`)
    const main = text.slice(text.indexOf('class="content"'))
    expect([main.includes(`/reference/${found}"`), main.includes(`/reference/${other}"`)]).toEqual([true, false])
  })

  test('a search that finds nothing says what to search for, and shows hostile text as text', async () => {
    const { status, text } = await read(`/reference?q=${encodeURIComponent('<img src=x onerror=alert(1)>"')}`)
    expect(status).toBe(200)
    expect(text).not.toContain('<img')
    expect(visible(text)).toContain('Nothing for “<img src=x onerror=alert(1)>"”')
    expect(text).toContain('/reference?q=balance')
  })
})

test.each(catalogue.entries)('$id has a page with its parameters, errors and three samples', async (entry) => {
  const { status, text, headers } = await read(`/reference/${entry.id}`)
  expect(status).toBe(200)
  const seen = visible(text)
  const { parameters } = describeEntry(entry)
  for (const { name } of parameters) expect(seen).toContain(name)
  for (const code of listProblems(entry.operation, entry.surface)) {
    expect(text).toContain(`href="/problems/${code}"`)
    expect(seen).toContain(problems[code].title)
  }
  for (const language of ['curl', 'javascript', 'python']) expect(text).toContain(`id="sample-${language}"`)
  expect(seen).toContain(entry.operation.description?.replaceAll('`', '') ?? entry.title)
  expect(text).not.toMatch(/ style=| on\w+=|<script(?! src=)/)
  expect(headers.get('content-security-policy')).not.toContain('unsafe')
})

test.each(catalogue.messages)('$id has a page with its headers and an example', async ({ id, title, message }) => {
  const { status, text } = await read(`/reference/${id}`)
  expect(status).toBe(200)
  const seen = visible(text)
  for (const word of [title, 'webhook-signature', message.name]) expect(seen).toContain(word)
})

test('no page has more than 150 kB compressed, with its styles, scripts and fonts', async () => {
  const weigh = async (path: string) =>
    gzipSync(new Uint8Array(await (await laptop.request(baseUrl + path)).arrayBuffer())).length
  const first = (await read('/reference')).text
  const styles = [...first.matchAll(/(?:href|src)="(\/looks\/[^"]+)"/g)].map(([, path]) => path as string)
  const css = await Promise.all(styles.filter((path) => path.endsWith('.css')).map(read))
  const fonts = css.flatMap(({ text }) =>
    [...text.matchAll(/url\("?([\w-]+\.woff2)/g)].map(([, name]) => `/looks/${name}`),
  )
  expect([styles.length, fonts.length]).toEqual([6, 2])
  let shared = 0
  for (const path of [...styles, ...fonts]) shared += await weigh(path)
  let heaviest = 0
  for (const id of ['', ...catalogue.entries.map((one) => `/${one.id}`)])
    heaviest = Math.max(heaviest, await weigh(`/reference${id}`))
  expect(shared + heaviest).toBeLessThan(150_000)
})

test('an unknown operation is 404 with the nearest names', async () => {
  const { status, text } = await read('/reference/GetAcounts')
  expect(status).toBe(404)
  const main = text.slice(text.indexOf('class="content"'))
  expect(/href="\/reference\/(\w+)"/.exec(main)?.[1]).toBe('GetAccounts')
  const hostile = await read(`/reference/${encodeURIComponent('<script>alert(1)</script>')}`)
  expect([hostile.status, hostile.text.includes('<script>alert')]).toEqual([404, false])
})

test('every example of an answer fits the schema of its operation', () => {
  for (const entry of catalogue.entries) {
    const description = describeEntry(entry)
    const schema = jsonOf(successOf(description).response?.content)
    const { returns } = entry.operation
    if (!schema || !('schema' in returns)) continue
    const example = exampleOf(schema, description.schemas, true)
    expect(returns.schema.safeParse(example).error, entry.id).toBeUndefined()
  }
})

test('every example of a body fits the schema of its operation', () => {
  for (const [id, { request }] of samplesWith(laptop.first)) {
    const { body } = request.entry.operation
    if (body) expect(body.safeParse(request.body).error, id).toBeUndefined()
  }
})

const reads = catalogue.entries.filter(({ operation }) => operation.method === 'get')

describe('the curl commands of a page, pasted into a shell,', () => {
  test.each(reads)('succeed for $id', async (entry) => {
    const { curl } = sampleOf(entry, laptop.first)
    const { status, text } = await createShell(laptop.request).run(curl)
    expect(status, `${curl}\n${text}`).toBeLessThan(400)
  })
})

const hasShell = spawnSync('sh', ['-n'], { input: '' }).status === 0

test.skipIf(!hasShell)('every curl sample is whole for a shell (skipped where there is no sh)', () => {
  const input = samplesWith(laptop.first)
    .map(([, { curl }]) => curl)
    .join('\n')
  const { status, stderr } = spawnSync('sh', ['-n'], { input, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})
