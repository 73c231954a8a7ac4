import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '#test/support/reference-impls/processes.ts'
import { openOverHttp, type Reached } from '#test/support/reference-impls/served.ts'

const execute = promisify(execFile)
const bin = (name: string) => join(root, 'node_modules/.bin', name)
/** Bytes of the main entry, minified and gzipped. */
const sizeLine = 15_000
/** The entries that need no package beside the SDK. */
const lean = ['', '/events', '/testing']
/** The entries that need `jose` or `openid-client`. */
const heavy = ['/oauth', '/oauth/file-store', '/oauth/mutual-tls', '/signing']

let folder: string
let app: string
let tarball: string
let served: Reached

beforeAll(async () => {
  served = await openOverHttp()
  folder = await mkdtemp(join(tmpdir(), 'sandbank-sdk-'))
  const packed = await execute('npm', ['pack', '--pack-destination', folder], {
    cwd: join(root, 'reference-impls/sdk'),
  })
  tarball = join(folder, packed.stdout.trim().split('\n').at(-1) as string)
  app = join(folder, 'app')
  await mkdir(app)
  await writeFile(join(app, 'package.json'), '{ "type": "module", "private": true }')
  await install(tarball)
})

afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true })
})

const install = (...names: string[]) =>
  execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...names], { cwd: app })

/** What a team writes first: a world, a payment, an event. */
const program = (baseUrl: string) => `
import { ApiError, openBanking, sandbank, signedMinorUnits } from '@sandbank/sdk'
import { createWebhookVerifier } from '@sandbank/sdk/events'
import { withWorld } from '@sandbank/sdk/testing'

const baseUrl = '${baseUrl}'
await using world = await sandbank({ baseUrl }).createWorld({ seed: 7, size: 30, rate: 0 })
const bank = openBanking({ baseUrl: world.openBanking, token: world.developerToken })
const balances = await bank.balances().toArray()
const total = balances.map(signedMinorUnits).reduce((sum, minor) => sum + minor, 0n)
const to = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
const order = await bank.pay({ to, amount: { minor: 1234n, currency: 'GBP' }, reference: 'lunch' })
await world.clock.advance({ seconds: 10 })
const settled = await order.waitUntilSettled()
const unknown = await bank.account('acc_none').catch((error) => error instanceof ApiError && error.code)
const kinds = [typeof createWebhookVerifier, typeof withWorld]
console.log(JSON.stringify([typeof total, settled.status, unknown, ...kinds]))
`
const printed = '["bigint","ACCC","U011","function","function"]\n'

test('the package brings its client alone, and runs in a plain JavaScript project', async () => {
  const modules = join(app, 'node_modules')
  expect((await readdir(modules)).filter((name) => !name.startsWith('.')).sort()).toEqual([
    '@sandbank',
    'openapi-fetch',
    'openapi-typescript-helpers',
  ])
  const files = await readdir(join(modules, '@sandbank/sdk'))
  expect(files.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  await writeFile(join(app, 'main.mjs'), program(served.baseUrl))
  const { stdout, stderr } = await execute(process.execPath, ['main.mjs'], { cwd: app })
  expect([stdout, stderr]).toEqual([printed, ''])
})

test('an older Node gets one clear line on import', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`
  for (const entry of lean) {
    const script = `${older}; await import('@sandbank/sdk${entry}').catch((error) => console.log(error.stack))`
    const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script], { cwd: app })
    expect(stdout).toMatch(/^@sandbank\/sdk needs Node 22\.18 or newer; this is 20\.19\.0\. .*\n$/)
  }
})

test('a strict TypeScript project compiles, checks the declarations and runs', async () => {
  await install('jose@6', 'openid-client@6')
  // Its types are those of the repository; nothing else of the repository is in reach.
  await mkdir(join(app, 'node_modules/@types'), { recursive: true })
  for (const name of ['@types/node', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(app, 'node_modules', name))
  await writeFile(join(app, 'main.ts'), program(served.baseUrl))
  const imports = [...lean, ...heavy].map((entry, n) => `import * as entry${n} from '@sandbank/sdk${entry}'`)
  const uses = imports.map((_, n) => `console.log(entry${n})`)
  await writeFile(join(app, 'entries.ts'), [...imports, ...uses].join('\n'))
  const wrong = ["import { openBanking } from '@sandbank/sdk'", 'openBanking({ baseUrl: 7 })']
  await writeFile(join(app, 'wrong.ts'), wrong.join('\n'))
  for (const moduleResolution of ['nodenext', 'bundler']) {
    const module = moduleResolution === 'bundler' ? 'esnext' : moduleResolution
    const options = ['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
    const libraries = ['--target', 'es2024', '--lib', 'esnext,dom,dom.iterable', '--types', 'node']
    const compile = (...files: string[]) =>
      execute(
        bin('tsc'),
        [...options, ...libraries, '--module', module, '--moduleResolution', moduleResolution, ...files],
        {
          cwd: app,
        },
      )
    await expect(compile('main.ts', 'entries.ts').catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' })
    await expect(compile('wrong.ts')).rejects.toMatchObject({ stdout: expect.stringContaining('TS2322') })
  }
  const { stdout } = await execute(process.execPath, ['main.ts'], { cwd: app })
  expect(stdout).toBe(printed)
})

test('publint and attw find nothing', async () => {
  const lint = await execute(bin('publint'), [tarball, '--strict'])
  expect(lint.stdout).toContain('All good!')
  // The SDK has no CommonJS: Node 22 requires an ES module as it is.
  await execute(bin('attw'), [tarball, '--profile', 'esm-only'])
})

test('the main entry, minified and gzipped, has at most 15 kB, and needs neither jose nor openid-client', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from '@sandbank/sdk'", resolveDir: app },
    ...{ bundle: true, write: false, metafile: true, minify: true, format: 'esm', platform: 'neutral' },
    mainFields: ['module', 'main'],
  })
  const bytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length
  console.log(`main entry, minified and gzipped: ${bytes.toLocaleString('en')} bytes`)
  expect(bytes).toBeLessThanOrEqual(sizeLine)
  const imported = Object.keys(metafile.inputs).join('\n')
  expect(imported).not.toMatch(/node_modules\/(jose|openid-client|oauth4webapi)\//)
})
