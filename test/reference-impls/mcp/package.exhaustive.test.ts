import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandbank } from '#sdk/index.ts'
import { callTool, startServer } from '#test/support/reference-impls/mcp.ts'
import { root } from '#test/support/reference-impls/processes.ts'
import { openOverHttp } from '#test/support/reference-impls/served.ts'

const execute = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-mcp-'))
  const packed = await execute('npm', ['pack', '--pack-destination', folder], {
    cwd: join(root, 'reference-impls/mcp'),
  })
  const app = join(folder, 'app')
  await mkdir(app)
  await execute('npm', ['init', '--yes'], { cwd: app })
  const tarball = join(folder, packed.stdout.trim().split('\n').at(-1) as string)
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: app })
})

afterAll(() => rm(folder, { recursive: true }))

test('the package, installed into an empty folder, brings no dependency and serves an agent', async () => {
  const modules = join(folder, 'app/node_modules')
  expect(await readdir(modules)).toEqual(['.bin', '.package-lock.json', '@sandbank'])
  const installed = join(modules, '@sandbank/mcp')
  expect((await readdir(installed)).sort()).toEqual(['LICENSE', 'README.md', 'bin.mjs', 'dist', 'package.json'])
  const { baseUrl, close } = await openOverHttp()
  const world = await sandbank({ baseUrl }).createWorld({ seed: 7, size: 30 })
  const client = await startServer(join(modules, '.bin/sandbank-mcp'), ['--url', baseUrl, '--key', world.controlKey])
  const { data } = await callTool(client, 'list_worlds')
  expect(data).toMatchObject({ mayWrite: false, worlds: [{ id: world.id }] })
  expect((await callTool(client, 'look_up_error', { query: 'consent-status' })).text).toContain('What to do')
  await client.close()
  await close()
})
