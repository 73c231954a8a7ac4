import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from 'esbuild'

/**
 * Ships what mocks/people/catalogue.ts makes instead of what it makes it with: @faker-js/faker
 * weighs 440 KB and takes 20 ms to import, its lists 14 KB. They are the same bytes, because the
 * module seeds faker itself.
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
 * A Lambda finds the credentials of its role in its environment. The SDK's other ways to find some
 * (profiles, SSO, web identity, processes, metadata servers) are of no use there, and weigh 70 KB.
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

/** Media types that anything here sends or reads, by what they begin with. */
const spoken = /^(application\/(json|jwt|jose|javascript|x-www-form-urlencoded)|text\/)/

/**
 * Koa, under the OpenID provider, knows every media type there is: 437 KB of names, of which a bank
 * speaks a dozen.
 */
export const fewMediaTypes: Plugin = {
  name: 'few-media-types',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const all: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
      const few = Object.fromEntries(Object.entries(all).filter(([type]) => spoken.test(type)))
      return { contents: JSON.stringify(few), loader: 'json' }
    })
  },
}

/**
 * Leaves out what our code imports when that is first needed, and notes in `waiting` under which
 * name it expects the file beside it, and where that is made from. No start reads such a file. What
 * both need would be in both, so it should import nothing of ours.
 */
export const splitDynamicImports = (waiting: Map<string, string>): Plugin => ({
  name: 'apart',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(#|\.\/)/ }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || /[\\/]node_modules[\\/]/.test(importer)) return undefined
      const file = `${basename(path, '.ts')}.mjs`
      waiting.set(file, (await resolve(path, { kind: 'import-statement', importer, resolveDir })).path)
      return { path: `./${file}`, external: true }
    })
  },
})

/**
 * Ships the core of the PDF library and two of its fourteen fonts: 85 KB of 600. The package does
 * not say that its modules have no side effects, so without this its forms, images and parser would
 * come along.
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
