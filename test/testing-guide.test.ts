import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runExample } from '#test/support/reference-impls/examples.ts'
import { root } from '#test/support/reference-impls/processes.ts'
import { openOverHttp, type Reached } from '#test/support/reference-impls/served.ts'

/* What docs/testing.md shows, as it stands there, against a sandbox on a port. */
let blocksOf: (language: string) => string[]
let served: Reached
let folder: string
beforeAll(async () => {
  const page = await readFile(join(root, 'docs/testing.md'), 'utf8')
  blocksOf = (language) =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string)
  served = await openOverHttp()
  folder = await mkdtemp(join(tmpdir(), 'testing-guide-'))
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true })
})

const countWorlds = async (): Promise<number> => (await served.bank.send('GET', '/control/worlds')).body.worlds.length

test('the TypeScript example passes, and leaves no world', async () => {
  const [code = ''] = blocksOf('ts')
  const runs: (() => Promise<void>)[] = []
  const ends: (() => Promise<void>)[] = []
  const vitest = {
    expect,
    test: (_: string, run: () => Promise<void>) => void runs.push(run),
    afterAll: (end: () => Promise<void>) => void ends.push(end),
  }
  const there = code.replace('withWorld({', "withWorld({ baseUrl: 'http://localhost:4000',")
  await runExample(there, { baseUrl: served.baseUrl, controlKey: '', more: { vitest } })
  for (const run of [...runs, ...ends]) await run()
  expect([runs.length, ends.length, await countWorlds()]).toEqual([1, 1, 0])
})

const hasPytest = spawnSync('python3', ['-c', 'import pytest, requests']).status === 0

describe.skipIf(!hasPytest)('with pytest (skipped where `python3 -c "import pytest, requests"` fails)', () => {
  test('the fixture gives each test a world, and leaves none, also if a test fails', async () => {
    const [fixture = '', example = ''] = blocksOf('python')
    await writeFile(join(folder, 'conftest.py'), fixture)
    const more = `${example}\n\ndef test_fails(world):\n    assert world.id == "another"\n`
    await writeFile(join(folder, 'test_worlds.py'), more)
    const environment = { ...process.env, SANDBANK_URL: served.baseUrl }
    const printed = await new Promise<string>((resolve) => {
      const options = { cwd: folder, env: environment }
      const command = ['-m', 'pytest', '-p', 'no:cacheprovider', '-q']
      execFile('python3', command, options, (_error, stdout, stderr) => resolve(stdout + stderr))
    })
    expect(printed).toContain('1 failed, 1 passed')
    expect(printed).toContain('test_worlds.py::test_fails')
    expect(await countWorlds()).toBe(0)
  })
})

test('the workflow starts the sandbox of this repository, and waits until it answers', async () => {
  const [workflow = ''] = blocksOf('yaml')
  const [, step = ''] = /- name: Start the sandbox\n +run: \|\n([\s\S]*?)\n {6}- name/.exec(workflow) ?? []
  const port = await findFreePort()
  const script = step
    .replace('cd sandbank', `cd ${root}`)
    .replace('npm start -- --memory', `npm start -- --memory --port ${port}`)
    .replaceAll('localhost:4000', `localhost:${port}`)
    .replaceAll('sandbank.log', join(folder, 'sandbank.log'))
  expect(script).not.toContain('4000')
  const child = spawn('bash', ['-e', '-c', script], { detached: true, stdio: 'ignore' })
  try {
    const [code] = await once(child, 'exit')
    expect(code, await readFile(join(folder, 'sandbank.log'), 'utf8')).toBe(0)
    expect((await fetch(`http://localhost:${port}/control/personas`)).status).toBe(200)
  } finally {
    process.kill(-(child.pid as number), 'SIGTERM')
  }
})

/** Returns a port that is free now. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
