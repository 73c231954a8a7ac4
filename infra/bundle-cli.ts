import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { surfaces } from '#surfaces'
import { bundleOptions } from './bundle.ts'
import { catalogueAsData, fewMediaTypes, pdfCoreAlone } from './bundle-plugins.ts'

const root = join(import.meta.dirname, '..')

/** The default folder of the bundle: what the package `sandbank` ships. */
const defaultFolder = join(root, 'reference-impls/cli/dist')

/** The folder of the sandbox's assets, beside its code. */
const assets = 'assets'

/** Lets the sandbox read its assets beside its code, where the repository resolves a package. */
const assetsBesideCode: Plugin = {
  name: 'assets-beside-code',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]functions[\\/]local[\\/]assets\.ts$/ }, () => ({
      contents: `import { readFile } from 'node:fs/promises'
export const readAsset = (name) => readFile(new URL('./${assets}/' + name, import.meta.url))`,
      loader: 'js',
    }))
  },
}

/** Bundles the command line and the sandbox to `into`. Deletes the old contents of the folder. */
export async function bundleCli({ into = defaultFolder }: { into?: string } = {}): Promise<void> {
  await rm(into, { recursive: true, force: true })
  await mkdir(join(into, assets), { recursive: true })
  const { metafile } = await build({
    ...bundleOptions,
    target: 'node22.18',
    entryPoints: { main: 'reference-impls/cli/main.ts', sandbox: 'functions/local.ts' },
    outdir: into,
    outExtension: { '.js': '.mjs' },
    // The command line and each surface read only their own code.
    splitting: true,
    sourcemap: false,
    // The OpenID provider reads the names of its classes.
    keepNames: true,
    plugins: [catalogueAsData, fewMediaTypes, pdfCoreAlone, assetsBesideCode],
  })
  for (const asset of surfaces.flatMap((surface) => surface.assets)) {
    const file = fileURLToPath(import.meta.resolve(asset))
    await copyFile(file, join(into, assets, basename(file)))
  }
  await writeFile(
    join(into, 'LICENSES.txt'),
    await collectLicences([
      ...packagesOf(metafile),
      'node_modules/@fontsource-variable/figtree',
      'node_modules/@fontsource-variable/jetbrains-mono',
    ]),
  )
}

/** Returns the folders of the packages that a bundle contains. */
export const packagesOf = ({ inputs }: Metafile): string[] => [
  ...new Set(Object.keys(inputs).flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
]

/** Returns the licences of the bundled packages as one text: they ask to be shipped along. */
export async function collectLicences(folders: readonly string[]): Promise<string> {
  const texts: string[] = []
  for (const folder of folders.toSorted()) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
    const file = (await readdir(join(root, folder))).find((one) => /^(licen[cs]e|copying)/i.test(one))
    const text = file === undefined ? '' : await readFile(join(root, folder, file), 'utf8')
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`)
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

if (import.meta.main) {
  await bundleCli()
  await cp(join(root, 'LICENSE'), join(root, 'reference-impls/cli/LICENSE'))
}
