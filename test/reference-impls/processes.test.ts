import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Program, root, run, start } from '#test/support/reference-impls/processes.ts'

let sandbox: Program
/** A copy of what a fork takes, outside the repository. */
let fork: string

beforeAll(async () => {
  const command = ['npm', 'start', '--', '--memory', '--port', '0', '--now', '2026-11-24T09:30:00Z']
  sandbox = await start(command, /^curl -H "Authorization: Bearer (\S+)" ((http:\S+)\/open-banking\/v4\.0)\//)

  fork = await mkdtemp(join(tmpdir(), 'month-in-view-'))
  for (const folder of ['sdk', 'looks', 'month-in-view'])
    await cp(join(root, 'reference-impls', folder), join(fork, folder), { recursive: true })
  // Instead of npm install, which would need the network.
  await symlink(join(root, 'node_modules'), join(fork, 'node_modules'))
})

afterAll(async () => {
  await sandbox.stop()
  await rm(fork, { recursive: true })
})

test.each([
  ['beside the sandbox', () => join(root, 'reference-impls/month-in-view')],
  ['copied out', () => join(fork, 'month-in-view')],
])(
  'the app, %s, shows the month of a customer of npm start',
  async (_, folder) => {
    const [, OPEN_BANKING_TOKEN = '', OPEN_BANKING_URL = ''] = sandbox.found
    const environment = { OPEN_BANKING_TOKEN, OPEN_BANKING_URL, PORT: '0' }
    const app = await start(['node', join(folder(), 'main.ts')], /^Month in view is open at (\S+)$/, environment)
    try {
      const response = await fetch(app.found[1]!)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<h1>November 2026</h1>')
      expect((await fetch(new URL('looks/figtree-latin-wght-normal.woff2', app.found[1]!))).status).toBe(200)
    } finally {
      await app.stop()
    }
  },
  30_000,
)

test('a fork installs the versions that are tested here', async () => {
  const dependenciesOf = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8')).dependencies
  const own = await dependenciesOf('reference-impls/month-in-view/package.json')
  expect(await dependenciesOf('package.json')).toMatchObject(own)
})

test.each([
  ['of the bank', 0, /2026-11-\d\dT/],
  ['of the sandbox', 1, /^$/],
])(
  "the example of the SDK's README, %s, runs",
  async (_, place, expected) => {
    const readme = await readFile(join(root, 'reference-impls/sdk/README.md'), 'utf8')
    const examples = [...readme.matchAll(/```ts\n(import .*?)```/gs)]
      .map(([, code = '']) => code)
      .filter((code) => code.includes("'./sdk/index.ts'"))
    const url = sandbox.found[3]!
    const example = examples[place]!.replaceAll('http://localhost:4000', url).replace(
      'sandbank()',
      `sandbank({ baseUrl: '${url}' })`,
    )
    const script = join(fork, `example-${place}.ts`)
    await writeFile(script, example)
    expect(await run(script)).toMatch(expected)
  },
  30_000,
)
