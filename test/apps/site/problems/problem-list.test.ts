import { expect, test } from 'vitest'
import { problems } from '#bank/base/problem.ts'
import { testSandbox } from '#test/support/sandbox.ts'

test('/problems.json lists every problem, and links to its page', async () => {
  const sandbox = await testSandbox({ baseUrl: 'http://sandbank.test' })
  const response = await sandbox.request('/problems.json')
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  const { problems: listed } = (await response.json()) as { problems: { code: string; url: string }[] }
  expect(listed.map(({ code }) => code)).toEqual(Object.keys(problems))
  expect(listed).toContainEqual({
    code: 'unavailable',
    status: 503,
    standard: 'U000',
    title: 'The bank is not available',
    happened: expect.stringContaining('by an outage'),
    todo: expect.stringContaining('`Retry-After`'),
    scenarios: ['unavailable'],
    url: 'http://sandbank.test/problems/unavailable',
  })
  expect((await sandbox.request(listed[0]!.url)).status).toBe(200)
})
