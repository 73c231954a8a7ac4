import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '#test/support/reference-impls/processes.ts'

const execute = promisify(execFile)
const bin = (name: string) => join(root, 'node_modules/.bin', name)

let folder: string
let app: string
let tarball: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-looks-'))
  const packed = await execute('npm', ['pack', '--pack-destination', folder], {
    cwd: join(root, 'reference-impls/looks'),
  })
  tarball = join(folder, packed.stdout.trim().split('\n').at(-1) as string)
  app = join(folder, 'app')
  await mkdir(app)
  await writeFile(join(app, 'package.json'), '{ "type": "module", "private": true }')
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, 'hono@4'], { cwd: app })
})

afterAll(() => rm(folder, { recursive: true }))

/** Asks the app of the README for a page and all that the page loads. */
const program = `
import app from './app.ts'

const page = await (await app.request('/')).text()
const linked = [...page.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, path]) => path)
const styles = await (await app.request('/looks/looks.css')).text()
const fonts = [...styles.matchAll(/url\\(([\\w-]+\\.woff2)\\)/g)].map(([, name]) => '/looks/' + name)
const answers = await Promise.all([...linked, ...fonts].map((path) => app.request(path)))
const types = answers.map(({ status, headers }) => status + ' ' + headers.get('content-type'))
console.log(JSON.stringify([page.includes('My shop'), page.includes('badge settled'), types]))
`

test('the app of the README runs, compiles strictly, and serves its styles and fonts', async () => {
  const readme = await readFile(join(root, 'reference-impls/looks/README.md'), 'utf8')
  await writeFile(join(app, 'app.ts'), /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '')
  await writeFile(join(app, 'main.mjs'), program)
  const { stdout, stderr } = await execute(process.execPath, ['main.mjs'], { cwd: app })
  const types = ['image/svg+xml', 'text/css; charset=utf-8', 'font/woff2', 'font/woff2'].map((type) => `200 ${type}`)
  expect([JSON.parse(stdout), stderr]).toEqual([[true, true, types], ''])
  const options = ['--strict', '--noEmit', '--target', 'es2024', '--lib', 'esnext,dom,dom.iterable']
  const compile = execute(bin('tsc'), [...options, '--module', 'nodenext', 'app.ts'], { cwd: app })
  await expect(compile.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' })
})

test('the package brings styles, the mark and its markup, and no sources', async () => {
  const files = await readdir(join(app, 'node_modules/@sandbank/looks'))
  expect(files.filter((name) => !/\.(css|svg)$/.test(name)).sort()).toEqual([
    'LICENSE',
    'README.md',
    'copy.js',
    'dist',
    'package.json',
  ])
})

test('publint and attw find nothing', async () => {
  const lint = await execute(bin('publint'), [tarball, '--strict'])
  expect(lint.stdout).toContain('All good!')
  // A page loads copy.js: it has no types.
  await execute(bin('attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'copy.js'])
})
