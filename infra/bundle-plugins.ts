import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from 'esbuild'

/**
 * Ships what mocks/catalogue.ts makes instead of what it makes it with: @faker-js/faker weighs 440 KB and takes 20 ms to
 * import, its lists 14 KB. They are the same bytes, because the module seeds faker itself.
 */
export const catalogueAsData: Plugin = {
  name: 'catalogue-as-data',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mocks[\\/]catalogue\.ts$/ }, async () => {
      const made: Record<string, unknown> = await import('#mocks/catalogue.ts')
      const exports = Object.entries(made).map(([name, value]) => {
        const text = JSON.stringify(value)
        if (!isDeepStrictEqual(JSON.parse(text), value))
          throw new Error(`${name} of mocks/catalogue.ts is not plain data`)
        return `export const ${name} = ${text}`
      })
      return { contents: exports.join('\n'), loader: 'js' }
    })
  },
}

/**
 * A Lambda finds the credentials of its role in its environment. The SDK's other ways to find some (profiles, SSO, web
 * identity, processes, metadata servers) are of no use there, and weigh 70 KB.
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

/** Koa, under the OpenID provider, knows every media type there is: 437 KB of names, of which a bank speaks a dozen. */
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
