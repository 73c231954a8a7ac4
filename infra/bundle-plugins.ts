import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from 'esbuild'

/**
 * Replaces mocks/people/catalogue.ts by its exported data. @faker-js/faker has 440 KB and takes 20
 * ms to import; the data has 14 KB. The data is always the same, because the module seeds faker.
 */
export const catalogueAsData: Plugin = {
  name: 'catalogue-as-data',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mocks[\\/]people[\\/]catalogue\.ts$/ }, async () => {
      const made: Record<string, unknown> = await import('#mocks/people/catalogue.ts')
      const exports = Object.entries(made).map(([name, value]) => {
        const text = JSON.stringify(value)
        if (!isDeepStrictEqual(JSON.parse(text), value))
          throw new Error(`${name} of mocks/people/catalogue.ts is not plain data`)
        return `export const ${name} = ${text}`
      })
      return { contents: exports.join('\n'), loader: 'js' }
    })
  },
}

/**
 * Leaves out the SDK's credential providers except the environment, where a Lambda has the
 * credentials of its role. The others (profiles, SSO, web identity, processes, metadata servers)
 * have 70 KB.
 */
export const credentialsFromEnvironment: Plugin = {
  name: 'credentials-from-environment',
  setup({ onResolve, onLoad }) {
    const namespace = 'credentials-from-environment'
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace,
      pluginData: resolveDir,
      sideEffects: false,
    }))
    onLoad({ filter: /.*/, namespace }, ({ pluginData: resolveDir }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'",
      resolveDir,
    }))
  },
}

/** The media types that Sandbank sends or reads, by prefix. */
const usedMediaTypes = /^(application\/(json|jwt|jose|javascript|x-www-form-urlencoded)|text\/)/

/** Leaves out unused media types of Koa, which the OpenID provider uses: 437 KB of names. */
export const fewMediaTypes: Plugin = {
  name: 'few-media-types',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const all: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
      const few = Object.fromEntries(Object.entries(all).filter(([type]) => usedMediaTypes.test(type)))
      return { contents: JSON.stringify(few), loader: 'json' }
    })
  },
}

/**
 * Leaves out the modules that our code imports dynamically, so that no start reads them. Notes in
 * `waiting` the name of each file and its source. A module that both files import would be in both,
 * so a dynamic module should import none of ours.
 */
export const splitDynamicImports = (waiting: Map<string, string>): Plugin => ({
  name: 'apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(#|\.\/)/ }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || /[\\/]node_modules[\\/]/.test(importer)) return undefined
      // A whole surface is in the same file, and runs when it is asked for: a copy of its own would
      // not recognise the errors of the store by their classes.
      if (path.startsWith('#apps/')) return undefined
      const file = `${basename(path, '.ts')}.mjs`
      waiting.set(file, (await resolve(path, { kind: 'import-statement', importer, resolveDir })).path)
      return { path: `./${file}`, external: true }
    })
  },
})

/**
 * Bundles only the core of the PDF library and two of its fourteen fonts: 85 KB of 600 KB. The
 * package does not declare its modules free of side effects, so its forms, images and parser would
 * be included.
 */
export const pdfCoreAlone: Plugin = {
  name: 'pdf-core-alone',
  setup({ onResolve, onLoad, resolve }) {
    const own = /[\\/]@cantoo[\\/]pdf-lib[\\/]/
    const seen = Symbol('resolved by this plugin')
    onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === seen || !(path === '@cantoo/pdf-lib' || own.test(importer))) return undefined
      return { ...(await resolve(path, { importer, resolveDir, kind, pluginData: seen })), sideEffects: false }
    })
    const isUsed = /[\\/](Helvetica|Helvetica-Bold|all-encodings)\.compressed\.json$/
    onLoad({ filter: /[\\/]standard-fonts[\\/][\w-]+\.compressed\.json$/ }, ({ path }) =>
      isUsed.test(path) ? undefined : { contents: '""', loader: 'json' },
    )
  },
}
