import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { root } from '#test/support/reference-impls/processes.ts'

/** Bundles an entry of the SDK for browsers. Returns the packages that it needs. */
async function bundle(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`${root}reference-impls/sdk/${entry}.ts`],
    ...{ bundle: true, write: false, metafile: true, platform: 'browser', format: 'esm', logLevel: 'silent' },
  })
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  )
  return [...new Set(packages)].sort()
}

test.each([
  ['index', ['openapi-fetch']],
  ['oauth/index', ['jose', 'oauth4webapi', 'openid-client']],
  ['events/index', ['jose']],
  ['signing', ['jose']],
  ['testing/index', ['openapi-fetch']],
])('%s is bundled for browsers, with %j alone', async (entry, packages) => {
  expect(await bundle(entry)).toEqual(packages)
})

test.each(['oauth/file-store', 'oauth/mutual-tls'])('%s needs Node, and is an entry of its own', async (entry) => {
  await expect(bundle(entry)).rejects.toThrow(/Could not resolve "node:/)
})

test('webhooks are verified where jose is not installed', async () => {
  const { metafile } = await build({
    entryPoints: [`${root}reference-impls/sdk/events/index.ts`],
    ...{ bundle: true, write: false, metafile: true, format: 'esm', external: ['jose'], outdir: 'out' },
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  expect(imports.map(({ path, kind }) => [path, kind])).toEqual([['jose', 'dynamic-import']])
})
