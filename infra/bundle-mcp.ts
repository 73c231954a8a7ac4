import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions } from './bundle.ts'
import { collectLicences, packagesOf } from './bundle-cli.ts'

const root = join(import.meta.dirname, '..')

/** Bundles the MCP server into one file: what the package `@sandbank/mcp` ships. */
export async function bundleMcp(into = join(root, 'reference-impls/mcp/dist')): Promise<void> {
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true })
  const { metafile } = await build({
    ...bundleOptions,
    target: 'node22.18',
    entryPoints: { main: 'reference-impls/mcp/main.ts' },
    outdir: into,
    outExtension: { '.js': '.mjs' },
    sourcemap: false,
    plugins: [],
  })
  await writeFile(join(into, 'LICENSES.txt'), await collectLicences(packagesOf(metafile)))
}

if (import.meta.main) {
  await bundleMcp()
  await cp(join(root, 'LICENSE'), join(root, 'reference-impls/mcp/LICENSE'))
}
