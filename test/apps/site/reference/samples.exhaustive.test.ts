import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { samplesWith } from './reference.ts'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const first = {
  id: 'wld_default',
  controlKey: 'ctl_default_hackathon',
  developerToken: 'dev_default_hackathon',
  customer: 'cus_0',
  persona: 'salaried family',
}
const all = [...samplesWith(first), ...samplesWith(undefined)]

test('every sample in JavaScript fits the types of the SDK', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samples-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  await Promise.all(
    all.map(([id, { javascript }], n) => writeFile(join(folder, `${n}-${id}.mts`), `${javascript}\nexport {}\n`)),
  )
  const sdk = join(repository, 'reference-impls/sdk')
  const paths = { '@sandbank/sdk/oauth': [join(sdk, 'oauth/index.ts')], '@sandbank/sdk': [join(sdk, 'index.ts')] }
  const settings = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: false, paths, preserveSymlinks: false },
    include: ['*.mts', `${sdk}/*.d.ts`],
    exclude: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const { status, stdout } = spawnSync(process.execPath, [join(repository, 'node_modules/.bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, ''])
})

const hasPython = spawnSync('python3', ['--version']).status === 0

test.skipIf(!hasPython)('every sample in Python compiles (skipped where there is no python3)', () => {
  const check = 'import json, sys\nfor name, code in json.load(sys.stdin): compile(code, name, "exec")'
  const input = JSON.stringify(all.map(([id, { python }]) => [id, python]))
  const { status, stderr } = spawnSync('python3', ['-W', 'error', '-c', check], { input, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})
