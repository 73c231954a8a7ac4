import { beforeAll, describe, expect, test } from 'vitest'
import { control } from '#apps/control/app.ts'
import { discovery, openBanking } from '#apps/open-banking/app.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

const linksIn = (text: string) => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, url]) => url as string)

describe.each([
  ['on a laptop', 'http://sandbank.test'],
  ['behind a path', 'https://sandbank.test/bank'],
])('/llms.txt %s', (_, baseUrl) => {
  let sandbox: TestSandbox
  let text: string
  beforeAll(async () => {
    const made = await testSandbox({ baseUrl })
    const { id, controlKey, developerToken, customer } = await made.createWorld()
    const first = { id, controlKey, developerToken, customer, persona: 'salaried family' }
    sandbox = await testSandbox({ store: made.store, baseUrl, first })
    const response = await sandbox.request(`${baseUrl}/llms.txt`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    text = await response.text()
  })

  test('links by absolute URLs that answer 200', async () => {
    const links = linksIn(text)
    expect(links.filter((url) => !url.startsWith(`${baseUrl}/`))).toEqual([])
    expect(links).toEqual(
      expect.arrayContaining(
        ['/openapi.json', '/problems', '/scenarios', '/control/personas', '/control/events/kinds'].map(
          (path) => baseUrl + path,
        ),
      ),
    )
    const answers = links.map(async (url) => `${(await sandbox.request(url)).status} ${url}`)
    expect(await Promise.all(answers)).toEqual(links.map((url) => `200 ${url}`))
  })

  test('shows first calls that work', async () => {
    const calls = text.split('\n').filter((line) => line.startsWith('curl '))
    const statuses = calls.map(async (line) => {
      const headers = [...line.matchAll(/-H "([^:"]+): ([^"]*)"/g)].map(([, name, value]) => [name, value])
      const body = /-d '([^']*)'/.exec(line)?.[1]
      const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET'
      const url = line.split(' ').at(-1) as string
      const init = { method, headers: Object.fromEntries(headers), ...(body && { body }) }
      return (await sandbox.request(url, init)).status
    })
    expect(await Promise.all(statuses)).toEqual([201, 200])
  })

  test('lists every operation', () => {
    for (const { base, operations } of [openBanking, discovery, control])
      for (const { method, path, summary } of operations)
        expect(text).toContain(`\n- ${method.toUpperCase()} ${base}${path}: ${summary}\n`)
  })
})

test('/llms.txt of a sandbox in the cloud names no world and no token', async () => {
  const text = await (await (await testSandbox()).request('/llms.txt')).text()
  expect(text).not.toMatch(/dev_\w|ctl_\w|wld_/)
  expect(text).toContain('-H "Authorization: Bearer $ORGANISER_KEY"')
})
