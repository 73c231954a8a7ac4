import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as events from '#sdk/events/index.ts'
import * as main from '#sdk/index.ts'
import * as fileStore from '#sdk/oauth/file-store.ts'
import * as oauth from '#sdk/oauth/index.ts'
import * as mutualTls from '#sdk/oauth/mutual-tls.ts'
import * as signing from '#sdk/signing.ts'
import * as testing from '#sdk/testing/index.ts'
import { findExamples, runExample } from '#test/support/reference-impls/examples.ts'
import { openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { root as repository } from '#test/support/reference-impls/processes.ts'
import { openInProcess, openOverHttp, type Reached } from '#test/support/reference-impls/served.ts'

const root = new URL('../../../reference-impls/sdk/', import.meta.url)
const sources = globSync(['*.ts', '{events,oauth,payments,testing,worlds}/*.ts'], { cwd: root }).map((file) => ({
  file,
  source: readFileSync(new URL(file, root), 'utf8'),
}))
/** What an example of a method has: a world, and a client of its bank. */
const given = `import { openBanking, sandbank } from '@sandbank/sdk'
const world = await sandbank({ baseUrl: 'http://localhost:4000' }).createWorld({ seed: 7, size: 30, rate: 0 })
const bank = openBanking({ baseUrl: world.openBanking, token: world.developerToken })
`
const examples = sources.flatMap(({ file, source }) =>
  findExamples(source).map((code, n) => ({
    ...{ file, n },
    code: /\b(world|bank)\./.test(code) && !/(const|using|async \({) (world|bank)\b/.test(code) ? given + code : code,
  })),
)

let reached: Reached
let world: PartnerWorld
beforeAll(async () => {
  reached = await openInProcess('http://localhost:4000')
  world = await openPartnerWorld(reached)
  vi.stubGlobal('fetch', reached.fetch)
})
afterAll(() => void vi.unstubAllGlobals())

/** The entries whose exports need an example each. */
const entries = {
  '.': main,
  events,
  oauth,
  'oauth/file-store': fileStore,
  'oauth/mutual-tls': mutualTls,
  signing,
  testing,
}

test('every example is one that runs', () => {
  const marked = sources.flatMap(({ source }) => source.match(/@example$/gm) ?? [])
  expect(examples).toHaveLength(marked.length)
})

test.each(Object.entries(entries))('every function, class and value of %s has an example', (_, entry) => {
  const shown = examples.map(({ code }) => code).join('\n')
  expect(Object.keys(entry).filter((name) => !new RegExp(`import {[^}]*\\b${name}\\b`).test(shown))).toEqual([])
})

test.each(examples)('the example $n of $file runs', async ({ code }) => {
  // What an example that is a test hands to its framework runs here.
  const later: (() => Promise<void>)[] = []
  const vitest = {
    expect,
    test: (_: string, run: () => Promise<void>) => void later.unshift(run),
    afterAll: (end: () => Promise<void>) => void later.push(end),
  }
  const elsewhere = code.replace("'.tokens'", JSON.stringify(join(tmpdir(), `tokens-${process.pid}`)))
  await runExample(elsewhere, { ...world.access, more: { vitest } })
  for (const run of later) await run()
})

/** The examples of the README that use an entry of the SDK beside the main one. */
const readme = readFileSync(new URL('README.md', root), 'utf8')
const written = [...readme.matchAll(/```ts\n(.*?)```/gs)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes("'@sandbank/sdk"))
/** Those that run to their end: no server, no test. */
const shown = written
  .filter((code) => !/'(node:http|vitest)'/.test(code))
  .map((code) => ({ title: /^(?:await|const|export|function) .*/m.exec(code)?.[0] ?? '', code }))

test.each(shown)('the example of the README runs in process: $title', async ({ code }) => {
  expect(await runExample(code, world.access)).not.toEqual([])
})

test.each(shown)('the example of the README runs over HTTP: $title', async ({ code }) => {
  vi.unstubAllGlobals()
  const served = await openOverHttp()
  onTestFinished(() => {
    served.close()
    vi.stubGlobal('fetch', reached.fetch)
  })
  const { access } = await openPartnerWorld(served)
  expect(await runExample(code, access)).not.toEqual([])
})

test('every example fits the types of the SDK', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const all = [...examples.map(({ code }) => code), ...written]
  await Promise.all(all.map((code, n) => writeFile(join(folder, `example-${n}.mts`), `${code}\nexport {}\n`)))
  const sdk = join(repository, 'reference-impls/sdk')
  const paths = {
    ...Object.fromEntries(
      Object.keys(entries)
        .filter((name) => name !== '.')
        .map((name) => [`@sandbank/sdk/${name}`, [join(sdk, entryFile(name))]]),
    ),
    '@sandbank/sdk': [join(sdk, 'index.ts')],
  }
  const compilerOptions = { noUnusedLocals: false, paths, preserveSymlinks: false }
  const settings = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions,
    include: ['*.mts', `${sdk}/*.d.ts`],
    exclude: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const { status, stdout } = spawnSync(process.execPath, [join(repository, 'node_modules/.bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, ''])
})

/** Returns the file of an entry of the SDK. */
const entryFile = (name: string) => (/^(events|oauth|testing)$/.test(name) ? `${name}/index.ts` : `${name}.ts`)
