import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { sandbank } from '#sdk/index.ts'
import { callTool, connectClient, startServer } from '#test/support/reference-impls/mcp.ts'
import { root } from '#test/support/reference-impls/processes.ts'
import { openOverHttp, serve } from '#test/support/reference-impls/served.ts'

const program = join(root, 'reference-impls/mcp/bin.mjs')

test('over standard input and output, a server pays in the world of its keys', async () => {
  const { baseUrl, close } = await openOverHttp()
  const world = await sandbank({ baseUrl }).createWorld({ seed: 7, size: 30 })
  const client = await startServer(program, ['--url', baseUrl, '--write'], {
    SANDBANK_KEYS: `${world.controlKey} ${world.developerToken}`,
  })
  expect(client.getServerVersion()).toMatchObject({ name: 'sandbank', version: '0.1.0' })
  expect(client.getInstructions()).toContain('list_worlds')
  expect((await callTool(client, 'pay', { amount: '1', to: 'Amara Okafor' })).text).toMatch(/^Paid 1 GBP /)
  await client.close()
  await close()
})

test('without a sandbox every tool says how to start one', async () => {
  const client = await startServer(program, ['--url', 'http://localhost:1', '--key', 'ctl_default_hackathon'])
  for (const [name, args] of [
    ['list_worlds', {}],
    ['look_up_error', { query: 'U009' }],
    ['read_log', {}],
  ] as const) {
    const { isError, text } = await callTool(client, name, args)
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^no sandbox answers at http:\/\/localhost:1 \(.+\)\nWhat to do: Start one: `npm start` /),
    ])
  }
  await client.close()
})

test('an address at which something else answers is named', async () => {
  const { origin, close } = await serve((_, response) => response.end('<html></html>'))
  const client = await connectClient({ url: origin, mayWrite: false, worlds: [] })
  const { isError, text } = await callTool(client, 'look_up_error', { query: 'U009' })
  expect([isError, text]).toEqual([true, expect.stringContaining(`what answers at ${origin} is not a sandbox`)])
  await client.close()
  await close()
})

test('a wrong option ends the server with 2, and says what to type', async () => {
  const run = promisify(execFile)(process.execPath, [program, '--key', 'nonsense'])
  await expect(run).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error: --key: must be .*\nnext: {2}sandbank-mcp --help\n$/),
  })
  expect((await promisify(execFile)(process.execPath, [program, '--help'])).stdout).toContain('--write')
})
