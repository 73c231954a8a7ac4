import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkChangelog, checkPacked, checkVersions, findSection } from '#infra/release.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

const changelog = `# Changelog

## Unreleased

## 0.2.0 - 2026-12-01

### Added

- A bank.

## 0.1.0 - 2026-11-25

The first.
`

describe('the changelog', () => {
  test('gives the section of a version as the notes of its release', () => {
    expect(findSection(changelog, '0.2.0')).toBe('### Added\n\n- A bank.')
    expect(findSection(changelog, '0.1.0')).toBe('The first.')
    expect(findSection(changelog, 'Unreleased')).toBe('')
    expect(findSection(changelog, '0.2')).toBeUndefined()
  })

  test('of this repository has the form that a release reads', () => {
    expect(checkChangelog(read('CHANGELOG.md'))).toEqual([])
  })

  test.each([
    ['a version without a section', changelog, '0.3.0', 'must have a section ## 0.3.0 - YYYY-MM-DD'],
    ['a section without an entry', changelog, '0.1.0', 'the section 0.1.0 must list what changes for users'],
    ['no section for what comes next', changelog.replace('## Unreleased', ''), '0.2.0', 'a section ## Unreleased'],
    ['a heading of another form', changelog.replace(' - 2026-12-01', ' (December)'), undefined, 'got ## 0.2.0 (Dec'],
  ])('is rejected for %s', (_, text, version, message) => {
    expect(checkChangelog(text, version)).toEqual([expect.stringContaining(message)])
    expect(checkChangelog(changelog, '0.2.0')).toEqual([])
  })
})

const manifest = { name: '@sandbank/sdk', version: '0.2.0', exports: { '.': { types: './dist/index.d.ts' } } }
const sdk = { folder: 'reference-impls/sdk', manifest, files: ['README.md', 'LICENSE', 'dist/index.d.ts'] }
const lock = { packages: { '': { version: '0.2.0' }, 'reference-impls/sdk': { version: '0.2.0' } } }

test('versions of the root, the workspaces, the lock file and the tag must be the same', () => {
  expect(checkVersions('0.2.0', [sdk], lock, 'v0.2.0')).toEqual([])
  expect(checkVersions('0.2.0', [sdk], lock, 'v0.3.0')).toEqual([
    'package.json: version must be 0.3.0, as the tag says (got 0.2.0)',
  ])
  expect(checkVersions('0.3.0', [sdk], lock)).toEqual([
    'reference-impls/sdk/package.json: version must be 0.3.0 (got 0.2.0)',
    'package-lock.json: the root must have version 0.3.0; run npm install',
    'package-lock.json: reference-impls/sdk must have version 0.3.0; run npm install',
  ])
})

test('a tarball must contain its guide, its licence and every file that its package.json names', () => {
  expect(checkPacked(sdk)).toEqual([])
  expect(checkPacked({ ...sdk, files: ['README.md', 'dist/index.js'] })).toEqual([
    'reference-impls/sdk: the tarball must contain LICENSE',
    'reference-impls/sdk: the tarball must contain dist/index.d.ts',
  ])
  const pattern = { ...manifest, exports: { './*': './dist/*.js' }, bin: { sdk: 'bin.mjs' } }
  expect(checkPacked({ ...sdk, manifest: pattern, files: [...sdk.files, 'dist/a.js'] })).toEqual([
    'reference-impls/sdk: the tarball must contain bin.mjs',
  ])
})

test('a package to publish must name its repository, a private one need not', () => {
  expect(checkPacked(sdk, 'v0.2.0')).toEqual([expect.stringContaining('repository must name the repository')])
  expect(checkPacked({ ...sdk, manifest: { ...manifest, repository: 'github:sandbank/sandbank' } }, 'v0.2.0')).toEqual(
    [],
  )
  expect(checkPacked({ ...sdk, manifest: { ...manifest, private: true } }, 'v0.2.0')).toEqual([])
})

describe('the workflow of a release', () => {
  const workflow = read('.github/workflows/release.yml')

  test('runs scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const named = [...workflow.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name as string)
    expect(named).toEqual(['release'])
    for (const name of named) expect(scripts).toHaveProperty(name)
    expect(workflow).toContain('run: .ci/run')
    expect(existsSync(new URL('../../.ci/run', import.meta.url))).toBe(true)
  })

  test('publishes with provenance, after an approval, and never puts an expression into a shell', () => {
    expect(workflow).toContain('--provenance')
    expect(workflow).toContain('environment: release')
    const lines = workflow.split('\n').filter((line) => line.includes('${{'))
    expect(lines.filter((line) => !/^ {10}(NODE_AUTH_TOKEN|GH_TOKEN): /.test(line))).toEqual([])
  })
})
