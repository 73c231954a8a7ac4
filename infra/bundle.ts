import { copyFile, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { surfaces } from '#surfaces'
import {
  catalogueAsData,
  credentialsFromEnvironment,
  fewMediaTypes,
  pdfCoreAlone,
  splitDynamicImports,
} from './bundle-plugins.ts'

/** The code of one Lambda: its start file, the files of its dynamic imports, and its assets. */
export type Bundle = {
  /** The surface's name, or `worker`. */
  readonly name: string
  readonly folder: string
  readonly start: Weight
  /** By the file's name. */
  readonly later: ReadonlyMap<string, Weight>
}

/** The size of one file of code. */
type Weight = {
  /** Bytes of the minified code; the source map is not deployed. */
  readonly bytes: number
  /** Bytes by npm package and by folder of our own. */
  readonly parts: ReadonlyMap<string, number>
}

const root = join(import.meta.dirname, '..')

/** The default folder of the bundles. */
export const defaultFolder = join(root, 'dist')

/** All Lambdas: the entry file, whether class names are kept, and the assets (see surfaces.ts). */
export const lambdas: readonly { name: string; entry: string; keepsClassNames: boolean; assets: readonly string[] }[] =
  [
    ...surfaces.map(({ name, keepsClassNames, assets }) => {
      return { name, entry: `functions/apps/${name}/lambda.ts`, keepsClassNames, assets }
    }),
    { name: 'worker', entry: 'functions/worker/lambda.ts', keepsClassNames: false, assets: [] },
  ]

/** Bundles every Lambda to `into`/<name>/index.mjs. Deletes the old contents of those folders. */
export async function bundleLambdas({ into = defaultFolder }: { into?: string } = {}): Promise<Bundle[]> {
  return Promise.all(
    lambdas.map(async ({ name, entry, keepsClassNames, assets }) => {
      const folder = join(into, name)
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      const waiting = new Map<string, string>()
      const write = async (from: string, file: string) => {
        const plugins = [...bundleOptions.plugins, splitDynamicImports(waiting)]
        const outfile = join(folder, file)
        return weigh(
          await build({ ...bundleOptions, keepNames: keepsClassNames, plugins, entryPoints: [from], outfile }),
        )
      }
      const start = await write(entry, 'index.mjs')
      const later = new Map<string, Weight>()
      for (const [file, from] of waiting) later.set(file, await write(from, file))
      for (const asset of assets) {
        await copyFile(fileURLToPath(import.meta.resolve(asset)), join(folder, basename(asset)))
      }
      return { name, folder, start, later }
    }),
  )
}

/** What every bundle has in common. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // The SDK's CommonJS cannot be tree-shaken; its ES modules make the bundle 190 KB smaller.
  mainFields: ['module', 'main'],
  // External: beside the bundle, without a reference to it. infra/function.ts does not deploy it.
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [catalogueAsData, credentialsFromEnvironment, fewMediaTypes, pdfCoreAlone],
  // For packages that call require. The name is long, because minifying may use a short one.
  banner: {
    js: "import { createRequire as sandbankMakesRequireForCommonJsInside } from 'node:module'; const require = sandbankMakesRequireForCommonJsInside(import.meta.url);",
  },
} as const satisfies Parameters<typeof build>[0]

function weigh({ metafile: { outputs } }: { metafile: Metafile }): Weight {
  const [, code] = Object.entries(outputs).find(([path]) => path.endsWith('.mjs'))!
  const parts = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(code.inputs)) {
    const part = /^(?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+)/.exec(path)![1]!
    if (bytesInOutput > 0) parts.set(part, (parts.get(part) ?? 0) + bytesInOutput)
  }
  return { bytes: code.bytes, parts: new Map([...parts].sort(([, a], [, b]) => b - a)) }
}

if (import.meta.main) {
  const kilobytes = (bytes: number) => Math.round(bytes / 1000)
  const rows = (await bundleLambdas()).map(({ name, start, later }) => {
    const heaviest = [...start.parts].slice(0, 4).map(([part, size]) => `${part} ${kilobytes(size)}`)
    const beside = [...later].map(([file, { bytes }]) => `${file} ${kilobytes(bytes)}`)
    return [name, { KB: kilobytes(start.bytes), heaviest: heaviest.join(', '), later: beside.join(', ') }]
  })
  console.table(Object.fromEntries(rows))
}
